"""Carry one whole assignment in the wheel, as an example: it lies beside the package, not in it."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CARRIED = "perceptron"
SECRET = ("__pycache__", "seed")


class BuildWithExample(build_py):
    """Builds the package, and puts the example where `grader.authoring.examples` looks for it."""

    def run(self):
        super().run()
        if self.editable_mode:
            return  # the sources are there themselves
        target = Path(self.build_lib, "grader/authoring/examples")
        shutil.rmtree(target, ignore_errors=True)
        for part in ("assignments", "reference"):
            ignored = shutil.ignore_patterns(*SECRET)
            shutil.copytree(Path(part, CARRIED), target / part / CARRIED, ignore=ignored)
        shutil.copy("rubric.yaml", target)


setup(cmdclass={"build_py": BuildWithExample})
