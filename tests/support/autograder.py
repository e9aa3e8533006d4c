"""A tree as Gradescope's container has it: what it is given, unpacked, and its `run_autograder`."""

import json
import os
import shutil
import subprocess
import sys
import zipfile

import jsonschema

from grader.course.find import find_course
from grader.kit.build import hand_out
from grader.kit.systems import MAKERS
from support.courses import STATS, notebook
from support.project import HANGING_SECONDS, ROOT, TINY

SCHEMA = json.loads((ROOT / "tests/support/gradescope.schema.json").read_text(encoding="utf-8"))


def make_course(folder):
    """The course `stats`, with what a kit needs."""
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    stats = folder / "assignments/stats"
    (stats / "README.md").write_text("# Median and clip\n", encoding="utf-8")
    empty = "def median(values):\n    raise NotImplementedError\n"
    (stats / "stats.ipynb").write_text(notebook(empty, "stats"), encoding="utf-8")
    (stats / "example.ipynb").write_text(notebook(STATS), encoding="utf-8")
    return folder


def make_archive(course, out):
    """What Gradescope is given."""
    hand_out(find_course(course, course), "stats", out, str, MAKERS["gradescope"])
    return out


class Container:
    """The folder `/autograder` of one submission, elsewhere."""

    def __init__(self, root, archive):
        self.root = root
        (root / "submission").mkdir(parents=True)
        with zipfile.ZipFile(archive) as members:
            members.extractall(root / "source")
        # As Gradescope does; its own is left where it was.
        shutil.copy(root / "source/run_autograder", root / "run_autograder")
        self.grade = root / "grade"
        self.grade.write_text(f'#!/bin/sh\nexec {sys.executable} -m grader "$@"\n')
        self.grade.chmod(0o755)
        self.printed = ""

    def hand_in(self, name, content):
        path = self.root / "submission" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def tell(self, **metadata):
        (self.root / "submission_metadata.json").write_text(json.dumps(metadata))

    def start(self, **environment):
        words = {"AUTOGRADER": str(self.root), "GRADE": str(self.grade), "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            ["bash", self.root / "run_autograder"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **words, **environment},
        )

    def run(self, **environment):
        """The result, which there is whatever happens, and is one that Gradescope takes."""
        process = self.start(**environment)
        self.printed, _ = process.communicate(timeout=HANGING_SECONDS)
        assert process.returncode == 0
        return self.result()

    def result(self):
        def refuse(word):
            raise ValueError(f"{word} is no JSON")

        text = (self.root / "results/results.json").read_text(encoding="utf-8")
        content = json.loads(text, parse_constant=refuse)
        jsonschema.validate(content, SCHEMA)
        return content
