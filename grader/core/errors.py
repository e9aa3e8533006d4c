"""Everything that can go wrong with us or with what we were given; one root, one line each."""

import os

from grader.core.text import printable


class GraderError(Exception):
    """Our fault: no score is recorded. The message names the place, the fault and the fix.

    Each of several lines is given by itself: a line end within one is of some file's name.
    """

    exit_code = 3

    def __str__(self) -> str:
        return "\n".join(printable(str(line)) for line in self.args)


class UsageError(GraderError):
    """What was asked for can't be done as asked: a wrong name, a missing extra, no course."""

    exit_code = 2


class ExecutorError(GraderError):
    """There is nobody left to do the work; what was done is kept, and running it again goes on."""


class RubricError(UsageError):
    """`rubric.yaml` is malformed or disagrees with the probes; a fault shows its lines."""

    def __init__(self, *faults: str) -> None:
        super().__init__(*"\n".join(faults).split("\n"))


class CourseError(UsageError):
    """The course's probes or cases are malformed."""


class GoldenError(GraderError):
    """The recorded goldens are missing or stale."""


class RecordingError(UsageError):
    """The references give no goldens that could be trusted; nothing was overwritten."""


class StaleError(GraderError):
    """What was recorded is not what the references answer now."""

    exit_code = 1


class RecordError(GraderError):
    """Something that was kept can't be read any more."""


class SubmissionError(UsageError):
    """A submission can't be read; nothing was run."""

    status = "unreadable"


class RefusedError(SubmissionError):
    """A submission is over a limit that is checked before anything is run."""

    status = "refused"


class TamperedError(Exception):
    """What came over the result channel can't have been written by the worker."""


def own_fault(error: BaseException) -> str:
    """Say of an exception that nobody expected what it is and where it was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    file = trace.tb_frame.f_code.co_filename if trace else ""
    where = f"{os.path.basename(file)}, line {trace.tb_lineno if trace else 0}"
    return f"a fault of the grader's: {type(error).__name__}: {error} ({where})"
