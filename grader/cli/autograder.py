"""`grade autograder`, which no person types: what a system's container runs for one submission."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from grader.cli.options import COURSE, ISOLATED, FiniteRange, OneOf, command, path_option
from grader.core.errors import GraderError, UsageError, own_fault
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.autograder.arrival import Arrival
    from grader.classroom.autograder.grading import Run
    from grader.course.load import Assignment

OWN_ONLY = 0o700  # nobody else's to look into: the staff's side, results, what was handed in
ENDING = ("SIGTERM", "SIGHUP", "SIGALRM")


class Stopped(BaseException):
    """The time is over, or whoever started this ends it. No Exception, so that nothing keeps it."""


@dataclass(frozen=True)
class Gradescope:
    """The folder in which Gradescope puts a submission and looks for its result."""

    root: Path

    @property
    def submission(self) -> Path:
        return self.root / "submission"

    @property
    def metadata(self) -> Path:
        return self.root / "submission_metadata.json"

    @property
    def results(self) -> Path:
        return self.root / "results" / "results.json"

    def close_off(self) -> None:
        """Leave all but the way there to root: submissions are run as another user."""
        folders = self.root / "source", self.submission, self.results.parent
        self.results.parent.mkdir(parents=True, exist_ok=True)
        for path in (*folders, self.metadata):
            with contextlib.suppress(OSError):
                path.chmod(OWN_ONLY if path.is_dir() else OWN_ONLY & 0o600)

    def arrival(self) -> Arrival:
        """Read what is known of the submission."""
        from grader.classroom.autograder.arrival import Arrival, read_arrival

        try:
            return read_arrival(self.metadata.read_bytes())
        except OSError:
            return Arrival()

    def write(self, content: dict[str, Any]) -> None:
        """Put a result in the place of the one before, whole or not at all. Raises OSError."""
        from grader.classroom.exports.gradescope import written
        from grader.core.files import put

        put(self.results, written(content))


@command("Grade the one submission of a container.")
@click.argument("system", type=OneOf(["gradescope"]))
@path_option(
    "--root", default=Path("/autograder"), metavar="DIR", help="Where the system's folders lie."
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
    root: Path,
    folder: Path | None,
    assignment: str,
    isolation: str,
    minutes: float,
) -> None:
    """Grade the one submission of a container, as the SYSTEM that students hand in to starts it.

    For gradescope that is what lies in DIR/submission, and DIR/results/results.json is a whole
    result at any time from the first moment; the exit status is 0 with it. Staff read what is
    printed.

    \b
    Examples:
      grade autograder gradescope --assignment perceptron --course /autograder/source/course
          As `run_autograder` has it, of what `grade kit --for gradescope` makes.
      grade autograder gradescope --assignment perceptron --root /tmp/try --isolation restricted
          Tried elsewhere, by a folder with a `submission` in it, behind the wall that is named.
      grade autograder gradescope --assignment perceptron --minutes 39
          Where Gradescope's timeout is set to 40 minutes.
    """
    from grader.classroom.autograder.gradescope import result, unscored
    from grader.classroom.autograder.grading import grade_folder

    place = Gradescope(root)

    def work() -> None:
        place.close_off()
        arrival = place.arrival()
        place.write(unscored(arrival))
        loaded = load(folder, assignment)
        run = grade_folder(place.submission, loaded, isolation)
        place.write(result(run, arrival, loaded.rubric.section.attempts))
        tell(run)

    if fault := run_safely(work, minutes):
        click.echo(f"NOT GRADED: {fault}; run the autograder again for this submission")


def load(folder: Path | None, name: str) -> Assignment:
    """Load the one assignment. Raises GraderError."""
    from grader.api import open_course

    return open_course(folder).assignment(name)


def tell(run: Run) -> None:
    """Print for staff what there is to know. Raises GraderError where there is no score."""
    from grader.reports.terminal import Style, render

    report = run.graded.report
    if report.earned is None and not run.is_of_hand_in:
        raise GraderError(report.notes[0])
    click.echo(render(report, Style(width=100)))
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
    except BaseException as error:  # whatever it is: Gradescope has its result already
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
