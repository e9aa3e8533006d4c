"""Make an assignment's kit, prove it, and only then put it where it was asked for.

What is proven is the archive itself, unpacked: nothing hidden is inside; with it alone, the
starter has no points and the example solution all that are visible.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.audit import audit
from grader.core.errors import UsageError
from grader.core.result import Report
from grader.course.find import Course, choose_assignment, find_course
from grader.course.load import Assignment
from grader.kit.contents import EXAMPLES, Say, contents, find_starter
from grader.kit.leaks import find_leaks
from grader.kit.secrets import withheld_from
from grader.kit.target import find_target, read_folder
from grader.kit.wheel import engine_files, zipped
from grader.pipeline import grade
from grader.sandbox.isolation import open_sandbox
from grader.submission.notebook import read_submission

SHOWN_LEAKS = 10


@dataclass(frozen=True)
class Kit:
    """A kit that was proven: its files by their path in it, and the archive of them."""

    assignment: Assignment
    files: Mapping[str, bytes]
    archive: bytes

    @property
    def size(self) -> int:
        return sum(map(len, self.files.values()))


def hand_out(course: Course, name: str, out: Path, say: Say) -> Kit:
    """Make an assignment's kit and put it out. Raises GraderError, and nothing is written then."""
    if course.is_kit:
        raise UsageError(
            f"{course.root}: this is a student's kit already: make one in the course's own folder"
        )
    name = choose_assignment(course, name, None, course.root)
    target = find_target(out, course.root)
    kit = make(course, course.assignment(name), say)
    target.write(kit.files, kit.archive)
    return kit


def make(course: Course, assignment: Assignment, say: Say) -> Kit:
    """A proven kit. Raises UsageError for whatever speaks against it."""
    name = assignment.name
    prove_audit(assignment, say)
    files = contents(course, assignment, say)
    archive = zipped({f"{top_folder(name)}/{path}": raw for path, raw in files.items()})
    with unpacked(archive) as folder:
        root = folder / top_folder(name)
        prove_secrecy(course, assignment, root, say)
        prove_points(course, assignment, root, say)
    return Kit(assignment, files, archive)


def top_folder(name: str) -> str:
    """The folder that an archive unpacks to."""
    return f"{name}-kit"


@contextlib.contextmanager
def unpacked(archive: bytes) -> Iterator[Path]:
    """A new folder with what is in an archive of ours, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(io.BytesIO(archive)) as members:
            members.extractall(folder)
        yield Path(folder).resolve()


def prove_audit(assignment: Assignment, say: Say) -> None:
    """Raise UsageError where the rubric does not see a mistake, or penalises what is right."""
    result = audit(assignment, None, None, say)
    if not result.passes:
        faults = [f"{one} goes unseen" for one in result.unseen]
        faults += [f"{one} is right, but loses points" for one in result.penalised]
        raise UsageError(f"{assignment.name}: the audit does not pass: {'; '.join(faults)}")
    counted = f"{len(result.mistakes)} mistakes, {len(result.variants)} variants"
    say(f"{assignment.name}: the audit passes: {counted}")


def prove_secrecy(course: Course, assignment: Assignment, root: Path, say: Say) -> None:
    """Raise UsageError where anything that students must not have is in an unpacked kit."""
    withheld = withheld_from(course, assignment, engine_files())
    leaks = find_leaks(read_folder(root), withheld)
    if leaks:
        more = [f"and {len(leaks) - SHOWN_LEAKS} more"] * (len(leaks) > SHOWN_LEAKS)
        listed = "\n  ".join([*leaks[:SHOWN_LEAKS], *more])
        raise UsageError(f"{assignment.name}: the kit would give away\n  {listed}")
    say(f"{assignment.name}: nothing hidden is inside: searched for {len(withheld)} things")


def prove_points(course: Course, assignment: Assignment, root: Path, say: Say) -> None:
    """Raise UsageError unless a kit alone gives a starter nothing, the example all, as promised."""
    kit = find_course(None, root)
    alone = kit.assignment(assignment.name)
    if alone.rubric_hash != assignment.rubric_hash:
        raise UsageError(
            f"{assignment.name}: the kit's rubric has the hash {alone.rubric_hash}, "
            f"the course's {assignment.rubric_hash}"
        )
    starter = alone.folder / find_starter(assignment).name
    example = alone.folder / find_example(assignment).name
    example.write_bytes((assignment.folder / example.name).read_bytes())
    visible = course.rubric.assignments[assignment.name].maximum(with_hidden=False)
    for report, wanted in zip(grade_alone([starter, example], alone), (0, visible), strict=True):
        earned, name = report.earned or 0, report.submission.path.name
        what = f"with the kit alone, {name} has {earned:g} of {report.maximum} points"
        if (earned, report.maximum) != (wanted, visible):
            odd = [s.name for s in report.scores if (s.earned > 0) is (wanted == 0)]
            raise UsageError(
                f"{assignment.name}: {what}, not {wanted} of {visible}: {', '.join(odd)}"
            )
        say(f"{assignment.name}: {what}")


def find_example(assignment: Assignment) -> Path:
    """The solution that must have all points. Raises UsageError."""
    for name in EXAMPLES:
        if (assignment.folder / name).is_file():
            return assignment.folder / name
    raise UsageError(f"{assignment.folder}: an {EXAMPLES[0]} must prove that a kit can be solved")


def grade_alone(paths: Sequence[Path], assignment: Assignment) -> Iterator[Report]:
    """Grade files as students do."""
    with open_sandbox() as sandbox:
        for path in paths:
            reading = read_submission(path, assignment.limits)
            yield grade(reading, assignment, sandbox, is_own=True).report
