"""The homework as nbgrader has it, graded by two of its processes at once."""

import json
import os
import shlex
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import asserted
from support import classroom

REQUIREMENT = "nbgrader==0.9.6"  # the latest in November 2026
PARTS = {"even": "*[02468]", "odd": "*[13579]"}  # whose keys end so
SCORES = """
import sys
from nbgrader.api import Gradebook
for url in sys.argv[2:]:
    with Gradebook(url) as book:
        for handed in book.assignment_submissions(sys.argv[1]):
            print(handed.student.id, handed.score, handed.max_score)
"""


# The homework


def source_notebook():
    """The example's definitions as solution cells, each probe's cases as a test cell."""
    solutions = [cell for cell in classroom.material().cells if cell["cell_type"] == "code"]
    cells = [solution_cell(cell) for cell in solutions if cell["source"][:4] in ("def ", "clas")]
    cells.append(test_cell("tools", asserted.TOOLS, 0))
    for name, (_, points) in asserted.ASKED.items():
        cells.append(test_cell(name, "\n".join(with_hidden(name)), points))
    metadata = {"kernelspec": dict(classroom.KERNELS[0]), "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def solution_cell(cell):
    source = f"### BEGIN SOLUTION\n{cell['source']}\n### END SOLUTION"
    return marked_cell(cell["id"], source, grade=False, locked=False, solution=True)


def test_cell(name, source, points):
    return marked_cell(
        f"test_{name}", source, grade=True, locked=True, solution=False, points=points
    )


def marked_cell(name, source, **marks):
    marks = {"cell_type": "code", "schema_version": 3, "grade_id": name, "task": False, **marks}
    return {
        "cell_type": "code",
        "id": name.replace("_", "-"),
        "execution_count": None,
        "metadata": {"nbgrader": marks},
        "outputs": [],
        "source": source,
    }


def with_hidden(name):
    """A line for each visible case of a probe, the later half hidden from students."""
    visible, hidden = asserted.halves(name)
    if not hidden:
        return visible
    return [*visible, "### BEGIN HIDDEN TESTS", *hidden, "### END HIDDEN TESTS"]


# Its course, and two processes at once


@dataclass(frozen=True)
class Nbgrader:
    """A course of nbgrader's in a folder, and the environment that it runs in."""

    venv: Path
    folder: Path

    @property
    def command(self):
        return [str(self.venv / "bin" / "nbgrader")]

    @property
    def environment(self):
        path = f"{self.venv / 'bin'}{os.pathsep}{os.environ['PATH']}"
        own = {name: str(self.folder / name) for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR")}
        return {**os.environ, "PATH": path, **own, "IPYTHONDIR": str(self.folder / "ipython")}

    def run(self, *arguments):
        done = subprocess.run(
            [*self.command, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"nbgrader {shlex.join(arguments)} failed:\n{done.stderr[-3000:]}")

    def autograde(self, part):
        """Start it for a part of the students, with the part's own gradebook."""
        command = [*self.command, "autograde", classroom.ASSIGNMENT, f"--student={PARTS[part]}"]
        command += [f"--CourseDirectory.db_url={self.gradebook(part)}"]
        log = (self.folder / f"log-{part}.txt").open("wb")
        with log:
            process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        return process, command

    def gradebook(self, part):
        return f"sqlite:///{self.folder / f'gradebook-{part}.db'}"

    def scores(self):
        """Points by student, as its gradebooks have them."""
        command = [self.venv / "bin" / "python", "-c", SCORES, classroom.ASSIGNMENT]
        done = subprocess.run(
            [*command, *map(self.gradebook, PARTS)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        rows = [line.split() for line in done.stdout.splitlines()]
        return {key: (float(score), float(maximum)) for key, score, maximum in rows}

    def make_course(self, submissions):
        """Source, release and what was handed in; the gradebooks before anything is graded."""
        name = classroom.ASSIGNMENT
        source = self.folder / "source" / name
        shutil.copytree(classroom.EXAMPLE.parent / "data", source / "data")
        (source / f"{name}.ipynb").write_text(json.dumps(source_notebook()), encoding="utf-8")
        tests = self.release(name)
        for path in submissions:
            self.take_in(path.stem, with_tests(json.loads(path.read_bytes()), tests))
        self.copy_gradebook()

    def release(self, name):
        """Give the test cells as students get them."""
        self.run("generate_assignment", name, "--create")
        released = json.loads((self.folder / "release" / name / f"{name}.ipynb").read_text("utf-8"))
        return [
            cell for cell in released["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")
        ]

    def take_in(self, student, document):
        folder = self.folder / "submitted" / student / classroom.ASSIGNMENT
        folder.mkdir(parents=True)
        text = json.dumps(document)
        (folder / f"{classroom.ASSIGNMENT}.ipynb").write_text(text, encoding="utf-8")

    def copy_gradebook(self):
        for part in PARTS:
            shutil.copyfile(self.folder / "gradebook.db", self.folder / f"gradebook-{part}.db")

    def grade(self):
        """Wall seconds of both processes together, and their commands. Ends where one fails."""
        start = time.perf_counter()
        started = [self.autograde(part) for part in PARTS]
        codes = [process.wait() for process, _ in started]
        seconds = time.perf_counter() - start
        if any(codes):
            said = [(self.folder / f"log-{part}.txt").read_text()[-2000:] for part in PARTS]
            raise SystemExit("\n".join([f"nbgrader autograde ended with {codes}", *said]))
        return seconds, [shlex.join(command) for _, command in started]


def with_tests(document, tests):
    """A student's notebook with the released test cells, ids only where the format has them."""
    has_ids = document["nbformat_minor"] >= 5
    bare = [{key: cell[key] for key in cell if key != "id" or has_ids} for cell in tests]
    return {**document, "cells": [*document["cells"], *bare]}
