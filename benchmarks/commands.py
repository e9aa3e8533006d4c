"""What the commands for a class take: processor time, time on the clock, and memory.

    python benchmarks/commands.py [--students 1000] [--homeworks 1] [--only report] [--keep DIR]

The gradebook is a real one, and making it is not timed. Two thirds of the class have full marks:
the right variants of the catalogue, run once each, and for each student another one's answers to
each function's questions, since right programs answer with other last digits. The others have one
of a quarter of the catalogue's mistakes, or what becomes of files otherwise; what they answer right
is mixed, too. All have code of their own. Of several homeworks each is the perceptron under another
name. Each line is one command from its start to its end. `processor` is the time of the command and
of all that it started: it tells about the same on a machine that others use, too.
"""

import argparse
import contextlib
import copy
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
import zlib
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import yaml

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support import pupils
from support.project import ROOT

from grader.authoring.catalogue import example_of, load_catalogue, program
from grader.authoring.observe import as_handed_in
from grader.classroom.gradebook import recording, writing
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.gradebook.writing import Transaction
from grader.classroom.people import Student
from grader.core.probe import ProbeName
from grader.course.find import find_course
from grader.sandbox.isolation import open_sandbox
from grader.submission.notebook import read_submission

NAME = "perceptron"
ONE_IN = 4  # of the catalogue's mistakes, the first of so many
# What wait4 says of a process's memory begins with that of the one that started it.
GRADE = """
import atexit
from pathlib import Path
note = lambda: Path("memory").write_text(Path("/proc/self/status").read_text())
atexit.register(note)
from grader.cli import main
main(prog_name="grade")
"""
MEGABYTE = 1024 * 1024


def make_course(folder, homeworks):
    """A course whose homeworks are the perceptron under other names; as it is, where it is one."""
    rubric = yaml.safe_load((ROOT / "rubric.yaml").read_text(encoding="utf-8"))
    section = rubric["assignments"][NAME]
    names = [f"hw{number}" for number in range(1, homeworks + 1)]
    rubric["assignments"] = {}
    for name in names:
        rubric["assignments"][name] = {**copy.deepcopy(section), "title": f"Homework {name[2:]}"}
        for part in ("assignments", "reference"):
            shutil.copytree(ROOT / part / NAME, folder / part / name)
        cases = folder / "reference" / name / "cases.py"  # which names the folder of the visible
        cases.write_text(cases.read_text(encoding="utf-8").replace(NAME, name), encoding="utf-8")
    (folder / "rubric.yaml").write_text(yaml.safe_dump(rubric), encoding="utf-8")
    return names


def outcomes(assignment):
    """What becomes of right programs, and of others: each graded once."""
    home = ROOT / "assignments" / NAME
    example = read_submission(home / "example.ipynb", assignment.limits)
    starter = read_submission(home / f"{NAME}.ipynb", assignment.limits)
    base, (mistakes, variants) = example_of(assignment), load_catalogue(assignment)
    with open_sandbox("auto") as sandbox:

        def of(entries):
            scripts = (program(base, entry) for entry in entries)
            readings = [as_handed_in(script, assignment) for script in scripts]
            return [pupils.outcome(reading, assignment, sandbox) for reading in readings]

        other = pupils.outcomes(example, starter, assignment, sandbox)
        return of(variants), [*other.values(), *of(mistakes[::ONE_IN])]


def own(outcome, key):
    """The same of a file that no other student has: each cell with a function is another."""
    if outcome.document is None:
        return outcome
    document = json.loads(zlib.decompress(outcome.document))
    for cell in document.get("cells", ()):
        cell[1] += f"\n# by {key}" if "def " in cell[1] else ""
    if "outline" in document:  # a batch leaves out what no criterion asks for
        document["outline"]["deeds"] = document["spans"] = None
    return replace(outcome, document=zlib.compress(json.dumps(document).encode(), 1))


class Mixer:
    """Gives right answers, those of each function's questions by another right program."""

    def __init__(self, right):
        self.answers = [json.loads(zlib.decompress(made.document))["answers"] for made in right]
        self.right = {
            probe: {theirs[probe] for theirs in self.answers} for probe in self.answers[0]
        }

    def mix(self, made, number):
        """Give the same with other right answers; what is wrong stays as it is."""
        if made.document is None:
            return made
        draw = random.Random(number)
        document = json.loads(zlib.decompress(made.document))
        whose = defaultdict(lambda: draw.choice(self.answers))
        mended = document.get("mended") or {}
        for part in (document, mended, *mended.get("alone", {}).values()):
            for probe, text in part.get("answers", {}).items():
                if text in self.right[probe]:
                    part["answers"][probe] = whose[ProbeName.parse(probe).function][probe]
        return replace(made, document=zlib.compress(json.dumps(document).encode(), 1))


class OneCommit:
    """Takes hand-ins as a gradebook does, all in one transaction: many would wait for the disk."""

    def __init__(self, book, connection):
        self.connection, self.now, self.describe = connection, book.now(), self.do(writing.describe)
        self.record_hand_in = self.do(recording.record_hand_in)

    def do(self, work):
        return lambda *args: work(Transaction(self.connection, uuid.uuid4().hex, self.now), *args)


def fill(path, course, names, students):
    """Have everybody hand in everything."""
    with Gradebook.open(path, create=True) as book:

        def hand_in(connection):
            for name in names:
                assignment = course.assignment(name)
                right, other = outcomes(assignment)
                mixer = Mixer(right)
                register = pupils.Register(OneCommit(book, connection), assignment)
                register.judging = "of another day"  # so that all is judged again
                for number in range(students):
                    name = f"{pupils.student(number + 10).name} {number}"
                    others = number // 3 % len(other)
                    chosen = right[number % len(right)] if number % 3 else other[others]
                    person = Student(f"s{number:05}", name)
                    register.hand_in(person, own(mixer.mix(chosen, number), person.key))

        book._database.write(hand_in)


def measured(words, folder):
    """Run a command; its seconds of the processors and on the clock, and its most memory."""
    with open(folder / "output", "wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", GRADE, *words], stdout=output, stderr=output, cwd=folder
        )
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    said = (folder / "output").read_text(encoding="utf-8")
    assert code in (0, 4), said[-2000:]
    return usage.ru_utime + usage.ru_stime, clock, most_memory(folder / "memory")


def most_memory(path):
    """The most megabytes that a process has had, of what it was told of itself at its end."""
    status = dict(line.split(":", 1) for line in path.read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def commands(folder, names):
    """The commands, by a name; of several homeworks the batch has one file of the first."""
    (folder / "in").mkdir()
    shutil.copy(ROOT / "assignments" / NAME / "example.ipynb", folder / "in" / "Zoe.ipynb")
    batch = ["batch", "in", "--assignment", names[0], "--isolation", "process"]
    return {
        "gradebook": ["gradebook"],
        "export csv": ["export", "--format", "csv", "--out", "class.csv"],
        "export json": ["export", "--format", "json", "--out", "class.json"],
        "export junit": ["export", "--format", "junit", "--out", "class.xml"],
        "export gradescope": ["export", "--format", "gradescope", "--out", "results"],
        "report, at first": ["report", "--out", "pages"],
        "report, again": ["report", "--out", "pages"],
        "gradebook of one": ["gradebook", "s00007"],
        "batch, at first": batch,
        "batch of one file": [*batch, "--force"],
        "rescore": ["rescore"],
        "rescore --yes": ["rescore", "--yes"],
    }


def measure(folder, students, homeworks, only):
    """Make a class and print a line for each command."""
    names = make_course(folder, homeworks)
    path = folder / "gradebook.db"
    fill(path, find_course(folder, folder), names, students)
    print(f"{homeworks} x {students}: the gradebook has {path.stat().st_size / MEGABYTE:.0f} MB")
    print(f"{'':<20}{'processor':>12}{'clock':>12}{'memory':>12}")
    for title, words in commands(folder, names).items():
        if only in title:
            processor, clock, memory = measured(words, folder)
            line = f"{title:<20}{processor:>10.2f} s{clock:>10.2f} s{memory:>9.0f} MB"
            print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--homeworks", type=int, default=1)
    parser.add_argument("--only", default="", help="a part of the commands' titles")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="an empty folder for the class")
    options = parser.parse_args()
    with contextlib.ExitStack() as until_done:
        folder = options.keep or until_done.enter_context(tempfile.TemporaryDirectory())
        measure(Path(folder), options.students, options.homeworks, options.only)


if __name__ == "__main__":
    main()
