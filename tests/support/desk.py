"""A TA's desk: a gradebook and the command, in processes of their own; and files to hand in."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys

from support.commands import start_grade
from support.project import ROOT, of_a_class, run_grade

GRADE = [sys.executable, "-c", "from grader.cli import main; main(prog_name='grade')"]
EXAMPLE = ROOT / "assignments/perceptron/example.ipynb"


class Desk:
    """A TA's desk: a gradebook, and the command."""

    def __init__(self, folder):
        self.book = folder / "gradebook.db"
        self.where = str(self.book)

    def grade(self, command, *arguments, **environment):
        words = of_a_class(command, *arguments, "--gradebook", self.where)
        return run_grade(*words, **environment)

    def batch(self, *arguments, **environment):
        return self.grade("batch", *arguments, **environment)

    def start(self, *arguments):
        """The command in a process group of its own, as a shell would start it."""
        return start_grade(
            *of_a_class("batch", *arguments, "--gradebook", self.where),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )

    def standings(self):
        done = self.grade("export", "--format", "json")
        assert done.returncode == 0, done.stderr
        return {one["student"]: one for one in json.loads(done.stdout)}

    def statuses(self):
        return {key: one["status"] for key, one in self.standings().items()}

    def ask(self, query):
        with contextlib.closing(sqlite3.connect(self.book)) as connection:
            return connection.execute(query).fetchall()


def hand_in(folder, name, *changes, **metadata):
    """A file that is the example with some text replaced."""
    document = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    document["metadata"] |= metadata
    for cell in document["cells"]:
        source = "".join(cell["source"])
        for old, new in changes:
            source = source.replace(old, new)
        cell["source"] = source
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
