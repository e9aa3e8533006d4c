"""What is checked of the files that a teacher writes: rubric, probes, cases, the one source."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from grader.authoring.allowed import find_unknown
from grader.authoring.askable import find_unaskable
from grader.authoring.bench import Bench, WaitingError
from grader.authoring.defects import Defect, defects_of, find_case, remark
from grader.authoring.rule_checks import unknown_words
from grader.core.errors import CourseError, GraderError, RubricError
from grader.core.probe import Probe, ProbeName
from grader.core.result import Criterion
from grader.course.find import RUBRIC
from grader.course.probes import SEED, load_all_probes, probe_functions
from grader.course.source import find_outdated, find_source
from grader.reports.pictures import read_pictures
from grader.reports.text import count


def check_rubric(bench: Bench) -> Iterator[str | Defect]:
    """The rubric can be read, and holds the assignment."""
    rubric = bench.whole_rubric
    if bench.name in rubric.unfinished:
        bench.course.refuse_unfinished(bench.name)
    if bench.name not in rubric.assignments:
        step = f"add `{bench.name}:` below `assignments:`"
        yield Defect(f"no assignment {bench.name!r} in it", step, bench.root / RUBRIC)
        return
    for fault in find_unknown(bench.whole_rubric.assignments[bench.name]):
        yield from defects_of(RubricError(fault))
    section = bench.whole_rubric.assignments[bench.name].section
    hidden = f" and {section.points.hidden} hidden" if section.points.hidden else ""
    yield f"{section.points.visible} visible{hidden} points"


def check_questions(bench: Bench) -> Iterator[str | Defect]:
    """Probes and cases can be loaded, and each probe is asked."""
    probes = load_all_probes(bench.folder, bench.staff)
    hidden = sum(probe.hidden for probe in probes)
    yield f"{count(len(probes), 'question')}, {hidden} of them hidden or of the class"
    functions = probe_functions(bench.folder / "probes.py")
    for fault in find_unaskable(probes, functions, bench.folder, bench.staff):
        yield from defects_of(CourseError(fault))
    asked = {probe.function for probe in probes}
    for name in functions:
        if name not in asked:
            step = f'name "{name}" among the probes of a case'
            yield bench.at_probe(name, f"no case asks the probe {name}", step)
    for case, probe in bench.redrawn(probes).items():
        message = f"the case {case} is another each time that it is made"
        step = "draw from the generator that it is given, no other"
        places = (bench.staff, bench.folder) if probe.hidden else (bench.folder,)
        yield Defect(message, step, *find_case(probe.name, places))


def check_criteria(bench: Bench) -> Iterator[str | Defect]:
    """Each criterion has its questions, and each question a criterion."""
    rubric, probes = bench.rubric, bench.probes
    criteria = rubric.criteria_for(probes, with_hidden=True)
    yield count(len(criteria), "criterion", "criteria")
    yield from unused_questions(bench, criteria)
    for criterion in criteria:
        if criterion.probes and not is_asked_unseen(criterion, probes):
            yield remark(open_criterion(bench, criterion))
    bench.load()  # what else can keep it from being used
    yield from unknown_words(bench)
    yield from undrawn(bench)


def undrawn(bench: Bench) -> Iterator[Defect]:
    """Find pictures that no page can have, as soon as there are answers to draw."""
    if bench.rubric.section.pictures:
        with contextlib.suppress(WaitingError):
            _, faults = read_pictures(bench.rubric, bench.probes, bench.assignment.golden)
            yield from defects_of(RubricError(*faults)) if faults else ()


def unused_questions(bench: Bench, criteria: Sequence[Criterion]) -> Iterator[Defect]:
    """Find what is asked and counts nowhere: of a probe none of whose cases does, the probe."""
    used = {name for each in criteria for name in (*each.probes, *each.drawn)}
    pictures = repr(bench.rubric.section.pictures)
    unused = [p for p in bench.probes if p.name not in used and p.name not in pictures]
    useful = {ProbeName.parse(name).function for name in used}
    for function in dict.fromkeys(p.function for p in unused if p.function not in useful):
        step = f'add "{function}:*" to the probes of a criterion in {RUBRIC}'
        yield bench.at_probe(function, f"no criterion uses the probe {function}", step)
    for probe in (p for p in unused if p.function in useful):
        side = "hidden" if probe.hidden else "visible"
        step = f'add "{ProbeName.parse(probe.name).fixed}" to a {side} criterion, or drop it'
        yield bench.at_case(probe.name, f"no criterion uses the question {probe.name}", step)


def is_asked_unseen(criterion: Criterion, probes: Sequence[Probe]) -> bool:
    """Tell whether a criterion's functions are asked about a case that no student has.

    What a probe reads or sees of a program has no input, so there is no other case of it.
    """
    functions = {ProbeName.parse(name).function for name in criterion.probes}
    asked = functions - {p.function for p in probes if p.variables}
    is_seen = bool(asked) and not any(p.hidden and p.function in functions for p in probes)
    return criterion.hidden or not is_seen


def open_criterion(bench: Bench, criterion: Criterion) -> Defect:
    """Say that all of a criterion's cases are in students' hands: a table would answer them."""
    functions = dict.fromkeys(ProbeName.parse(name).function for name in criterion.probes)
    step = f"add a drawn or hidden case for {' or '.join(functions)}"
    if not (bench.staff / SEED).is_file():
        step += f"; the class's seed: grade golden {bench.name} --new-seed"
    message = f"criterion {criterion.name}: students have every case that it asks"
    return bench.at_criterion(criterion.name, criterion.probes[0], message, step)


def check_source(bench: Bench) -> Iterator[str | Defect]:
    """Example and starter are as the one source makes them."""
    source = find_source(bench.staff)
    if source is None:
        yield "there is none: example and starter are written by hand"
        return
    faults = find_outdated(bench.root, bench.name)
    made = "are not what it makes now" if faults else "are made from it as it is"
    yield f"{source.name}: example and starter {made}"
    for fault in faults:
        yield from defects_of(GraderError(fault), f"grade golden {bench.name}")
