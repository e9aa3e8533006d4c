"""What became slower from one commit to another: both are run in turn, on one machine.

    python benchmarks/compare.py BEFORE AFTER [--only cold batch] [--runs 11]

Each measure is a whole command, run by the grader of either commit with this environment's
packages, one after the other and in turn the other way round; the first run of each is not counted.
The figures are seconds of the processors, of the command and all that it waited for, which tell
about the same on a machine that others use, too. A measure is slower if the median of its pairs'
ratios is above 1.05 and three of four pairs say so. The exit status is 1 if any is, 2 where none
could be made. AFTER may be `.`: the files of this checkout as they are.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support import classroom
from support.paired import HEAD, Paired, in_columns
from support.project import ROOT

EXAMPLE = "assignments/perceptron/example.ipynb"
STUDENTS = 60
SLOWER, NOTHING = 1, 2
HERE = "."
GRADED = (0, 4)  # exit statuses: of a class some could not be read, as it was made
OURS = ("grader", "assignments", "reference", "rubric.yaml")


class FailedError(Exception):
    """A command of one commit can't be measured."""


@dataclass(frozen=True)
class Side:
    """One commit's files, and a folder for what its commands write."""

    name: str
    tree: Path
    home: Path

    def seconds(self, words, made_ready):
        """Run the command; its seconds of the processors. Raises FailedError."""
        made_ready(self)
        words = [each.format(home=self.home) for each in words]
        with open(self.home / "output", "wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "grader", *words],
                stdout=output,
                stderr=output,
                cwd=self.tree,
                env=self.environment,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in GRADED:
            last = (self.home / "output").read_text("utf-8", "replace").strip().rpartition("\n")[2]
            raise FailedError(f"{self.name}: `grade {' '.join(words)}`: {last}")
        return usage.ru_utime + usage.ru_stime

    @property
    def environment(self):
        """Ours, with this commit's grader and a cache of its own."""
        others = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        return {**others, "PYTHONPATH": str(self.tree), "XDG_CACHE_HOME": str(self.home / "cache")}


def nothing(_side):
    """Make nothing ready."""


def forget(side):
    """Take away what is kept for the next command."""
    shutil.rmtree(side.home / "cache", ignore_errors=True)


def renew(side):
    """Take away the gradebook of the last batch."""
    for path in side.home.glob("new.db*"):
        path.unlink()


def unpublish(side):
    """Take away the pages."""
    shutil.rmtree(side.home / "pages", ignore_errors=True)


@dataclass(frozen=True)
class Measure:
    """A command that is measured, and what is done before each of its runs."""

    words: tuple[str, ...]
    made_ready: Callable[[Side], None] = nothing
    needs_class: bool = False


def of_class(*words, made_ready=nothing):
    """A command about the class that each side has graded before."""
    return Measure((*words, "--gradebook", "{home}/class.db"), made_ready, needs_class=True)


ALONE = "--assignment", classroom.ASSIGNMENT
BATCH = ("batch", "{home}/../class/in", *ALONE, "--roster", "{home}/../class/roster.csv")
MEASURES = {
    "help": Measure(("--help",)),
    "cold": Measure((EXAMPLE,)),
    "first": Measure((EXAMPLE,), forget),
    "batch": Measure((*BATCH, "--gradebook", "{home}/new.db"), renew, needs_class=True),
    "rescore": of_class("rescore", *ALONE),
    "gradebook": of_class("gradebook", *ALONE),
    "export": of_class("export", *ALONE, "--format", "csv", "--out", "{home}/class.csv"),
    "pages": of_class("report", *ALONE, "--out", "{home}/pages", made_ready=unpublish),
}


def unpack(commit, folder):
    """Put a commit's files into a folder; of this checkout, those that a command reads."""
    folder.mkdir(parents=True)
    if commit == HERE:
        for name in OURS:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, folder / name)
        return
    archive = subprocess.run(
        ["git", "-C", str(ROOT), "archive", "--format=tar", commit], stdout=subprocess.PIPE
    )
    if archive.returncode:
        raise SystemExit(f"{commit}: no commit that is here")
    with tempfile.TemporaryFile() as file:
        file.write(archive.stdout)
        file.seek(0)
        with tarfile.open(fileobj=file) as tar:
            tar.extractall(folder, filter="data")


def sides(commits, folder):
    """Make both sides in a folder."""
    for name, commit in zip(("before", "after"), commits, strict=True):
        home = folder / f"{name}-home"
        home.mkdir()
        unpack(commit, folder / name)
        yield Side(commit, folder / name, home)


def compare(name, both, runs):
    """Run one measure of both sides in turn. Raises FailedError."""
    measure, seconds = MEASURES[name], {side: [] for side in both}
    for number in range(runs + 1):
        for side in both if number % 2 else both[::-1]:
            seconds[side].append(side.seconds(measure.words, measure.made_ready))
    return Paired(name, *(seconds[side][1:] for side in both))


def grade_class(both, folder):
    """Make a class of which each side has graded all. Raises FailedError."""
    made = classroom.make_class(STUDENTS, folder / "made")
    shutil.move(made.source, folder / "class" / "in")
    shutil.move(made.roster, folder / "class" / "roster.csv")
    for side in both:
        side.seconds((*BATCH, "--gradebook", "{home}/class.db"), nothing)


def tables(names, both, folder, runs):
    """Print a line for each measure, and give them; one that can't be made is said."""
    (folder / "class").mkdir()
    with contextlib.suppress(FailedError):  # said of each that needs it
        if any(MEASURES[name].needs_class for name in names):
            grade_class(both, folder)
    print(in_columns(HEAD), flush=True)
    for name in names:
        try:
            paired = compare(name, both, runs)
        except FailedError as error:
            print(f"{name:<14}not measured: {error}", flush=True)
            continue
        print(paired, flush=True)
        yield paired


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", help="a commit")
    parser.add_argument("after", help="another, or `.`")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=[*MEASURES])
    parser.add_argument("--runs", type=int, default=11, help="pairs that are counted")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="compare-") as name:
        folder = Path(name)
        both = [*sides((options.before, options.after), folder)]
        made = [*tables(options.only, both, folder, options.runs)]
    slower = [paired.name for paired in made if paired.is_slower]
    print(f"slower by more than 5 %: {', '.join(slower) or 'nothing'}")
    return SLOWER if slower else NOTHING if not made else 0


if __name__ == "__main__":
    sys.exit(main())
