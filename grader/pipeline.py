"""The whole flow on one page: a file goes in, a report comes out.

A GraderError means no score, never a score of zero; one bad file never stops the next.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from grader.classroom.batch.serialize import pack, pack_refusal, unpack
from grader.core.errors import GraderError, RefusedError, SubmissionError, UsageError
from grader.core.probe import Observations
from grader.core.result import Report, Status
from grader.core.submission import Submission
from grader.course.load import Assignment, Course, choose_assignment
from grader.judging.diagnosis import explain, find_mistakes
from grader.judging.hints import first_to_write, with_advice
from grader.judging.scoring import carry_forward, score
from grader.sandbox.isolation import SandboxPool
from grader.sandbox.protocol import Job, Sandbox
from grader.sandbox.questions import Questions
from grader.sandbox.session import observe
from grader.sandbox.wire import clean
from grader.submission.analysis import find_breaches, find_guarded_imports
from grader.submission.notebook import Reading, read_content, read_submission

Load = Callable[[str], Assignment]
Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Graded:
    """A report, and what is to be kept of the submission: nothing where the fault was ours."""

    report: Report
    kept: bytes | None


@dataclass(frozen=True)
class Judged:
    """A report, and what it was made from: nothing where there is no score."""

    report: Report
    reading: Reading | None = None
    observations: Observations | None = None


def grade_all(
    paths: Iterable[Path], course: Course, option: str | None, load: Load, sandboxes: SandboxPool
) -> Iterator[Report]:
    """Grade files one by one, each with the assignment it belongs to, behind a wall that fits."""
    for path in paths:
        yield grade_path(path, course, option, load, sandboxes).report


def grade_path(
    path: Path, course: Course, option: str | None, load: Load, sandboxes: SandboxPool
) -> Judged:
    """Grade one file, whatever is wrong with it; where there is no score, the report says why."""
    work = functools.partial(grade_file, path, course, option, load, sandboxes)
    outcome = attempt(path, work)
    if isinstance(outcome, GraderError):
        return Judged(unscored_file(path, course, option, outcome))
    return outcome


def grade_content(path: Path, raw: bytes, assignment: Assignment, sandboxes: SandboxPool) -> Graded:
    """Grade another's file by what is in it, as one of a batch; the path is its name only."""
    kept: list[bytes] = []

    def work() -> Report:
        reading = read_content(path, raw)
        refuse_other(reading, assignment)
        observations = ask(reading, assignment, sandboxes.fit_for(is_own=False))
        kept.append(pack(reading, observations))
        return judge(reading, assignment, observations)

    outcome = attempt(path, work)
    if isinstance(outcome, SubmissionError):
        kept.append(pack_refusal(outcome))
    return Graded(of_batch(path, raw, assignment, outcome), kept[0] if kept else None)


def judge_kept(path: Path, kept: bytes, assignment: Assignment) -> Report:
    """Judge a submission anew by what was kept of it; nothing of it is run."""

    def work() -> Report:
        reading, observations = unpack(kept, Submission(path))
        return judge(reading, assignment, observations)

    return of_batch(path, None, assignment, attempt(path, work))


def attempt(path: Path, work: Callable[[], Outcome]) -> Outcome | GraderError:
    """What work gives, or why it gives nothing; what goes wrong with one file stops no other."""
    try:
        return work()
    except GraderError as error:
        return error
    except Exception as error:  # our fault, whatever it is: no score
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}, line {last.lineno}"
        fault = f"{path}: a fault of the grader's: {type(error).__name__}: {error} ({where})"
        return GraderError(fault)


def of_batch(
    path: Path, raw: bytes | None, assignment: Assignment, outcome: Report | GraderError
) -> Report:
    """The report of another's file, also where there is no score."""
    if isinstance(outcome, GraderError):
        sha256 = None if raw is None else hashlib.sha256(raw).hexdigest()
        outcome = unscored(
            Submission(path, sha256),
            outcome,
            assignment=assignment.name,
            maximum=assignment.maximum,
            rubric_hash=assignment.rubric_hash,
        )
    return dataclasses.replace(outcome, is_own=False)


def refuse_other(reading: Reading, assignment: Assignment) -> None:
    """Raise RefusedError for a notebook that says that it belongs to another assignment."""
    if reading.assignment not in (None, assignment.name):
        raise RefusedError(
            f"{reading.submission.path}: a notebook of the assignment "
            f"{clean(str(reading.assignment))!r}, not of {assignment.name!r}"
        )


def grade_file(
    path: Path, course: Course, option: str | None, load: Load, sandboxes: SandboxPool
) -> Judged:
    """Read a file, find its assignment, grade it. Raises GraderError."""
    is_own = course.is_own(path)
    if path.is_symlink() and not is_own:
        raise RefusedError(f"{path}: is a link; what counts is the file that was handed in itself")
    reading = read_submission(path, course.limits_of(option))
    assignment = load(choose_assignment(course, option, reading.assignment, path))
    refuse_other(reading, assignment)
    observations = ask(reading, assignment, sandboxes.fit_for(is_own=is_own))
    report = judge(reading, assignment, observations)
    return Judged(dataclasses.replace(report, is_own=is_own), reading, observations)


def grade(reading: Reading, assignment: Assignment, sandbox: Sandbox) -> Report:
    """Ask, then judge. The asking never sees what the judging knows."""
    observations = ask(reading, assignment, sandbox)
    return judge(reading, assignment, observations)


def ask(reading: Reading, assignment: Assignment, sandbox: Sandbox) -> Observations:
    """Run a script behind the wall and collect its answers. Raises GraderError."""
    return observe(job_of(reading, assignment), questions_of(assignment), sandbox)


def job_of(reading: Reading, assignment: Assignment) -> Job:
    """What is to be run of a submission. Parses its text, so never in two threads at a time."""
    return Job(
        script=reading.script,
        modules=assignment.modules,
        limits=assignment.limits,
        data=assignment.data,
        guarded=find_guarded_imports(reading.script),
        file_name=reading.submission.path.name if reading.script.is_file else None,
    )


@functools.lru_cache(maxsize=16)
def questions_of(assignment: Assignment) -> Questions:
    """An assignment's probes, ready to be sent again and again."""
    seconds = assignment.limits.probe_seconds
    return Questions(assignment.probes, assignment.probes_source, seconds)


def judge(reading: Reading, assignment: Assignment, observations: Observations) -> Report:
    """Points and advice from what was observed; runs nothing."""
    if observations.tampered:
        note = f"tampered with: {observations.tampered}; staff will look at it"
        report = unjudged(reading, assignment, observations)
        return dataclasses.replace(report, status=Status.TAMPERED, notes=(note, *report.notes))
    outline, errors = reading.outline, observations.errors
    by_probe = {
        probe: with_advice(seen, outline, errors) for probe, seen in observations.by_probe.items()
    }
    breaches = find_breaches(outline.imports, assignment.modules)
    scores = score(assignment.criteria, by_probe, assignment.golden, breaches)
    mistakes = find_mistakes(
        by_probe,
        assignment.golden,
        assignment.signatures,
        assignment.tolerance,
        assignment.needs,
    )
    if len(mistakes) == 1:
        scores = carry_forward(scores, mistakes[0])
    return dataclasses.replace(
        unjudged(reading, assignment, observations),
        scores=scores,
        diagnoses=explain(mistakes, outline.definitions),
        notes=(
            *first_to_write(assignment.probes, by_probe, outline),
            *reading.script.notes,
            *observations.notes,
            *assignment.notes,
        ),
    )


def unjudged(reading: Reading, assignment: Assignment, observations: Observations) -> Report:
    """What is known of a submission before its answers are looked at."""
    return Report(
        submission=reading.submission,
        assignment=assignment.name,
        status=Status.GRADED,
        maximum=assignment.maximum,
        rubric_hash=assignment.rubric_hash,
        isolation=observations.isolation,
        hidden_points=assignment.hidden_points if assignment.staff_folder is None else 0,
        questions={probe.name: probe.sentence for probe in assignment.probes},
        stdout=observations.stdout,
        errors=observations.errors,
        notes=(*reading.script.notes, *observations.notes, *assignment.notes),
    )


def unscored_file(path: Path, course: Course, option: str | None, error: GraderError) -> Report:
    """The report of a file of which the assignment may not be known."""
    name, rubric = None, None
    with contextlib.suppress(UsageError):
        name = choose_assignment(course, option, None, path)
        rubric = course.rubric.assignments[name]
    return unscored(
        Submission(path),
        error,
        assignment=name,
        maximum=rubric.maximum(with_hidden=not course.is_kit) if rubric else None,
        rubric_hash=rubric.visible_hash if rubric else None,
    )


def unscored(
    submission: Submission,
    error: GraderError,
    *,
    assignment: str | None,
    maximum: int | None,
    rubric_hash: str | None,
) -> Report:
    """A report without a score, which is not a score of zero."""
    status = Status(error.status) if isinstance(error, SubmissionError) else Status.NOT_GRADED
    return Report(
        submission=submission,
        assignment=assignment,
        status=status,
        maximum=maximum,
        rubric_hash=rubric_hash,
        notes=(str(error),),
        exit_code=error.exit_code,
    )
