"""What homework in NumPy and PyTorch costs beside plain Python, and beside nbgrader.

    python benchmarks/packages.py [--students 200] [--rounds 3] [--venv DIR] [--peers 20]

A class is so many copies of an assignment's example, each with a line of its own, so that no two
files are alike. Each assignment's class is graded by one `grade batch` at `strong` with two
processes and a new gradebook; rounds go through the assignments in turn, and medians count. A batch
of two is taken off for what starting takes. Beside it stand the example's cells and the questions
in one process without a wall: the homework's own arithmetic. Memory is the most that the command
and all that it has started hold at a time, what they share counted once.

With `--venv`, an environment of nbgrader's own (made and filled if it is not there: it needs
PyTorch too), the PyTorch homework is graded there as well: the example's cells as solution cells,
and for each criterion a test cell that puts our visible questions and compares with the goldens.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
import of_nbgrader
import peers
import psutil
from support.project import ROOT

from grader.course.find import find_course

NAMES = ("perceptron", "logistic", "softmax", "torch_mlp")
AGAINST = "torch_mlp"
FEW = 2
ASK = """\
import sys, types
QUESTIONS = {}  # apart from the student's functions, of which some are called like ours
def ask(cases, goldens):
    for name, (function, data) in cases.items():
        answer = QUESTIONS[function](sys.modules["__main__"], types.SimpleNamespace(**data))
        got, right = flat(answer), flat(goldens[name])
        assert len(got) == len(right) and all(map(close, got, right)), name

def flat(value):
    if hasattr(value, "tolist"):
        value = value.detach().tolist() if hasattr(value, "detach") else value.tolist()
    parts = value.values() if isinstance(value, dict) else value
    return [n for part in parts for n in flat(part)] if isinstance(parts, (list, tuple)) or (
        isinstance(value, dict)) else [value]

def close(got, right):
    if isinstance(right, str) or isinstance(got, str):
        return got == right
    return abs(got - right) <= 1e-4 + 1e-4 * abs(right)
"""


# Ours


def make_class(name, students, folder):
    """Write so many files of the assignment that differ by a line."""
    document = json.loads((ROOT / f"assignments/{name}/example.ipynb").read_text("utf-8"))
    cell = next(cell for cell in document["cells"] if cell["cell_type"] == "code")
    source = "".join(cell["source"])
    folder.mkdir(parents=True)
    for number in range(students):
        cell["source"] = f"# by student {number}\n{source}"
        path = folder / f"student{number:04}.ipynb"
        path.write_text(json.dumps(document), encoding="utf-8")
    return folder


def time_batch(name, source, gradebook):
    """Give the seconds of one batch, and the most memory that it held in MB."""
    gradebook.unlink(missing_ok=True)
    command = [str(peers.GRADE), "batch", str(source), "--assignment", name, "--jobs", "2"]
    command += ["--isolation", "strong", "--gradebook", str(gradebook)]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    watch = Watch(process.pid)
    said, _ = process.communicate()
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}:\n{said.decode()}")
    return seconds, watch.most


class Watch(threading.Thread):
    """Looks ten times a second at what a process and those below it hold."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.root, self.most = psutil.Process(pid), 0
        self.start()

    def run(self):
        while self.root.is_running() and self.root.status() != psutil.STATUS_ZOMBIE:
            self.most = max(self.most, self.look())
            time.sleep(0.1)

    def look(self):
        total = 0
        for process in (self.root, *children_of(self.root)):
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
        return total / 2**20


def children_of(process):
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


ALONE = """\
import sys, time
sys.path.insert(0, sys.argv[1])
import types
from pathlib import Path
from grader.course.find import find_course
import json
name = sys.argv[2]
assignment = find_course(Path(sys.argv[1]), Path(sys.argv[1])).assignment(name)
import os
os.chdir(f"{sys.argv[1]}/assignments/{name}")
cells = [c for c in json.load(open("example.ipynb"))["cells"] if c["cell_type"] == "code"]
sources = ["".join(c["source"]) for c in cells if "matplotlib" not in "".join(c["source"])]
space = {}
exec(compile(assignment.probes_source, "probes.py", "exec"), space)
asked = [p for p in assignment.probes if not p.case.files]
times = []
for _ in range(4):
    began = time.process_time()
    module = types.ModuleType("student")
    for source in sources:
        exec(source, module.__dict__)
    for probe in asked:
        space[probe.function](module, types.SimpleNamespace(**probe.case.data))
    times.append(time.process_time() - began)
print(1000 * min(times[1:]))
"""


def arithmetic(name):
    """Give what the cells and the questions take without a wall, in milliseconds of work."""
    command = [sys.executable, "-c", ALONE, str(ROOT), name]
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **threads})
    return float(done.stdout.split()[-1]) if done.returncode == 0 else float("nan")


def measure_ours(students, rounds, folder):
    """Print a row for each assignment, and give the milliseconds of a submission of each."""
    classes = {name: make_class(name, students, folder / name) for name in NAMES}
    few = {name: make_class(name, FEW, folder / f"few-{name}") for name in NAMES}
    taken = {name: [] for name in NAMES}
    memory = dict.fromkeys(NAMES, 0)
    for _ in range(rounds):
        for name in NAMES:
            start, _ = time_batch(name, few[name], folder / "gradebook.db")
            seconds, most = time_batch(name, classes[name], folder / "gradebook.db")
            taken[name].append(1000 * (seconds - start) / (students - FEW))
            memory[name] = max(memory[name], most)
    print(f"\n{'':<12}{'ms each':>9}{'all rounds':>24}{'own ms':>8}{'MB':>7}{'beside':>8}")
    plain = statistics.median(taken["perceptron"])
    for name, each in taken.items():
        middle, rows = statistics.median(each), " ".join(f"{one:.1f}" for one in each)
        print(
            f"{name:<12}{middle:9.1f}{rows:>24}{arithmetic(name):8.1f}{memory[name]:7.0f}"
            f"{middle / plain:8.2f}",
            flush=True,
        )
    return {name: statistics.median(each) for name, each in taken.items()}


# nbgrader


def source_notebook(assignment):
    """The example's functions as solution cells, and a test cell for each visible criterion."""
    document = json.loads((ROOT / f"assignments/{AGAINST}/example.ipynb").read_text("utf-8"))
    cells = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    cells = [{**cell, "source": "".join(cell["source"])} for cell in cells]
    given = [cell for cell in cells if cell["source"][:4] not in ("def ", "clas")][:1]
    solved = [of_nbgrader.solution_cell(c) for c in cells if c["source"][:4] in ("def ", "clas")]
    tests = [
        of_nbgrader.test_cell("tools", f"{ASK}\nexec({assignment.probes_source!r}, QUESTIONS)", 0)
    ]
    probes = {probe.name: probe for probe in assignment.probes if not probe.hidden}
    for criterion in assignment.criteria:
        asked = [probes[name] for name in criterion.probes if name in probes]
        cases = {probe.name: (probe.function, dict(probe.case.data)) for probe in asked}
        goldens = {name: assignment.golden[name] for name in cases}
        if cases:
            source = f"ask({cases!r}, {goldens!r})"
            tests.append(of_nbgrader.test_cell(criterion.name, source, criterion.points))
    given = [{**cell, "metadata": {}, "outputs": [], "execution_count": None} for cell in given]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [*given, *solved, *tests]
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def measure_nbgrader(venv, students, folder):
    """Give the milliseconds of a submission by two processes at a time, and tell the points."""
    install(venv)
    peers.classroom.ASSIGNMENT = AGAINST
    peer = of_nbgrader.Nbgrader(venv.resolve(), folder / "nbgrader")
    source = peer.folder / "source" / AGAINST
    shutil.copytree(ROOT / f"assignments/{AGAINST}/data", source / "data")
    assignment = find_course(ROOT, ROOT).assignment(AGAINST)
    text = json.dumps(source_notebook(assignment))
    (source / f"{AGAINST}.ipynb").write_text(text, encoding="utf-8")
    tests = peer.release(AGAINST)
    for path in sorted(make_class(AGAINST, students, folder / "theirs").iterdir()):
        handed_in = json.loads(path.read_text(encoding="utf-8"))
        handed_in["cells"] = [c for c in handed_in["cells"] if "pyplot" not in "".join(c["source"])]
        peer.take_in(path.stem, of_nbgrader.with_tests(handed_in, tests))
    peer.copy_gradebook()
    seconds, _ = peer.grade()
    print(f"\nnbgrader: {students} in {seconds:.1f} s; points of each:", end=" ")
    print(sorted({f"{score:g}/{most:g}" for score, most in peer.scores().values()}))
    return 1000 * seconds / students


def install(venv):
    """Make an environment with nbgrader, and the packages that our constraints name."""
    peers.install(venv, of_nbgrader.REQUIREMENT)
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in constraints if line.startswith(("numpy==", "torch=="))]
    subprocess.run([venv / "bin" / "pip", "install", "-q", *pins], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--venv", type=Path, metavar="DIR", help="of nbgrader's own")
    parser.add_argument("--peers", type=int, default=20, help="how many nbgrader grades")
    options = parser.parse_args()
    peers.say_machine()
    with tempfile.TemporaryDirectory() as place:
        ours = measure_ours(options.students, options.rounds, Path(place))
        if options.venv:
            theirs = measure_nbgrader(options.venv, options.peers, Path(place))
            print(
                f"{AGAINST}: {theirs:.0f} ms by nbgrader, {theirs / ours[AGAINST]:.1f} times ours"
            )


if __name__ == "__main__":
    main()
