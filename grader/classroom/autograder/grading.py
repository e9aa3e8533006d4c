"""Grade the one submission that a system's container was started for.

Behind the best wall that stands there: at least `medium` or, for root, who runs it as another user,
`restricted`, as there is nobody else's work in such a container. Whatever is wrong with a hand-in
is said of it; whatever is wrong with us, or with the container, gives no score.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from grader.classroom.autograder.folder import Chosen, choose_in, shown
from grader.classroom.people import UndecidedError
from grader.core.errors import GraderError, RefusedError, SubmissionError
from grader.core.probe import Level
from grader.core.result import looks_closely
from grader.course.load import Assignment
from grader.mending import with_mended
from grader.pipeline import Graded, Worth, grade, grade_safely, refuse_other
from grader.sandbox.isolation import choose
from grader.sandbox.launcher import unprivileged_user
from grader.sandbox.protocol import Sandbox
from grader.submission.beside import read_all
from grader.submission.reader import Cost, Reader
from grader.submission.reading import Reading

OWN_MB = 256  # for the grader, what reads files, and what starts scripts
# What a container may have of memory, as version 2 and 1 of control groups say it.
MEMORY = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


@dataclass(frozen=True)
class Run:
    """What came of one hand-in: `remarks` are for its student, `notes` for staff alone."""

    graded: Graded
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_of_hand_in(self) -> bool:
        """Whether there is no score for what was handed in, which its student can mend."""
        return isinstance(self.graded.error, SubmissionError | UndecidedError)


def grade_folder(folder: Path, assignment: Assignment, isolation: str) -> Run:
    """Grade what is in a folder, whatever that is."""
    room = container_mb()
    assignment, notes = fitting(assignment, room)
    worth = Worth(assignment.name, assignment.maximum, assignment.rubric_hash)
    remarks: list[str] = []

    cost = cost_in(room)

    def work() -> Graded:
        chosen = choose_in(folder, assignment, cost)
        remarks.extend(chosen.remarks)
        reading = read(chosen, assignment, cost)
        return grade_reading(reading, assignment, isolation)

    graded = grade_safely(folder, worth, work)
    texts = tuple(shown(note, folder) for note in graded.report.notes)
    report = replace(graded.report, notes=texts)
    return Run(replace(graded, report=report), tuple(remarks), notes)


def read(chosen: Chosen, assignment: Assignment, cost: Cost) -> Reading:
    """Read the file that is graded, and what came along. Raises GraderError."""
    hand_in = chosen.hand_in
    raw, files = hand_in.read(), read_all(hand_in.beside)
    # It ends with the reading: what it took of the memory is the script's.
    with contextlib.closing(Reader(cost)) as reader:
        reader.closely = looks_closely(assignment.criteria)
        reading = reader.read_content(Path(hand_in.name), raw)
        refuse_other(reading, assignment)
        return reader.read_files(reading, files)


def grade_reading(reading: Reading, assignment: Assignment, isolation: str) -> Graded:
    """Grade what was read. Raises GraderError."""
    with wall(isolation) as sandbox:
        graded = grade(reading, assignment, sandbox, is_own=False)
        return with_mended(graded, assignment, sandbox)


def cost_in(room: int | None) -> Cost:
    """Say what reading may cost: no more than half of a container's memory."""
    usual = Cost()
    return usual if room is None else Cost(min(usual.megabytes, room // 2))


@contextlib.contextmanager
def wall(isolation: str) -> Iterator[Sandbox]:
    """Open a wall of the level named, or the best. Raises GraderError: no file is to blame."""
    try:
        sandbox = choose(isolation)
    except RefusedError as error:
        raise GraderError(str(error)) from error
    with contextlib.closing(sandbox):
        level = sandbox.level
        if isolation == "auto" and not is_enough(level):
            raise GraderError(
                f"submissions need isolation medium, or as root restricted, and the best here is "
                f"{level.value}: {level.not_restricted}; `grade doctor` says what to change"
            )
        yield sandbox


def is_enough(level: Level) -> bool:
    """Tell whether a level will do where nothing lies about but what only root can reach."""
    is_another = unprivileged_user() is not None
    return level.fits_strangers or (level is Level.RESTRICTED and is_another)


def fitting(assignment: Assignment, room: int | None) -> tuple[Assignment, tuple[str, ...]]:
    """Let a script have no more memory than the container; else the kernel would end any of us."""
    limits = assignment.limits
    if room is None or limits.memory_mb + OWN_MB <= room:
        return assignment, ()
    most = max(room - OWN_MB, OWN_MB)
    note = (
        f"the rubric lets a submission have {limits.memory_mb} MB, and of this container's {room} "
        f"MB it can have {most}: choose a container of {limits.memory_mb + OWN_MB} MB or more"
    )
    return replace(assignment, limits=replace(limits, memory_mb=most)), (note,)


def container_mb() -> int | None:
    """Tell how much memory this container may have; None where nobody says so."""
    for path in MEMORY:
        with contextlib.suppress(OSError, ValueError):
            amount = int(path.read_text(encoding="ascii")) >> 20
            # Version 1 writes "no limit" as a number that no machine has.
            return amount if amount < 1 << 30 else None
    return None
