"""Carry one whole assignment and the documents in the wheel: they lie beside the package."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CARRIED = "perceptron"
DOCUMENTS = {".md", ".yaml"}
SECRET = ("__pycache__", "seed")


class BuildWithWhatLiesBeside(build_py):
    """Builds the package, and puts the example and the documents where the grader looks for them.

    The example is looked for by `grader.authoring.examples`, documents by `grader.core.terms`.
    """

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
        documents = Path(self.build_lib, "grader/docs")
        shutil.rmtree(documents, ignore_errors=True)
        documents.mkdir()
        for path in Path("docs").iterdir():
            if path.suffix in DOCUMENTS:
                shutil.copy(path, documents)


setup(cmdclass={"build_py": BuildWithWhatLiesBeside})
