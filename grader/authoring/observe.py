"""Run the catalogue's programs the way submissions go, and take down where they depart.

An entry that is no use is refused by name: one that does not load, hangs, equals the golden, or is
about what it does not lose.
"""

from __future__ import annotations

import fnmatch
import functools
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from grader.authoring.about import derive_about, find_contradictions, is_about
from grader.authoring.catalogue import Entry, example_of, hash_catalogue, load_catalogue, program
from grader.authoring.members import (
    find_miscalled,
    find_unknown,
    load_instances,
    programs_of,
    untried,
)
from grader.authoring.rounding import asked_anew, may_round, otherwise, uses_torch
from grader.authoring.showing import ShownCells, find_shown
from grader.authoring.slips import find_slips, may_vary
from grader.core.errors import RecordingError
from grader.core.probe import Failure, FailureKind, Observation, Observations, ProbeName
from grader.core.result import Signature, looks_closely
from grader.core.submission import Breach, Place, Script, Submission
from grader.core.text import Say
from grader.course.families import load_families
from grader.course.load import Assignment
from grader.course.signatures import Record
from grader.judging.diagnosis import holder
from grader.judging.drawn import mark_drawn
from grader.judging.hidden import mark_hidden
from grader.judging.likeness import alike
from grader.judging.marking import Marks, Scheme, mark_visible
from grader.pipeline import catalogue_of, job_of, questions_of, scheme_of
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.protocol import Job
from grader.sandbox.questions import Questions
from grader.sandbox.session import observe
from grader.submission.notebook import reading_of
from grader.submission.reading import Reading

SAID_EVERY = 50  # programs
Work = tuple[Job, Questions]


def observe_catalogue(assignment: Assignment, say: Say) -> Record:
    """Run every mistake and every variant, and hold their answers against the golden.

    Raises RecordingError with every entry that is no use.
    """
    refuse_slips(assignment)
    mistakes, variants = load_catalogue(assignment)
    entries = (*mistakes, *variants)
    if not entries:
        return Record()
    base = example_of(assignment)
    programs, shown = {e.name: program(base, e) for e in entries}, find_unneeded(assignment, base)
    work = work_of(map(shown.left_out, programs.values()), assignment)
    observations = observe_each(assignment, work, say)
    by_program = find_rounded(assignment, work, observations, say)
    observed = dict(zip(programs, observations, strict=True))
    rounded = dict(zip(programs, by_program, strict=True))
    faults = [fault for e in entries for fault in find_faults(e, observed[e.name], assignment)]
    for each in entries:
        faults += find_unsteady(each, observed[each.name], rounded[each.name], assignment)
    doubtful = {
        each.name: shown.left_out(programs[each.name])
        for (job, _), each in zip(work, entries, strict=True)
        # What was asked again otherwise, and answered the same, has no need to be.
        if may_vary(each, base) and not (may_round(job) and not rounded[each.name])
    }
    for name, again in observe_all(assignment, doubtful, say).items():
        faults += find_varying(name, observed[name], again, assignment)
    refuse_faults(assignment, faults)
    signatures = {
        e.name: signature_of(e, observed[e.name], rounded[e.name], assignment) for e in entries
    }
    for entry in entries:
        if raised := raised_everywhere(signatures[entry.name].answers.values()):
            say(f"{entry.where}: raises wherever it departs ({raised}): is that the mistake?")
            definitions = as_handed_in(programs[entry.name], assignment).outline.definitions
            signatures[entry.name] = located(signatures[entry.name], definitions)
    record = Record(
        mistakes=tuple(signatures[entry.name] for entry in mistakes),
        variants=tuple(signatures[entry.name] for entry in variants),
        sources=hash_catalogue(assignment),
    )
    refuse_faults(assignment, list(try_families(record, assignment, shown, say)))
    return record


def refuse_slips(assignment: Assignment) -> None:
    """Raise CourseError or RecordingError for what can be read off the catalogue's files."""
    entries = [entry for kind in load_catalogue(assignment) for entry in kind]
    base = example_of(assignment) if entries else Script(())
    faults = [slip for entry in entries for slip in find_slips(entry, base)]
    for entry in entries:
        faults += unknown_criteria(entry.name, entry.about, assignment)
    refuse_faults(assignment, faults)


def find_unneeded(assignment: Assignment, base: Script) -> ShownCells:
    """Find what the example only shows; nothing where it does not answer all right without it."""
    shown = find_shown(base, assignment)
    if not shown.cells:
        return shown
    work = work_of([shown.left_out(base)], assignment)
    (observations,) = observe_each(assignment, work, lambda text: None)
    return ShownCells(base) if departing(observations, assignment) else shown


def try_families(
    record: Record, assignment: Assignment, shown: ShownCells, say: Say
) -> Iterator[str]:
    """Give a fault where a family does not know its own, or claims what is none of it."""
    instances = load_instances(assignment)
    yield from untried(assignment, instances)
    for family in load_families(assignment):
        yield from unknown_criteria(family.name, family.about, assignment)
    scheme = scheme_of(assignment)
    scheme = replace(scheme, catalogue=scheme.catalogue.of(record.mistakes))
    yield from find_miscalled((*record.mistakes, *record.variants), scheme)
    programs = programs_of(instances, shown.base).items()
    observed = observe_all(assignment, {name: shown.left_out(p) for name, p in programs}, say)
    for instance in instances:
        yield from find_unknown(instance, observed[instance.name], scheme)


def observe_all(
    assignment: Assignment, scripts: Mapping[str, Script], say: Say
) -> dict[str, Observations]:
    """Run programs, ask them everything, and say how far it is."""
    observed = observe_each(assignment, work_of(scripts.values(), assignment), say)
    return dict(zip(scripts, observed, strict=True))


def work_of(scripts: Iterable[Script], assignment: Assignment) -> list[Work]:
    """Say what is to be run of programs, and what they are asked: everything."""
    # Made here and not in the threads, of which no two may parse at a time.
    readings = (as_handed_in(script, assignment) for script in scripts)
    questions = questions_of(assignment)
    return [(job_of(reading, assignment), questions) for reading in readings]


def as_handed_in(script: Script, assignment: Assignment) -> Reading:
    """Take a program for a submission that was read, as closely as the rubric's rules need."""
    closely = looks_closely(assignment.criteria)
    return reading_of(Submission(assignment.folder), script, closely=closely)


def observe_each(assignment: Assignment, work: Sequence[Work], say: Say) -> list[Observations]:
    """Run programs, as many at a time as there are processors, each asked questions of its own."""
    observed: list[Observations] = []
    if not work:  # a wall takes seconds to raise, where PyTorch is loaded behind it
        return observed
    with open_sandbox() as sandbox, ThreadPoolExecutor(os.cpu_count()) as pool:
        for observations in pool.map(lambda each: observe(each[0], each[1], sandbox), work):
            observed.append(observations)
            if len(observed) % SAID_EVERY == 0 or len(observed) == len(work):
                say(f"{assignment.name}: {len(observed)} of {len(work)} programs have answered")
    return observed


def find_rounded(
    assignment: Assignment, work: Sequence[Work], observed: Sequence[Observations], say: Say
) -> list[frozenset[str]]:
    """Name the questions of its own that each program answers otherwise by rounding alone."""
    anew = functools.cache(asked_anew)  # packed once for all that are asked the same
    rounded: list[frozenset[str]] = [frozenset()] * len(work)
    left = [number for number, (job, _) in enumerate(work) if may_round(job)]
    # Nearly all answer the same. Of the others it matters whether one question tells of another,
    # which takes all questions once more where a program's memory can't be looked into.
    for once in (True, False):
        jobs = [
            (otherwise(job), anew(asked, of_torch=uses_torch(job), once=once and uses_torch(job)))
            for job, asked in (work[number] for number in left)
        ]
        for number, other in zip(left, observe_each(assignment, jobs, say), strict=True):
            rounded[number] = frozenset(unlike(observed[number], other, assignment))
        left = [number for number in left if rounded[number] and uses_torch(work[number][0])]
    return rounded


def unlike(each: Observations, other: Observations, assignment: Assignment) -> list[str]:
    """Name the questions that are not answered the same, of all that the other was asked."""
    pairs = ((probe, each.by_probe[probe], answer) for probe, answer in other.by_probe.items())
    return [p for p, a, b in pairs if not alike(a, b, assignment.tolerance)]


def find_faults(entry: Entry, observations: Observations, assignment: Assignment) -> Iterator[str]:
    """Say what makes an entry useless: it must load, come to an end and, if a mistake, differ."""
    if observations.tampered:
        yield f"{entry.name}: breaks the channel: {observations.tampered}"
    if observations.errors and is_missing(entry, observations, assignment):
        error = observations.errors[0]
        yield f"{entry.name}: does not load: {error}"
    for probe, observation in observations.by_probe.items():
        if isinstance(observation, Failure) and observation.kind is FailureKind.HUNG:
            yield f"{entry.name}: hangs when asked {probe}"
            break  # its siblings hang alike
    if entry.cause and not departing(observations, assignment):
        yield f"{entry.name}: equals the reference on all probes, so it is no mistake here"
    elif entry.cause:
        yield from faulty_corners(entry, departing(observations, assignment), assignment)
        yield from find_contradictions(entry, observations.by_probe, assignment)


def is_missing(entry: Entry, observations: Observations, assignment: Assignment) -> bool:
    """Tell whether what an entry puts in is not there; a later cell may fail by the mistake."""
    targets, missing = [target for target, _ in entry.puts], FailureKind.MISSING
    failures = (
        observations.by_probe[probe.name]
        for probe in assignment.probes
        if is_about(probe.needs[-1], targets)
    )
    return any(isinstance(each, Failure) and each.kind is missing for each in failures)


def find_varying(
    name: str, observations: Observations, again: Observations, assignment: Assignment
) -> Iterator[str]:
    """Give a fault where a program answers otherwise when it is asked again."""
    for probe in unlike(observations, again, assignment)[:1]:
        yield (
            f"{name}: answers {probe} otherwise when it is asked again: "
            "does it draw without a seed, or look at the clock?"
        )


def find_unsteady(
    entry: Entry, observations: Observations, rounded: Collection[str], assignment: Assignment
) -> Iterator[str]:
    """Give a fault where rounding decides if a right program is right, or what tells a mistake."""
    departures = departing(observations, assignment)
    by = "by rounding alone, which other versions of Python, or other processors, do otherwise"
    if "torch" in assignment.modules.packages:
        by += " (or by random numbers that its cells have left: let the probe set a seed)"
    if not entry.cause and rounded:
        yield f"{entry.name}: answers {min(rounded)} otherwise {by}: change the case, or the seed"
    elif rounded and set(departures) <= corners_of(entry, assignment) | set(rounded):
        yield f"{entry.name}: departs {by}, so nothing tells it"


def raised_everywhere(answers: Collection[Observation]) -> str:
    """Say what a program raises, if that is all that it does wherever it departs."""
    raised = [a for a in answers if isinstance(a, Failure) and a.kind is FailureKind.RAISED]
    return raised[0].message if raised and len(raised) == len(answers) else ""


def located(signature: Signature, definitions: Mapping[str, Place]) -> Signature:
    """Take down in which function a program fails, where it does nothing else."""
    answers = {
        probe: replace(answer, cause=holder(answer.place, definitions))
        if isinstance(answer, Failure)
        else answer
        for probe, answer in signature.answers.items()
    }
    return replace(signature, answers=answers)


def unknown_criteria(name: str, about: Sequence[str], assignment: Assignment) -> Iterator[str]:
    """Give a fault where an entry is about criteria that the rubric does not have."""
    unknown = sorted(set(about) - {criterion.name for criterion in assignment.criteria})
    if unknown:
        yield f"{name}: is about criteria that do not exist: {', '.join(unknown)}"


def mark(observations: Observations, breaches: Sequence[Breach], scheme: Scheme) -> Marks:
    """Mark a program as a submission is marked: the visible criteria, then the hidden ones too."""
    marks = mark_visible(observations.visible(scheme.probes), breaches, scheme)
    marks = mark_drawn(observations, scheme, marks)
    return replace(marks, scores=mark_hidden(observations.hidden(scheme.probes), scheme, marks))


def refuse_faults(assignment: Assignment, faults: Sequence[str]) -> None:
    """Raise RecordingError, naming every entry at fault."""
    if faults:
        listed = (f"  {fault}" for fault in faults)
        raise RecordingError(f"{assignment.name}: the catalogue has faults", *listed)


def signature_of(
    entry: Entry, observations: Observations, rounded: frozenset[str], assignment: Assignment
) -> Signature:
    """Take down what a program answers wherever it departs from the golden.

    What it answers by rounding alone is a corner: who makes the mistake may answer otherwise.
    """
    answers, target = departing(observations, assignment), entry.puts[0][0]
    if entry.cause:  # the class's cases change with its seed, and name nothing
        fixed = {name for name in observations.by_probe if not ProbeName.parse(name).is_of_class}
        answers = {name: answer for name, answer in answers.items() if name in fixed}
        rounded &= fixed
    about = derive_about(entry, observations.by_probe, assignment) if entry.cause else ()
    corners = corners_of(entry, assignment) | rounded
    texts = entry.name, entry.cause, entry.advice
    return Signature(*texts, about, target, answers, corners=corners)


def corners_of(entry: Entry, assignment: Assignment) -> frozenset[str]:
    """Name the probes on which a program with this mistake may depart or not."""
    names = [probe.name for probe in assignment.probes]
    return frozenset(name for each in entry.corners for name in fnmatch.filter(names, each))


def faulty_corners(entry: Entry, shown: Collection[str], assignment: Assignment) -> Iterator[str]:
    """Give a fault where a corner is no probe's, or where nothing is left that decides."""
    for pattern in entry.corners:
        if not corners_of(replace(entry, corners=(pattern,)), assignment):
            yield f"{entry.name}: no probe is called {pattern}, which it has as a corner"
    if entry.corners and corners_of(entry, assignment).issuperset(shown):
        yield f"{entry.name}: departs on its corners alone, so nothing tells it"


def departing(observations: Observations, assignment: Assignment) -> dict[str, Observation]:
    """Pick the answers that are not right, by probe."""
    catalogue = catalogue_of(assignment)
    return {
        probe: observation
        for probe, observation in observations.by_probe.items()
        if not catalogue.is_right(probe, observation)
    }
