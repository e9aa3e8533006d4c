"""Make an assignment's kit, prove it, and only then put it where it was asked for.

What is proven is the archive itself, unpacked: nothing hidden is inside; with it alone, the
starter has no points and the example solution all that are visible.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.authoring.audit import audit
from grader.core.errors import UsageError
from grader.core.result import Points, Report
from grader.core.text import Say
from grader.course.example import EXAMPLES
from grader.course.find import Course, choose_assignment, find_course
from grader.course.load import Assignment
from grader.kit.contents import contents, find_starter
from grader.kit.leaks import find_leaks
from grader.kit.secrets import withheld_from
from grader.kit.target import find_target, read_folder, write_kit
from grader.kit.wheel import engine_files, zipped
from grader.pipeline import grade
from grader.reports.pictures import pictures_of
from grader.sandbox.isolation import open_sandbox
from grader.submission.notebook import read_submission

LEAKS_SHOWN = 10


@dataclass(frozen=True)
class Kit:
    """A kit that was proven: its files by their path in it, and the archive of them."""

    assignment: Assignment
    files: Mapping[str, bytes]
    archive: bytes


Maker = Callable[[Course, Assignment, Say], Kit]
Contents = Callable[[Course, Assignment, Say], dict[str, bytes]]


def hand_out(course: Course, name: str, out: Path, say: Say, make: Maker | None = None) -> Kit:
    """Make an assignment's kit, students' unless another is asked for, and put it out.

    Raises GraderError, and nothing is written then.
    """
    if course.is_kit:
        raise UsageError(
            f"{course.root}: this is a student's kit already: make one in the course's own folder"
        )
    name = choose_assignment(course, name, None, course.root)
    target = find_target(out, course.root)  # first: a proof takes a while
    kit = (make or make_for_students)(course, course.assignment(name), say)
    write_kit(target, kit.files, kit.archive)
    return kit


def make_for_students(
    course: Course, assignment: Assignment, say: Say, list_files: Contents = contents
) -> Kit:
    """Make a kit and prove it. Raises UsageError for whatever speaks against it."""
    # First, as a proof takes a while: students' pages would lack what is declared wrong.
    pictures_of(assignment.rubric, assignment.probes, assignment.golden)
    top = f"{assignment.name}-kit"  # the one folder that an archive unpacks to
    prove_audit(assignment, say)
    files = list_files(course, assignment, say)
    archive = zipped({f"{top}/{path}": raw for path, raw in files.items()})
    with TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(archive)) as members:
        members.extractall(folder)
        root = Path(folder, top).resolve()
        say(prove_secrecy(course, assignment, read_folder(root), engine_files()))
        prove_points(course, assignment, root, say)
    return Kit(assignment, files, archive)


def prove_audit(assignment: Assignment, say: Say) -> None:
    """Raise UsageError where the rubric does not see a mistake, or penalises what is right."""
    result = audit(assignment, None, None, say)
    if not result.passes:
        faults = [f"{name} goes unseen" for name in result.unseen]
        faults += [f"{name} is right, but loses points" for name in result.penalised]
        raise UsageError(f"{assignment.name}: the audit does not pass: {'; '.join(faults)}")
    if not result.mistakes:
        say(f"{assignment.name}: no mistakes to try: nobody knows what the rubric sees")
        return
    counted = f"{len(result.mistakes)} mistakes, {len(result.variants)} variants"
    say(f"{assignment.name}: the audit passes: {counted}")


def prove_secrecy(
    course: Course, assignment: Assignment, files: Mapping[str, bytes], engine: Mapping[str, bytes]
) -> str:
    """Say that nothing that students must not have is in files, which hold so much of the grader.

    Raises UsageError where anything is.
    """
    withheld = withheld_from(course, assignment, engine)
    leaks = find_leaks(files, withheld)
    if leaks:
        more = [f"and {len(leaks) - LEAKS_SHOWN} more"] * (len(leaks) > LEAKS_SHOWN)
        listed = (f"  {leak}" for leak in [*leaks[:LEAKS_SHOWN], *more])
        raise UsageError(f"{assignment.name}: the kit would give away", *listed)
    return f"{assignment.name}: nothing hidden is inside: searched for {len(withheld)} things"


def prove_points(course: Course, assignment: Assignment, root: Path, say: Say) -> None:
    """Raise UsageError unless a kit alone gives a starter nothing, the example all, as promised."""
    # Loaded from the kit's folder alone, as whoever has it does.
    copy = find_course(root, root)
    alone = copy.assignment(assignment.name)
    if alone.rubric_hash != assignment.rubric_hash:
        raise UsageError(
            f"{assignment.name}: the kit's rubric has the hash {alone.rubric_hash}, "
            f"the course's {assignment.rubric_hash}"
        )
    starter, solution = find_starter(assignment), find_example(assignment)
    example = alone.folder / solution.name  # a guest here: no kit holds it
    example.write_bytes(solution.read_bytes())
    rubric = course.rubric.assignments[assignment.name]
    maximum = rubric.maximum(with_hidden=not copy.is_kit)
    with open_sandbox() as sandbox:
        for path, points in ((alone.folder / starter.name, 0), (example, alone.judged_maximum)):
            reading = read_submission(path, alone.limits)
            report = grade(reading, alone, sandbox, is_own=True).report
            say(f"{assignment.name}: {judge_points(report, points, maximum)}")


def judge_points(report: Report, points: Points, maximum: Points) -> str:
    """Say which points a file has of all that a kit knows. Raises UsageError for others."""
    earned, name = report.earned or 0, report.submission.path.name
    text = f"with the kit alone, {name} has {earned:g} of {report.maximum} points"
    if (earned, report.maximum) != (points, maximum):
        odd = [s.name for s in report.scores if (s.earned > 0) is (points == 0) and not s.by_hand]
        raise UsageError(
            f"{report.assignment}: {text}, not {points} of {maximum}: {', '.join(odd)}"
        )
    by_hand = f", of which {report.to_mark} are marked by hand" if report.to_mark else ""
    return f"{text}{by_hand}"


def find_example(assignment: Assignment) -> Path:
    """Find the solution that must have all points. Raises UsageError."""
    for name in EXAMPLES:
        if (assignment.folder / name).is_file():
            return assignment.folder / name
    raise UsageError(f"{assignment.folder}: an {EXAMPLES[0]} must prove that a kit can be solved")
