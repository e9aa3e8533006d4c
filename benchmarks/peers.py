"""The same homework graded by nbgrader, by otter-grader and by us, side by side on one machine.

    python benchmarks/peers.py --venvs DIR [--students 40] [--more 1000] [--keep DIR]

DIR holds a virtual environment for each of the others, made and filled where it is not there. All
get the same class, the usual mix of `classroom.py`, and may use two processes. Making the class,
their assignments and the copies of the notebooks is timed for nobody; the start of every process
is. Matplotlib is in no one's environment: plots fail at once there, which spares them the import.

For the others the homework is put as their users do: tests with points, whose asserts hold our
visible golden values on our visible cases, the later half hidden from students. Ours asks more
(hidden and secret cases), names mistakes, and runs each notebook behind a wall; theirs runs it as
the user who grades.

nbgrader has no option for several at once. So two `nbgrader autograde` run, each for half of the
students (`--student` takes a pattern) and each with a gradebook of its own, so that neither waits
for the other's writes. Each student's notebook is the one that we grade, with the released test
cells below the student's own cells.

otter's way for many (`otter grade`) starts a container for each. Without one there are `otter run`,
a process for each file, and the function behind it, which two processes call here, each for half
of the students: that spares otter its start. A notebook that names a kernel of the student's own
machine names Python's usual one for otter, which otherwise can't start it.
"""

import argparse
import contextlib
import os
import platform
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
import asserted
import of_nbgrader
import of_otter
from support import classroom
from support.project import ROOT

from grader.core.version import __version__

GRADE = Path(sys.executable).with_name("grade")
PROCESSES = 2


@dataclass(frozen=True)
class Row:
    """What one grader took for a class."""

    name: str
    students: int
    seconds: float
    commands: tuple[str, ...]

    @property
    def each(self):
        return self.seconds / self.students


def install(venv, requirement):
    """Make an environment that holds a grader, where there is none yet."""
    if not (venv / "bin" / "jupyter").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin" / "pip", "install", "-q", requirement], check=True)


def time_nbgrader(venvs, made, folder):
    peer = of_nbgrader.Nbgrader(venvs / "nbgrader", folder / "nbgrader")
    install(peer.venv, of_nbgrader.REQUIREMENT)
    peer.make_course(sorted(made.source.iterdir()))
    seconds, commands = peer.grade()
    say_agreement("nbgrader", peer.scores(), made.expectations())
    name = f"{of_nbgrader.REQUIREMENT.replace('==', ' ')}, `autograde`"
    return Row(name, len(made.expectations()), seconds, tuple(commands))


def time_otter(venvs, made, folder):
    peer = of_otter.Otter(venvs / "otter-grader", folder / "otter")
    install(peer.venv, of_otter.REQUIREMENT)
    peer.generate()
    peer.take_in(sorted(made.source.iterdir()))
    seconds, commands = peer.grade()
    say_agreement("otter", peer.scores(), made.expectations())
    name = f"otter-grader {of_otter.REQUIREMENT.partition('==')[2]}, without containers"
    return Row(name, len(made.expectations()), seconds, tuple(commands))


def time_ours(made, gradebook):
    """One `grade batch`, from its start to its end, with a new gradebook."""
    gradebook.unlink(missing_ok=True)
    command = [str(GRADE), "batch", str(made.source), "--gradebook", str(gradebook)]
    command += ["--assignment", classroom.ASSIGNMENT, "--isolation", "strong"]
    command += ["--jobs", str(PROCESSES)]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1) or not gradebook.exists():
        raise SystemExit(f"{shlex.join(command)} ended with {done.returncode}:\n{done.stderr}")
    name = f"golden-grader {__version__}, `grade batch`"
    return Row(name, len(made.expectations()), seconds, (shlex.join(command),))


# What is printed


def say_machine():
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        print(next(line for line in lines if line.startswith("model name")).partition(": ")[2])
    print(f"{platform.machine()}, {os.cpu_count()} processors, {platform.platform()}")
    print(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.2f} at the start")


def say_agreement(name, scores, expected):
    """That the tests are tests: right ones should have all of their points, wrong ones not."""
    right = {
        key for key, made in expected.items() if made["earned"] == classroom.material().maximum
    }
    full = {key for key, (score, maximum) in scores.items() if score == maximum}
    asked = sum(len(lines) for probe in asserted.ASKED for lines in asserted.halves(probe))
    print(f"{name}: {len(asserted.ASKED)} tests, {asked} asserts; full marks for")
    print(f"  {len(full & right)} of {len(right)} right ones, {len(full - right)} of", end=" ")
    print(f"{len(expected) - len(right)} wrong ones; graded: {len(scores)}", flush=True)


def say_table(rows):
    """The table that the README shows; the others take as long for each of a larger class."""
    first, *_ = rows
    print(
        f"\n| {PROCESSES} processes | students | seconds a submission | as fast as {first.name} |"
    )
    print("|---|---|---|---|")
    for row in rows:
        ratio = "" if row is first else f"{first.each / row.each:.1f} times"
        print(f"| {row.name} | {row.students} | {row.each:.3f} | {ratio} |")
    print("\ncommands:", *(command for row in rows for command in row.commands), sep="\n  ")


def compare(options, folder):
    made = classroom.make_class(options.students, folder / "class")
    rows = [time_nbgrader(options.venvs, made, folder), time_otter(options.venvs, made, folder)]
    rows.append(time_ours(made, folder / "gradebook.db"))
    if options.more:
        more = classroom.make_class(options.more, folder / "more")
        rows.append(time_ours(more, folder / "gradebook.db"))
    say_table(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--venvs", type=Path, required=True, metavar="DIR")
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--more", type=int, default=1000, help="ours alone; 0 for none")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave everything there")
    options = parser.parse_args()
    options.venvs = options.venvs.resolve()
    say_machine()
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        compare(options, folder.resolve())


if __name__ == "__main__":
    main()
