"""`grade autograder`, which no person types: what a system's container runs for one submission."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from grader.cli.options import COURSE, ISOLATED, FiniteRange, OneOf, command, path_option
from grader.core.errors import GraderError, UsageError, own_fault
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.autograder.grading import Run
    from grader.classroom.autograder.systems import SystemFolder
    from grader.course.load import Assignment

SYSTEMS = ("gradescope", "prairielearn")
ENDING = ("SIGTERM", "SIGHUP", "SIGALRM")


class Stopped(BaseException):
    """The time is over, or whoever started this ends it. No Exception, so that nothing keeps it."""


@command("Grade the one submission of a container.")
@click.argument("system", type=OneOf(SYSTEMS))
@path_option(
    "--root", metavar="DIR", help="Where the system's folders lie.  [default: where it has them]"
)
@COURSE
@click.option("--assignment", metavar="NAME", required=True, help="Which homework.")
@ISOLATED
@click.option(
    "--minutes",
    type=FiniteRange(min=0.001, max=1440),
    metavar="M",
    default=9,
    help="What takes longer is not graded: fewer than the system gives.  [default: 9]",
)
def autograder(
    system: str,
    root: Path | None,
    folder: Path | None,
    assignment: str,
    isolation: str,
    minutes: float,
) -> None:
    """Grade the one submission of a container, as the SYSTEM that students hand in to starts it.

    For gradescope that is what lies in DIR/submission, for prairielearn in DIR/student, and
    DIR/results/results.json is a whole result at any time from the first moment; the exit status is
    0 with it. Staff read what is printed.

    \b
    Examples:
      grade autograder gradescope --assignment perceptron --course /autograder/source/course
          As `run_autograder` has it, of what `grade kit --for gradescope` makes.
      grade autograder gradescope --assignment perceptron --root /tmp/try --isolation restricted
          Tried elsewhere, by a folder with a `submission` in it, behind the wall that is named.
      grade autograder gradescope --assignment perceptron --minutes 39
          Where Gradescope's timeout is set to 40 minutes.
    """
    from grader.classroom.autograder.grading import grade_folder
    from grader.classroom.autograder.systems import FOLDERS

    chosen = FOLDERS[system]
    place = chosen(root or Path(chosen.usual))

    def work() -> None:
        place.close_off()
        place.begin()
        loaded = load(folder, assignment)
        run = grade_folder(place.submission, loaded, isolation)
        place.finish(run, loaded.rubric.gist.attempts)
        tell(run, place)

    if fault := run_safely(work, minutes):
        click.echo(f"NOT GRADED: {clean(fault)}; run the autograder again for this submission")


def load(folder: Path | None, name: str) -> Assignment:
    """Load the one assignment. Raises GraderError."""
    from grader.api import open_course

    return open_course(folder).assignment(name)


def tell(run: Run, place: SystemFolder) -> None:
    """Print what those who read it may know. Raises GraderError where there is no score."""
    from grader.reports.student import student_view
    from grader.reports.terminal import Style, render

    report = run.graded.report
    if report.earned is None and not run.is_of_hand_in:
        raise GraderError(report.notes[0])
    click.echo(render(report if place.is_for_staff else student_view(report), Style(width=100)))
    for text in (*run.notes, *run.remarks):
        click.echo(clean(text))


def run_safely(work: Callable[[], None], minutes: float) -> str:
    """Do the work, as long as there is time for it; say what went wrong, if anything did."""
    try:
        with ending(minutes):
            work()
    except Stopped as error:
        return str(error)
    except GraderError as error:
        return str(error)
    except BaseException as error:  # whatever it is: the system has its result already
        return own_fault(error)
    return ""


@contextlib.contextmanager
def ending(minutes: float) -> Iterator[None]:
    """Raise Stopped after some minutes, and where the system is about to end this."""

    def stop(number: int, frame: FrameType | None) -> None:
        for name in ENDING:  # once: what is cleared up now is not to be stopped
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        is_late = number == getattr(signal, "SIGALRM", None)
        raise Stopped(f"it took more than {minutes:g} minutes" if is_late else "it was ended")

    if not hasattr(signal, "setitimer") or sys.platform == "win32":
        raise UsageError("containers run Linux")
    for name in ENDING:
        signal.signal(getattr(signal, name), stop)
    signal.setitimer(signal.ITIMER_REAL, minutes * 60)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


autograder.hidden = True  # no person types it
COMMANDS = (autograder,)
