"""All that can be wrong with an assignment, each checked for itself: no fault hides another.

`Bench` knows what each needs; what waits for another check says for which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.bench import Bench, WaitingError
from grader.authoring.catalogue_checks import (
    check_catalogue,
    check_lazy,
    check_mistakes,
    check_mutants,
    check_names,
    check_variants,
)
from grader.authoring.defects import Checked, Defect, at_place, defects_of, line_in, remark
from grader.authoring.goldens import (
    differ,
    differences,
    find_short_salt,
    read_recorded,
    remedy,
)
from grader.authoring.needs import NOTHING
from grader.authoring.trial import ask_again, differing
from grader.core.errors import GraderError, own_fault
from grader.core.probe import CellError, Probe, ProbeName
from grader.core.result import Criterion, Departure
from grader.core.text import points
from grader.course.find import RUBRIC
from grader.course.golden import golden_paths
from grader.course.probes import SEED, load_all_probes, probe_functions
from grader.course.references import NEAREST, ask_all, load_references
from grader.course.source import find_outdated, find_source
from grader.judging.remarks import UNPARSED
from grader.submission.parts import part_of
from grader.submission.reading import Reading

UNWRITTEN, STOPPED = "NotImplementedError", "Stopped"
PROBE = "probe "  # begins what parts of the recording say of one
SHARES = (
    (0.02, "next to nothing"),
    (0.1, "less than a tenth"),
    (0.25, "less than a quarter"),
    (0.5, "less than half"),
    (1.0, "more than half"),
)
NEAR_LIMIT = 0.5  # of a question's time: above, a slower machine may turn right into wrong


@dataclass(frozen=True)
class Check:
    """Something to check: it gives a summary, then what it found."""

    name: str
    work: Callable[[Bench], Iterator[str | Defect]]
    is_slow: bool = False


def run_check(check: Check, bench: Bench) -> Checked:
    """Check one thing. Total: whatever goes wrong is a defect, and the next check is tried."""
    results: list[str | Defect] = []
    try:
        for result in check.work(bench):
            results.append(result)
    except WaitingError as error:
        if not any(isinstance(result, Defect) for result in results):
            return Checked(check.name, waits_for=str(error))
    except GraderError as error:
        results += defects_of(error)
    except Exception as error:
        results.append(Defect(own_fault(error)))
    summary = next((result for result in results if isinstance(result, str)), "")
    defects = tuple(result for result in results if isinstance(result, Defect))
    return Checked(check.name, summary, defects)


# What is written


def check_rubric(bench: Bench) -> Iterator[str | Defect]:
    """The rubric can be read, and holds the assignment."""
    rubric = bench.whole_rubric
    if bench.name in rubric.unfinished:
        bench.course.refuse_unfinished(bench.name)
    if bench.name not in rubric.assignments:
        step = f"add `{bench.name}:` below `assignments:`"
        yield Defect(f"no assignment {bench.name!r} in it", step, bench.root / RUBRIC)
        return
    section = bench.rubric.section
    hidden = f" and {section.points.hidden} hidden" if section.points.hidden else ""
    yield f"{section.points.visible} visible{hidden} points"


def check_questions(bench: Bench) -> Iterator[str | Defect]:
    """Probes and cases can be loaded, and each probe is asked."""
    probes = load_all_probes(bench.folder, bench.staff)
    hidden = sum(probe.hidden for probe in probes)
    yield f"{len(probes)} questions, {hidden} of them hidden or of the class"
    asked = {probe.function for probe in probes}
    for name in probe_functions(bench.folder / "probes.py"):
        if name not in asked:
            step = f'name "{name}" among the probes of a case'
            yield bench.at_probe(name, f"no case asks the probe {name}", step)


def check_criteria(bench: Bench) -> Iterator[str | Defect]:
    """Each criterion has its questions, and each question a criterion."""
    rubric, probes = bench.rubric, bench.probes
    criteria = rubric.criteria_for(probes, with_hidden=True)
    yield f"{len(criteria)} criteria"
    yield from unused_questions(bench, criteria)
    for criterion in criteria:
        if criterion.probes and not is_asked_unseen(criterion, probes):
            yield remark(open_criterion(bench, criterion))


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
    yield f"{source.name}: example and starter are made from it as it is"
    for fault in find_outdated(bench.root, bench.name):
        yield from defects_of(GraderError(fault), f"grade golden {bench.name}")


# What the references answer


def check_reference(bench: Bench) -> Iterator[str | Defect]:
    """The reference answers each question, and no rounding decides."""
    answered = bench.answered
    yield f"answers {len(answered.answers)} of {len(bench.probes)} questions"
    for name, error in answered.faults.items():
        yield reference_fault(bench, name, error)
    for name, needs in bench.needs.items() if not answered.faults else ():
        if not needs:
            yield bench.at_probe(name, f"{name}: {NOTHING}")
    for name, nearest in answered.nearest.items():
        if nearest < NEAREST:
            message = f"{name}: a decision {nearest:.2g} from its threshold: rounding could turn it"
            probe = next(probe for probe in bench.probes if probe.name == name)
            yield bench.at_case(name, message, remedy(probe))
    yield from (each for fault in find_short_salt(bench.unanswered) for each in listed(fault))


def reference_fault(bench: Bench, name: str, error: GraderError) -> Defect:
    """Say why a reference gave no answer, where it raised, else where it was asked."""
    message, step = str(error), f"grade ask {bench.name} {name} --pdb"
    for path in (*bench.sources, bench.folder / "probes.py"):
        if error.__cause__ and (line := line_in(error.__cause__, path)):
            return Defect(message, step, path, line)
    return bench.at_probe(ProbeName.parse(name).function, message, step)


def listed(fault: str) -> Iterable[Defect]:
    """Take apart what a part of the recording says."""
    return defects_of(GraderError(fault))


def check_again(bench: Bench) -> Iterator[str | Defect]:
    """Other processes, of other hash seeds, answer the same."""
    assignment = bench.assignment
    bench.say(f"{bench.name}: asking the reference in other processes")
    others = bench.keep("again", bench.reference_key, lambda: ask_again(assignment))
    yield "the same in other processes"
    for fault in differing(assignment.golden, others, assignment.tolerance):
        yield of_question(bench, fault, "draw from a fixed seed, sort what comes of a set")


def of_question(bench: Bench, fault: str, step: str) -> Defect:
    """Place what is said of a question: `probe NAME: what`."""
    name, _, message = fault.removeprefix(PROBE).partition(": ")
    return bench.at_probe(ProbeName.parse(name).function, f"{name}: {message}", step)


def check_torch(bench: Bench) -> Iterator[str | Defect]:
    """PyTorch's reference, where there is one, answers what NumPy's does."""
    assignment = bench.assignment
    if not any(path.name.startswith("torch_") for path in bench.sources):
        yield "there is none"
        return
    answers = bench.keep("torch", bench.reference_key, lambda: ask_torch(bench))
    yield f"{len(answers)} answers agree with NumPy's"
    for name, answer in answers.items():
        step = f"grade ask {bench.name} {name}"
        if isinstance(answer, GraderError):
            yield of_question(bench, f"{PROBE}{name}: {answer}", step)
        elif difference := differ(name, answer, assignment.golden[name], assignment.tolerance):
            message = f"{PROBE}{name}: NumPy and PyTorch disagree: {difference}"
            yield of_question(bench, message, step)


def ask_torch(bench: Bench) -> dict[str, object]:
    """Ask PyTorch's reference each question; an error stands for an answer that it did not give."""
    bench.say(f"{bench.name}: loading PyTorch")
    references = load_references(bench.assignment, None)
    answers: dict[str, object] = {}
    for number, probe in enumerate(bench.probes, 1):
        bench.say(f"{bench.name}: PyTorch answers {number} of {len(bench.probes)}")
        try:
            answers |= ask_all(references.functions, references.torch, [probe])
        except GraderError as error:
            answers[probe.name] = error
    return answers


def check_goldens(bench: Bench) -> Iterator[str | Defect]:
    """What is recorded is what the reference answers now."""
    assignment, step = bench.assignment, f"grade golden {bench.name}"
    key = bench.reference_key, bench.texts_key(golden_paths(bench.root, bench.name))
    try:
        recorded, others, changed = bench.keep(
            "recorded", key, lambda: read_recorded(assignment, bench.references)
        )
    except GraderError as error:
        yield from defects_of(error, step)
        return
    made = f" (recorded with {others})" if others else ""
    yield f"{len(recorded)} recorded answers are up to date{made}"
    differing = differences(recorded, assignment.golden, assignment.tolerance)
    for fault in sorted({*changed, *differing}):
        is_of_probe = fault.startswith(PROBE)
        yield (
            of_question(bench, fault, step)
            if is_of_probe
            else defects_of(GraderError(fault), step)[0]
        )


# What is run behind the wall


def check_example(bench: Bench) -> Iterator[str | Defect]:
    """The example has all points."""
    path = bench.example_path
    if path is None:
        step = f"write the solution as a student would: {bench.folder / 'example.ipynb'}"
        yield remark(Defect("there is none, so nobody tried if a right file earns all", step))
        return
    graded = bench.grade(path)
    report = graded.report
    yield f"{points(report.earned or 0)} of {bench.assignment.judged_maximum} points"
    if graded.reading is not None:
        yield from unknown_parts(bench, graded.reading)
    yield from (at_place(error.place, str(error), "", path) for error in report.errors)
    for score in report.scores:
        if score.earned < score.maximum and not score.by_hand:
            first = next(iter(score.departures), None)
            yield lost(bench, path, score.name, first)


def unknown_parts(bench: Bench, reading: Reading) -> Iterator[Defect]:
    """Find what is to be marked by hand and is not there: nobody would see anything of it."""
    for criterion in bench.assignment.criteria:
        for name in criterion.about:
            if not part_of(reading, [name]):
                message = (
                    f"criterion {criterion.name}: is about {name!r}, of which there is nothing"
                )
                step = "write a function, a name that is assigned at top level, or a cell's tag"
                yield bench.at_criterion(criterion.name, "", message, step)


def lost(bench: Bench, path: Path, criterion: str, departure: Departure | None) -> Defect:
    """Say where a criterion is lost that should not be."""
    if departure is None:
        return Defect(f"criterion {criterion} is lost", "", path)
    step = f"grade ask {bench.name} {departure.probe} {path}"
    message = f"criterion {criterion} is lost: {departure.probe}: {departure.message}"
    return Defect(message, step if ":" in departure.probe else "", path)


def crashes(errors: Sequence[CellError]) -> Iterator[CellError]:
    """Choose what cells of a starter raise besides, and not because, a function is not written."""
    is_unwritten = False
    for error in errors:
        if error.type in (*UNPARSED, STOPPED) or (error.type != UNWRITTEN and not is_unwritten):
            yield error
        is_unwritten = is_unwritten or error.type == UNWRITTEN


def check_starter(bench: Bench) -> Iterator[str | Defect]:
    """The starter runs, and has no points."""
    paths = [p for p in sorted(bench.folder.glob("*.ipynb")) if p != bench.example_path]
    path = next((p for p in paths if p.stem == bench.name), paths[0] if paths else None)
    if path is None:
        step = f"write {bench.folder / f'{bench.name}.ipynb'}, which students fill in"
        yield remark(Defect("there is none: a kit needs it", step))
        return
    report = bench.grade(path).report
    yield f"{points(report.earned or 0)} of {report.maximum} points"
    for error in crashes(report.errors):
        step = "mend the cell: a starter runs, but for what is not written yet"
        yield at_place(error.place, str(error), step, path)
    for score in report.scores:
        if score.earned:
            message = f"has the {points(score.earned)} points of the criterion {score.name}"
            step = f"let what is to be written raise, or ask more in {RUBRIC}"
            yield Defect(message, step, path)


def check_limits(bench: Bench) -> Iterator[str | Defect]:
    """No question is so slow that a slower machine would end it."""
    assignment = bench.assignment
    path = bench.example_path
    if path is None:
        raise WaitingError("example")
    times = bench.time_example(path)
    limit = assignment.limits.probe_seconds
    name = max(times, key=lambda each: times[each].seconds)
    share = share_in_words(times[name].seconds / limit)
    yield f"the slowest question, {name}, takes {share} of its {limit:g} s"
    for probe, timed in times.items():
        if timed.seconds > NEAR_LIMIT * limit:
            message = (
                f"{probe} takes {timed.seconds:.2f} s of its {limit:g} s: on a slower machine, or "
                "written otherwise, it is over"
            )
            step = f"make its case smaller, or raise `probe_seconds` in {RUBRIC}"
            yield remark(bench.at_case(probe, message, step))


def share_in_words(share: float) -> str:
    """Say a share in words."""
    return next((words for most, words in SHARES if share < most), "all")


CHECKS = (
    Check("rubric", check_rubric),
    Check("questions", check_questions),
    Check("criteria", check_criteria),
    Check("source", check_source),
    Check("reference", check_reference),
    Check("again", check_again),
    Check("torch", check_torch),
    Check("goldens", check_goldens),
    Check("example", check_example),
    Check("starter", check_starter),
    Check("limits", check_limits),
    Check("catalogue", check_catalogue),
    Check("mistakes", check_mistakes),
    Check("variants", check_variants),
    Check("names", check_names),
    Check("lazy", check_lazy, is_slow=True),
    Check("mutants", check_mutants, is_slow=True),
)
