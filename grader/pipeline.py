"""The whole flow on one page: a file goes in, a report comes out.

A GraderError means no score, never a score of zero; one bad file never stops the next.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from grader.advice import first_to_write, with_advice
from grader.course import Assignment, Course, choose_assignment
from grader.diagnosis import explain, find_mistakes
from grader.errors import GraderError, RefusedError, SubmissionError, UsageError
from grader.model import (
    Observations,
    Report,
    Status,
    Submission,
)
from grader.notebook import Reading, read_submission
from grader.sandbox.asking import Questions, observe
from grader.sandbox.dialogue import Job, Sandbox
from grader.sandbox.levels import Sandboxes
from grader.scoring import carry_forward, score
from grader.syntax import find_breaches, find_guarded_imports

Load = Callable[[str], Assignment]


def grade_all(
    paths: Iterable[Path], course: Course, option: str | None, load: Load, sandboxes: Sandboxes
) -> Iterator[Report]:
    """Grade files one by one, each with the assignment it belongs to, behind a wall that fits."""
    for path in paths:
        try:
            yield grade_file(path, course, option, load, sandboxes)
        except SubmissionError as error:
            yield unscored(path, course, option, Status(error.status), error)
        except GraderError as error:
            yield unscored(path, course, option, Status.NOT_GRADED, error)
        except Exception as error:  # our fault, whatever it is: no score
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(last.filename).name}, line {last.lineno}"
            fault = f"{path}: a fault of the grader's: {type(error).__name__}: {error} ({where})"
            yield unscored(path, course, option, Status.NOT_GRADED, GraderError(fault))


def grade_file(
    path: Path, course: Course, option: str | None, load: Load, sandboxes: Sandboxes
) -> Report:
    """Read a file, find its assignment, grade it. Raises GraderError."""
    is_own = course.is_own(path)
    if path.is_symlink() and not is_own:
        raise RefusedError(f"{path}: is a link; what counts is the file that was handed in itself")
    reading = read_submission(path, course.limits_of(option))
    name = choose_assignment(course, option, reading.assignment, path)
    report = grade(reading, load(name), sandboxes.fit_for(is_own=is_own))
    return dataclasses.replace(report, is_own=is_own)


def grade(reading: Reading, assignment: Assignment, sandbox: Sandbox) -> Report:
    """Ask, then judge. The asking never sees what the judging knows."""
    observations = ask(reading, assignment, sandbox)
    return judge(reading, assignment, observations)


def ask(reading: Reading, assignment: Assignment, sandbox: Sandbox) -> Observations:
    """Run a script behind the wall and collect its answers. Raises GraderError."""
    job = Job(
        script=reading.script,
        modules=assignment.modules,
        limits=assignment.limits,
        data_files=tuple(assignment.data_files()),
        guarded=find_guarded_imports(reading.script),
        file_name=reading.submission.path.name if reading.script.is_file else None,
    )
    return observe(job, questions_of(assignment), sandbox)


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


def unscored(
    path: Path, course: Course, option: str | None, status: Status, error: GraderError
) -> Report:
    """A report without a score, which is not a score of zero."""
    name, rubric = None, None
    with contextlib.suppress(UsageError):
        name = choose_assignment(course, option, None, path)
        rubric = course.rubric.assignments[name]
    return Report(
        submission=Submission(path),
        assignment=name,
        status=status,
        maximum=rubric.maximum(with_hidden=not course.is_kit) if rubric else None,
        rubric_hash=rubric.visible_hash if rubric else None,
        notes=(str(error),),
        exit_code=error.exit_code,
    )
