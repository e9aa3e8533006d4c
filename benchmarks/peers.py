"""The same homework graded by nbgrader 0.9.6 and by us, side by side on one machine.

    python benchmarks/peers.py --venv DIR [--students 40] [--more 1000] [--keep DIR]

DIR is a virtual environment of nbgrader's own, made and filled if it is not there. Both graders get
the same class, the usual mix of `classroom.py`. For nbgrader the homework is put as its users do:
solution cells, and after them test cells with points, whose asserts hold our visible golden values
on our visible cases, about half of them hidden. Each student's notebook is the one that we grade,
with the released test cells below the student's own cells.

nbgrader 0.9.6 grades one after the other and has no option for more. So two `nbgrader autograde`
run at once, each for half of the students (`--student` takes a pattern) and each with a gradebook
of its own, so that neither waits for the other's writes. Matplotlib is not installed for it: plots
fail at once there, which spares it the import. Making the class, `generate_assignment` and copying
notebooks are not timed for either; `grade batch` uses all processors and stores everything.
"""

import argparse
import contextlib
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support import classroom
from support.project import ROOT

from grader.course.find import find_course

NBGRADER = "nbgrader==0.9.6"
PARTS = {"even": "*[02468]", "odd": "*[13579]"}  # whose keys end so
GRADE = Path(sys.executable).with_name("grade")
TOOLS = """\
import tempfile
from pathlib import Path

def flat(value):
    if isinstance(value, (list, tuple)):
        return [number for part in value for number in flat(part)]
    return [value]

def close(got, expected):
    got = flat(got)
    return len(got) == len(expected) and all(
        abs(a - b) <= 1e-5 + 1e-5 * abs(b) for a, b in zip(got, expected)
    )

def file_of(text):
    path = Path(tempfile.mkdtemp()) / "data.txt"
    path.write_text(text)
    return str(path)

def after(X, y, epochs):
    model = Perceptron(len(X[0]))
    model.train(X, y, epochs)
    return model

def trained(example):
    return after([example], [1], 1)

def state(model):
    return [model.weights, model.bias]
"""
# What is asserted about each case of one of our probes, and what the cell is worth.
ASKED = {
    "loaded": ("load_data(file_of(text))", 2),
    "counted": ("class_counts(y)", 1),
    "parted": ("split(X, y, order, n_train)", 3),
    "measured": ("mean_std(X)", 2),
    "standardized": ("standardize(X, mean, std)", 2),
    "prepared": ("prepare(X, y, order, n_train)", 2),
    "started": ("state(Perceptron(features))", 2),
    "predicted": ("[trained(example).forward(row) for row in rows]", 3),
    "errors_found": ("[trained(example).backward(r, t) for r in rows for t in (0, 1)]", 2),
    "one_update": ("state(trained(example))", 3),
    "growing_prefix": ("[state(after(X[:k], y[:k], 1)) for k in range(1, len(X) + 1)]", 4),
    "epochs_apart": (
        "[state(after(X, y, k)) for k in "
        "(range(1, epochs + 1) if epochs <= 5 else (1, 2, epochs))]",
        6,
    ),
    "share_right": ("trained(example).evaluate(X, y)", 4),
    "boundary": ("decision_boundary(weights, bias, x0_min, x0_max)", 5),
    "whole_run": ("main(file_of(text), order)", 4),
    "whole_run_as_asked": ("main(file_of(text), order, n_train, epochs)", 5),
}
SCORES = """
import sys
from nbgrader.api import Gradebook
for url in sys.argv[1:]:
    with Gradebook(url) as book:
        for one in book.assignment_submissions("perceptron"):
            print(one.student.id, one.score, one.max_score)
"""


# The homework as nbgrader has it


def source_notebook():
    """The example's definitions as solution cells, each probe's cases as a test cell."""
    solutions = [cell for cell in classroom.material().cells if cell["cell_type"] == "code"]
    cells = [solution_cell(cell) for cell in solutions if cell["source"][:4] in ("def ", "clas")]
    cells.append(test_cell("tools", TOOLS, 0))
    cells += [test_cell(name, asserts(name), points) for name, (_, points) in ASKED.items()]
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


def asserts(name):
    """A line for each visible case of a probe, the later half hidden from students."""
    course = find_course(ROOT, ROOT)
    assignment = course.assignment(classroom.ASSIGNMENT)
    asked = [p for p in assignment.probes if p.function == name and not p.hidden]
    lines = [assert_line(probe, assignment.golden[probe.name]) for probe in asked]
    middle = (len(lines) + 1) // 2
    hidden = ["### BEGIN HIDDEN TESTS", *lines[middle:], "### END HIDDEN TESTS"]
    return "\n".join([*lines[:middle], *(hidden if lines[middle:] else [])])


def assert_line(probe, golden):
    """One case's names as arguments of a function that asks, and the golden's numbers."""
    data = {**probe.case.data, "text": probe.case.files.get("data.txt")}
    question, _ = ASKED[probe.function]
    names = re.findall(r"\w+", question)
    used = {key: value for key, value in data.items() if key in names}
    return f"assert close((lambda {', '.join(used)}: {question})(**{used!r}), {flat(golden)!r})"


def flat(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [number for part in value for number in flat(part)] if type(value) is list else [value]


# Its course, and two processes at once


@dataclass(frozen=True)
class Peer:
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

    def scores(self, parts):
        """Points by student, as its gradebooks have them."""
        command = [self.venv / "bin" / "python", "-c", SCORES, *map(self.gradebook, parts)]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True
        )
        rows = [line.split() for line in done.stdout.splitlines()]
        return {key: (float(score), float(maximum)) for key, score, maximum in rows}


def install(venv):
    if not (venv / "bin" / "nbgrader").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin" / "pip", "install", "-q", NBGRADER], check=True)


def make_course(peer, submissions):
    """Source, release and what was handed in; the gradebook as it is before anything is graded."""
    name = classroom.ASSIGNMENT
    source = peer.folder / "source" / name
    shutil.copytree(classroom.EXAMPLE.parent / "data", source / "data")
    (source / f"{name}.ipynb").write_text(json.dumps(source_notebook()), encoding="utf-8")
    peer.run("generate_assignment", name, "--create")
    released = json.loads((peer.folder / "release" / name / f"{name}.ipynb").read_text("utf-8"))
    tests = [one for one in released["cells"] if one["metadata"].get("nbgrader", {}).get("grade")]
    for path in submissions:
        folder = peer.folder / "submitted" / path.stem / name
        folder.mkdir(parents=True)
        text = json.dumps(with_tests(json.loads(path.read_bytes()), tests))
        (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")
    for part in PARTS:
        shutil.copyfile(peer.folder / "gradebook.db", peer.folder / f"gradebook-{part}.db")


def with_tests(document, tests):
    """A student's notebook with the released test cells, ids only where the format has them."""
    has_ids = document["nbformat_minor"] >= 5
    bare = [{key: one[key] for key in one if key != "id" or has_ids} for one in tests]
    return {**document, "cells": [*document["cells"], *bare]}


def time_nbgrader(peer):
    """Wall seconds of both processes together. Ends with what it says when one fails."""
    start = time.perf_counter()
    started = [peer.autograde(part) for part in PARTS]
    codes = [process.wait() for process, _ in started]
    seconds = time.perf_counter() - start
    if any(codes):
        said = [(peer.folder / f"log-{part}.txt").read_text()[-2000:] for part in PARTS]
        raise SystemExit("\n".join([f"nbgrader autograde ended with {codes}", *said]))
    return seconds, [shlex.join(command) for _, command in started]


# Ours


def time_ours(source, gradebook):
    """Wall seconds of one `grade batch`, from its start to its end, with a new gradebook."""
    gradebook.unlink(missing_ok=True)
    command = [str(GRADE), "batch", str(source), "--gradebook", str(gradebook)]
    command += ["--assignment", classroom.ASSIGNMENT]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise SystemExit(f"{shlex.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return seconds, shlex.join(command)


# The table


def say_machine():
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {load:.2f} at the start")
    print(f"Python {platform.python_version()} here, {NBGRADER} with {len(PARTS)} processes")


def say_agreement(scores, expected):
    """That nbgrader's tests are tests: right ones should have all of its points, wrong ones not."""
    right = {key for key, one in expected.items() if one["earned"] == classroom.material().maximum}
    full = {key for key, (score, maximum) in scores.items() if score == maximum}
    asked = sum(asserts(name).count("assert close") for name in ASKED)
    print(f"nbgrader: {len(ASKED)} test cells, {asked} asserts; full marks for")
    print(f"  {len(full & right)} of {len(right)} right ones, {len(full - right)} of", end=" ")
    print(f"{len(expected) - len(right)} wrong ones; graded: {len(scores)}")


def say_row(name, students, seconds, baseline=None):
    ratio = f"{baseline / (seconds / students):8.1f}" if baseline else f"{'':8}"
    print(f"{name:<36}{students:9}{seconds:10.2f}{seconds / students:14.4f}{ratio}")


def compare(options, folder):
    made = classroom.make_class(options.students, folder / "class")
    peer = Peer(options.venv.resolve(), folder / "nbgrader")
    make_course(peer, sorted(made.source.iterdir()))
    seconds, commands = time_nbgrader(peer)
    say_agreement(peer.scores(PARTS), made.expectations())
    print(f"\n{'':<36}{'students':>9}{'wall s':>10}{'s/submission':>14}{'ratio':>8}")
    say_row("nbgrader autograde, 2 processes", options.students, seconds)
    if not options.nbgrader_only:
        baseline = seconds / options.students
        more = classroom.make_class(options.more, folder / "more") if options.more else None
        for ours in filter(None, (made, more)):
            seconds, command = time_ours(ours.source, folder / "gradebook.db")
            commands.append(command)
            students = len(ours.expectations())
            say_row("grade batch", students, seconds, baseline)
    print("\ncommands:", *commands, sep="\n  ")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--venv", type=Path, required=True, metavar="DIR")
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--more", type=int, default=1000, help="ours alone; 0 for none")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave everything there")
    parser.add_argument("--nbgrader-only", action="store_true")
    options = parser.parse_args()
    say_machine()
    install(options.venv)
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        compare(options, folder.resolve())


if __name__ == "__main__":
    main()
