"""The whole flow on one page: a submission is read, asked and judged.

A GraderError means no score, never a score of zero; one bad file never stops the next.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from grader.core.errors import GraderError, RefusedError, SubmissionError, own_fault
from grader.core.probe import Level, Observations, Visible, as_needed
from grader.core.result import (
    Points,
    Report,
    Score,
    Signature,
    Status,
    StudentReport,
    looks_closely,
)
from grader.core.submission import Breach, Outline, Script, Submission
from grader.core.text import one_line
from grader.course.families import load_families
from grader.course.load import Assignment
from grader.judging.diagnosis import Catalogue, explain
from grader.judging.headlines import headlines, in_class
from grader.judging.hints import with_advice
from grader.judging.marking import Marks, Scheme, mark_visible
from grader.judging.scoring import find_lenient
from grader.judging.written import Written
from grader.sandbox.protocol import Job, Sandbox
from grader.sandbox.questions import Questions
from grader.sandbox.session import observe
from grader.submission.analysis import find_breaches
from grader.submission.reading import Reading
from grader.submission.syntax import module_written_by

# One grading at a time in a process, whoever calls: a thread of a Dask worker, of a server, of a
# test. Python 3.11's parser counts its depth for all threads together, so that a collection while
# one parses lets another fail; and what warnings are ignored is one setting for all of them.
GRADING = threading.RLock()


@dataclass(frozen=True)
class Graded:
    """A report and what it was made from; where there is no score, what went wrong."""

    report: Report
    reading: Reading | None = None
    observations: Observations | None = None
    error: GraderError | None = None


@dataclass(frozen=True)
class Worth:
    """What is known of a submission without reading it: the assignment, its points, the rubric."""

    assignment: str | None = None
    maximum: Points | None = None
    rubric_hash: str | None = None


def grade(reading: Reading, assignment: Assignment, sandbox: Sandbox, *, is_own: bool) -> Graded:
    """Ask, then judge; the asking never sees what the judging knows. Raises GraderError."""
    observations = ask(reading, assignment, sandbox)
    return Graded(judge(reading, assignment, observations, is_own=is_own), reading, observations)


def refuse_other(reading: Reading, assignment: Assignment) -> None:
    """Raise RefusedError for a notebook that says that it belongs to another assignment."""
    if reading.assignment not in (None, assignment.name):
        raise RefusedError(
            f"{reading.submission.path}: a notebook of the assignment "
            f"{one_line(str(reading.assignment))!r}, not of {assignment.name!r}"
        )


def grade_safely(path: Path, worth: Worth, work: Callable[[], Graded]) -> Graded:
    """Do the work on one file, whatever is wrong with it; without a score the report says why."""
    try:
        with GRADING:
            return work()
    except GraderError as error:
        return unscored(Submission(path), worth, error)
    except Exception as error:  # our fault, whatever it is: no score
        return unscored(Submission(path), worth, GraderError(f"{path}: {own_fault(error)}"))


def ask(reading: Reading, assignment: Assignment, sandbox: Sandbox) -> Observations:
    """Run a script behind the wall and collect its answers. Raises GraderError."""
    return observe(job_of(reading, assignment), questions_of(assignment), sandbox)


def job_of(reading: Reading, assignment: Assignment) -> Job:
    """Say what is to be run of a submission."""
    return Job(
        script=reading.script,
        modules=assignment.modules,
        limits=assignment.limits,
        data=files_of(reading, assignment),
        shared=assignment.shared,
        own=own_modules(reading.script),
        guarded=reading.guarded,
        records=assignment.records,
        file_name=reading.submission.path.name if reading.script.is_file else None,
    )


def own_modules(script: Script) -> tuple[str, ...]:
    """Name the modules that a script brings along, and those that its cells write."""
    written = filter(None, map(module_written_by, script.cells))
    return (*(cell.file for cell in script.helpers), *written)


def files_of(reading: Reading, assignment: Assignment) -> tuple[tuple[str, bytes], ...]:
    """Give what a script finds around it: the assignment's data in any case, else its own files."""
    files = dict((*reading.files, *assignment.data))
    for name, _ in assignment.shared:
        del files[name]
    # What can't be a file, since it is the folder of another, is none.
    folders = {str(above) for name in files for above in PurePosixPath(name).parents}
    return tuple((name, content) for name, content in files.items() if name not in folders)


@functools.lru_cache(maxsize=16)
def questions_of(assignment: Assignment) -> Questions:
    """Make an assignment's probes ready to be sent again and again."""
    return Questions(assignment.probes, assignment.probes_source)


def judge(
    reading: Reading, assignment: Assignment, observations: Observations, *, is_own: bool
) -> Report:
    """Give points and advice for what was observed; runs nothing."""
    visible = observations.visible(assignment.probes)
    report = unjudged(reading, assignment, visible, is_own=is_own)
    if visible.tampered:
        # Not by its answers: of a forged one nobody can tell whose it is.
        notes = (tampering(visible), *report.notes)
        return replace(report, status=Status.TAMPERED, earned=0, notes=notes)
    view, marks = judge_visible(report, reading, assignment, visible)
    observed = with_advice(observations, program_of(reading, assignment))
    scheme, scores = scheme_of(assignment), marks.scores
    if any(criterion.hidden or criterion.drawn for criterion in scheme.criteria):
        from grader.judging import hidden  # not in a student's copy

        scores = hidden.mark_all(observed, scheme, marks, reading.outline.definitions)
    return add_hidden(replace(view, scores=scores), marks, observed, assignment)


def judge_visible(
    report: StudentReport, reading: Reading, assignment: Assignment, visible: Visible
) -> tuple[StudentReport, Marks]:
    """Say all that a student may know: by what was visible, and by nothing else."""
    outline, program = reading.outline, program_of(reading, assignment)
    answers = with_advice(visible, program)
    breaches = breaches_of(outline, assignment)
    marks = mark_visible(answers, breaches, scheme_of(assignment), outline.definitions)
    named = (*marks.mistakes, *marks.mutants)
    view = replace(
        report,
        earned=total(marks.scores),
        scores=marks.scores,
        diagnoses=tuple(explain(group, program.places) for group in named),
        errors=answers.errors,
        notes=(*notes_of(assignment, answers, marks, program), *report.notes),
        wrong=wrong_ones(assignment, answers, marks),
    )
    return StudentReport(view), marks


def breaches_of(outline: Outline, assignment: Assignment) -> tuple[Breach, ...]:
    """Find what breaks a rule, by what a text tells."""
    breaches = find_breaches(outline.imports, assignment.modules)
    if not looks_closely(assignment.criteria):
        return breaches
    from grader.submission.rules import find_text_breaches  # not in every student's copy

    return (*breaches, *find_text_breaches(assignment.criteria, outline))


def wrong_ones(assignment: Assignment, answers: Visible, marks: Marks) -> tuple[str, ...]:
    """Name the functions that are wrong themselves."""
    if assignment.staff_folder is None:
        return marks.wrong
    from grader.judging import charging  # not in a student's copy

    return charging.wrong_functions(answers, marks.scores, scheme_of(assignment))


def notes_of(
    assignment: Assignment, answers: Visible, marks: Marks, program: Written
) -> Iterator[str]:
    """Say where to begin and, where nothing can be given back, that a class gets it back."""
    probes, scores = assignment.probes, marks.scores
    if len(marks.right) == len(answers.by_probe) and not answers.errors:
        return
    named, alike = (
        {as_needed(each.target) for group in groups for each in group}
        for groups in (marks.mistakes, marks.mutants)
    )
    yield from headlines(probes, answers, scores, program, named, alike)
    if assignment.staff_folder is None and scheme_of(assignment).share:
        yield from in_class(probes, answers, scores)


def program_of(reading: Reading, assignment: Assignment) -> Written:
    """Put together what advice is given by."""
    return Written(reading.script, reading.outline, assignment.modules, lambda: assignment.asked)


def add_hidden(
    view: Report, marks: Marks, observed: Observations, assignment: Assignment
) -> Report:
    """Add what is for staff; `student_view` takes it away, and finds all else as it was."""
    return replace(
        view,
        status=Status.TAMPERED if observed.tampered else view.status,
        earned=0 if observed.tampered else total(view.scores),
        questions=sentences_of(assignment, with_hidden=True),
        staff_notes=(
            *([tampering(observed)] if observed.tampered else []),
            *assignment.notes,
            *marks.slips,
        ),
    )


@functools.lru_cache(maxsize=16)
def sentences_of(assignment: Assignment, *, with_hidden: bool) -> Mapping[str, str]:
    """Give what is asked, by probe."""
    asked = (probe for probe in assignment.probes if with_hidden or not probe.hidden)
    return {probe.name: probe.sentence for probe in asked}


def tampering(observations: Observations) -> str:
    """Say how the channel was broken."""
    return f"tampered with: {observations.tampered}; staff will look at it"


@functools.lru_cache(maxsize=16)
def scheme_of(assignment: Assignment) -> Scheme:
    """Put together what answers are marked by."""
    share = assignment.rubric.gist.carry_forward
    mutants = None if assignment.staff_folder is None else lambda: mutants_of(assignment)
    return Scheme(assignment.criteria, assignment.probes, catalogue_of(assignment), share, mutants)


def mutants_of(assignment: Assignment) -> Sequence[Signature]:
    """Load what one-change mutants answer."""
    from grader.course import mutants  # not in a student's copy

    return mutants.mutants_of(assignment)


def catalogue_of(assignment: Assignment) -> Catalogue:
    """Put together what a diagnosis compares with."""
    catalogue = Catalogue(
        assignment.signatures,
        assignment.golden,
        assignment.tolerance,
        assignment.needs,
        lambda: load_families(assignment),
        find_lenient(assignment.criteria),
    )
    if assignment.staff_folder is None:
        return catalogue
    from grader.judging.known import with_memory  # not in a student's copy

    return with_memory(catalogue, assignment.criteria)


def total(scores: tuple[Score, ...]) -> float:
    """Add up points, which have 2 decimals at most."""
    return round(sum(score.earned for score in scores), 2)


def unjudged(
    reading: Reading, assignment: Assignment, visible: Visible, *, is_own: bool
) -> StudentReport:
    """Report what is known of a submission before its answers are looked at."""
    report = Report(
        submission=reading.submission,
        assignment=assignment.name,
        status=Status.GRADED,
        maximum=assignment.maximum,
        rubric_hash=assignment.rubric_hash,
        isolation=visible.isolation,
        isolation_warning=warning(visible.isolation, is_own=is_own),
        hidden_points=assignment.hidden_points if assignment.staff_folder is None else 0,
        questions=sentences_of(assignment, with_hidden=False),
        stdout=visible.stdout,
        errors=visible.errors,
        notes=(*reading.script.notes, *visible.notes),
    )
    return StudentReport(report)


def warning(level: Level, *, is_own: bool) -> str | None:
    """Mark a stranger's code that ran behind too weak a wall."""
    if is_own or level.fits_strangers:
        return None
    return f"{level.value} is too weak for other people's code, and was asked for"


def unscored(submission: Submission, worth: Worth, error: GraderError) -> Graded:
    """Report that there is no score, which is not a score of zero."""
    status = Status(error.status) if isinstance(error, SubmissionError) else Status.NOT_GRADED
    report = Report(
        submission=submission,
        assignment=worth.assignment,
        status=status,
        maximum=worth.maximum,
        rubric_hash=worth.rubric_hash,
        notes=(str(error),),
        exit_code=error.exit_code,
    )
    return Graded(report, error=error)
