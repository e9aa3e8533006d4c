"""Which processes of `grade batch` take its processor time, and how much of it is the kernel's.

    python benchmarks/processes.py [--students 240]

As root, on Linux, with `perf` (Debian: apt-get install linux-perf). A made class (`classroom.py`)
is graded at `strong` by two processes, and each is looked at 2,000 times a second of its time.
Milliseconds a submission: of the whole run, and from the twentieth of the scripts to the last, so
without what a class takes once. A process is told by who started it and what it runs:

    coordinator  the command itself, which writes scores down
    worker       talks with what is behind the wall, judges, packs
    reader       reads notebooks
    supervisor   forks each script, and watches it
    script       walls, cells, questions, the end; a `copy` of it answers alone, or mended
    start        all else: walls that are tried, warm processes, where files are looked for
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
import batch
from support import classroom
from support.project import ROOT

A_SECOND = 1999  # not 2,000: what happens each millisecond would be met always, or never
FORK = re.compile(r"PERF_RECORD_FORK\((\d+):\d+\):\((\d+):\d+\)")
EXEC = re.compile(r"PERF_RECORD_COMM exec: (.*):(\d+)/")
SAMPLE = re.compile(r"\s(\d+)\s+([\d.]+):\s+cpu-clock\S*\s+([0-9a-f]+)")
KERNEL = 1 << 63  # addresses from here on
ONCE = 20  # scripts, after which all is loaded
NEXT = {"coordinator": "worker", "supervisor": "script", "script": "copy", "copy": "copy"}
KINDS = ("coordinator", "worker", "reader", "supervisor", "script", "copy", "start")


def record(made, folder):
    """Grade a class, and give what was noted of all processes, a line for each event."""
    command = [str(batch.BIN / "grade"), "batch", str(made.source), "--jobs", "2"]
    command += ["--gradebook", str(folder / "gradebook.db"), "--roster", str(made.roster)]
    command += ["--assignment", classroom.ASSIGNMENT, "--isolation", "strong"]
    data = str(folder / "perf.data")
    noted = ["perf", "record", "-q", "-e", "cpu-clock", "-F", str(A_SECOND), "-o", data, "--"]
    subprocess.run([*noted, *command], cwd=ROOT, capture_output=True, check=False)
    fields = ["--show-task-events", "-F", "comm,pid,time,event,ip"]
    shown = subprocess.run(["perf", "script", "-i", data, *fields], capture_output=True, check=True)
    return shown.stdout.decode("utf-8", "replace").splitlines()


class Processes:
    """Who started whom, what each runs, and when it was at work."""

    def __init__(self, lines):
        self.parents, self.programs = {}, defaultdict(list)
        self.kinds, self.samples = {}, []
        for line in lines:
            if match := FORK.search(line):
                child, parent = map(int, match.groups())
                if child != parent:  # else it is a thread
                    self.parents[child] = parent
            elif match := EXEC.search(line):
                self.programs[int(match[2])].append(Path(match[1]).name)
            elif match := SAMPLE.search(line):
                sample = int(match[1]), float(match[2]), int(match[3], 16) >= KERNEL
                self.samples.append(sample)
        self.first = next(pid for pid, names in self.programs.items() if "grade" in names)
        self.forks = Counter(self.parents.values())

    def kind(self, pid):
        """What a process is, found once."""
        if pid not in self.kinds:
            self.kinds[pid] = self.find_kind(pid)
        return self.kinds[pid]

    def find_kind(self, pid):
        if pid == self.first or pid not in self.parents:
            return "coordinator"
        above, programs = self.kind(self.parents[pid]), self.programs[pid]
        if above == "coordinator":
            # What only tries the walls starts few; a worker, which is a copy of the coordinator or
            # a Python in the place of one that died, starts walls and a reader.
            is_python = programs[-1:] in ([], ["python"])
            return "worker" if is_python and self.forks[pid] > 1 else "start"
        if above == "worker":
            return "reader" if programs[:1] == ["python"] else "start"
        if above == "start":
            # A warm process and those above it run programs; what it forks runs none.
            is_forked = not programs and self.forks[pid] > ONCE
            return "supervisor" if is_forked else "start"
        return NEXT.get(above, above)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=240)
    students = parser.parse_args().students
    with tempfile.TemporaryDirectory() as folder:
        made = classroom.make_class(students, Path(folder))
        processes = Processes(record(made, Path(folder)))
    say(processes, students)


def say(processes, students):
    """Print a line for each kind of process."""
    begins = {}
    for pid, when, _ in processes.samples:
        begins.setdefault(pid, when)
    scripts = sorted(when for pid, when in begins.items() if processes.kind(pid) == "script")
    since, until = scripts[ONCE], scripts[-1]
    rows = defaultdict(Counter)
    for pid, when, in_kernel in processes.samples:
        row = rows[processes.kind(pid)]
        row["whole"] += 1
        row["later"] += since <= when < until
        row["kernel"] += in_kernel and since <= when < until
    count = Counter(processes.kind(pid) for pid in begins)
    later = students * (len(scripts) - 1 - ONCE) / len(scripts)
    print(f"{'':<14}{'processes':>10}{'whole run':>11}{'later':>8}{'of it kernel':>14}")
    for kind in KINDS:
        row = rows[kind]
        each = [1000 * row[name] / A_SECOND for name in ("whole", "later", "kernel")]
        figures = f"{each[0] / students:11.2f}{each[1] / later:8.2f}{each[2] / later:14.2f}"
        print(f"{kind:<14}{count[kind]:10}{figures}")
    whole, after = (sum(row[name] for row in rows.values()) for name in ("whole", "later"))
    sums = f"{1000 * whole / A_SECOND / students:11.2f}{1000 * after / A_SECOND / later:8.2f}"
    print(f"{'all':<14}{'':10}{sums}")


if __name__ == "__main__":
    main()
