"""What is checked of mistakes, variants, mutants and functions that nobody wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.authoring.audit import AuditRow, Program, answers_of, judge
from grader.authoring.bench import Bench, WaitingError
from grader.authoring.catalogue import (
    MISTAKES,
    VARIANTS,
    catalogue_paths,
    hash_catalogue,
)
from grader.authoring.defects import Defect, at_place, defects_of, find_key, remark
from grader.authoring.lazy import Laziness, find_laziest
from grader.authoring.observe import observe_catalogue, unknown_criteria
from grader.authoring.survivors import MARKS, judge_mutants, run_mutants
from grader.core.errors import GraderError
from grader.core.result import Criterion, Signature
from grader.core.text import points
from grader.course.load import Assignment
from grader.course.signatures import Record, load_record, signature_paths
from grader.judging.likeness import Class, by_answers
from grader.judging.scoring import is_lost, score
from grader.pipeline import catalogue_of, scheme_of
from grader.reports.text import count

MUTANTS_SHOWN = 10


def present(bench: Bench) -> Record:
    """Give what the catalogue answers: as recorded, or run now where it changed since.

    Raises CourseError, RecordingError, GoldenError with every fault of the entries.
    """
    record, assignment = recorded(bench), bench.assignment
    if record.sources == hash_catalogue(assignment):
        return record
    key = catalogue_key(bench)
    return bench.keep("catalogue", key, lambda: observe_catalogue(assignment, bench.say))


def recorded(bench: Bench) -> Record:
    """Read what is recorded of the catalogue. Raises GoldenError."""
    key = bench.texts_key(signature_paths(bench.root, bench.name))
    return bench.keep("signatures", key, lambda: load_record(bench.root, bench.name))


def catalogue_key(bench: Bench) -> object:
    """What tells the catalogue's answers, and what is right, from any others."""
    sources, files = hash_catalogue(bench.assignment), signature_paths(bench.root, bench.name)
    if recorded(bench).sources == sources:
        return bench.texts_key(files), bench.answers_key
    return sorted(sources.items()), bench.run_key(bench.folder / "probes.py"), bench.answers_key


def catalogue(bench: Bench) -> Record:
    """Give what the catalogue answers, to whoever can't do without."""
    if bench.example_path is None:
        raise WaitingError("example")
    try:
        return present(bench)
    except GraderError:
        raise WaitingError("catalogue") from None


def check_catalogue(bench: Bench) -> Iterator[str | Defect]:
    """Each entry of the catalogue can be run, and is recorded."""
    assignment, step = bench.assignment, f"grade golden {bench.name}"
    try:
        record = present(bench)
    except GraderError as error:
        # To record it again is of no use before these are mended.
        yield from (at_named_entry(bench, defect) for defect in defects_of(error))
        return
    has_entries = any(catalogue_paths(assignment))
    if has_entries and recorded(bench).sources != hash_catalogue(assignment):
        message = "the catalogue changed since its answers were recorded"
        yield Defect(message, step, bench.folder / "signatures.json")
    yield f"{count(len(record.mistakes), 'mistake')}, {count(len(record.variants), 'variant')}"
    for mistake in record.mistakes:
        for fault in unknown_criteria(mistake.name, mistake.about, assignment):
            yield at_named_entry(bench, Defect(fault, "mend its `about`"))
    if not record.mistakes:
        step = f"write one in {bench.staff / MISTAKES}: docs/assignments.md, The catalogue"
        yield remark(Defect("no mistakes: nobody knows what the rubric sees", step))


def at_named_entry(bench: Bench, defect: Defect) -> Defect:
    """Place what is said of an entry of the catalogue by its name: `NAME: what`."""
    if defect.path is not None:
        return defect
    name = defect.message.partition(": ")[0].rpartition(", ")[2]
    return at_entry(bench, name, defect.message, defect.remedy)


def at_entry(bench: Bench, name: str, message: str, step: str) -> Defect:
    """Say something of an entry of the catalogue, where it stands."""
    files = sorted(p for kind in (MISTAKES, VARIANTS) for p in bench.staff.glob(f"{kind}*"))
    paths = [each for path in files for each in ([path] if path.is_file() else path.iterdir())]
    return Defect(message, step, *find_key(name, sorted(paths)))


def losers(
    bench: Bench, criterion: Criterion, programs: Sequence[Signature], key: object
) -> dict[str, str]:
    """Tell which programs lose a criterion, each with the first of its departures."""
    assignment = bench.assignment
    asked = replace(criterion, probes=(*criterion.probes, *criterion.drawn), points=1, title="")

    def work() -> dict[str, str]:
        lost = {}
        for each in programs:
            (result,) = score([asked], answers_of(assignment, each), assignment.golden, ())
            if is_lost(result):
                lost[each.name] = next((f"{d.probe}: {d.message}" for d in result.departures), "")
        return lost

    return bench.keep(f"lost {criterion.name}", (key, replace(asked, group="")), work)


def lost_by_program(bench: Bench) -> dict[str, list[tuple[str, str]]]:
    """Tell for each program of the catalogue which criteria it loses, and by what."""
    record = catalogue(bench)
    programs = (*record.mistakes, *record.variants)
    lost: dict[str, list[tuple[str, str]]] = {program.name: [] for program in programs}
    key = catalogue_key(bench)
    for criterion in bench.assignment.criteria:
        if criterion.probes and criterion.points:
            for name, why in losers(bench, criterion, programs, key).items():
                lost[name].append((criterion.name, why))
    return lost


def check_mistakes(bench: Bench) -> Iterator[str | Defect]:
    """Each mistake loses something."""
    lost, record = lost_by_program(bench), catalogue(bench)
    unseen = [mistake.name for mistake in record.mistakes if not lost[mistake.name]]
    yield f"{len(record.mistakes) - len(unseen)} of {len(record.mistakes)} lose points"
    for name in unseen:
        message = f"the mistake {name} loses nothing: no criterion sees it"
        step = "add a case on which it departs, or let a criterion ask where it does"
        yield at_entry(bench, name, message, step)


def check_variants(bench: Bench) -> Iterator[str | Defect]:
    """Each correct variant has all points."""
    lost, record = lost_by_program(bench), catalogue(bench)
    whole = sum(not lost[variant.name] for variant in record.variants)
    amount = f"{whole} of {len(record.variants)}" if whole < len(record.variants) else f"{whole}"
    yield f"{amount} correct variants have all points"
    for variant in record.variants:
        for criterion, why in lost[variant.name]:
            message = f"the variant {variant.name} is right, but loses {criterion}: {why}"
            yield at_entry(bench, variant.name, message, "ask for what the task says, no more")


def check_names(bench: Bench) -> Iterator[str | Defect]:
    """Each mistake is named as what it is."""
    record, assignment = catalogue(bench), bench.assignment
    lost = lost_by_program(bench)
    key = catalogue_key(bench), judged_key(assignment)
    rows, groups = bench.keep("names", key, lambda: name_all(bench, assignment, record))
    twins = {each.name: {other.name for other in group} for group in groups for each in group}
    named = [row.name for row in rows if twins[row.name] & set(row.diagnosed)]
    yield f"{len(named)} of {len(rows)} mistakes are named"
    for row in rows:
        if row.name in named or not lost[row.name]:
            continue
        if row.diagnosed:
            message = f"the mistake {row.name} is named as {', '.join(row.diagnosed)}"
            yield at_entry(bench, row.name, message, f"grade audit {bench.name}")
        else:
            message = f"the mistake {row.name} is not named"
            yield remark(at_entry(bench, row.name, message, f"grade audit {bench.name}"))


def judged_key(assignment: Assignment) -> object:
    """What of a rubric decides by which name a mistake goes: points and titles do not."""
    criteria = [replace(each, points=1, title="", group="") for each in assignment.criteria]
    rubric = assignment.rubric
    return criteria, rubric.gist.carry_forward, rubric.gist.shares


def name_all(
    bench: Bench, assignment: Assignment, record: Record
) -> tuple[list[AuditRow], list[Class]]:
    """Mark every mistake, to learn by which names they go; and group what no probe tells apart."""
    known = assignment.rubric.with_shares(record.mistakes)
    scheme = replace(scheme_of(assignment), catalogue=catalogue_of(assignment).of(known))
    rows = []
    for number, mistake in enumerate(known, 1):
        bench.say(f"{bench.name}: naming {number} of {len(known)} mistakes")
        rows.append(judge(assignment, Program(mistake), scheme))
    return rows, list(by_answers(record.mistakes, assignment.tolerance))


# What takes longer


def check_lazy(bench: Bench) -> Iterator[str | Defect]:
    """Functions that nobody wrote earn nothing."""
    record, assignment = catalogue(bench), bench.assignment
    assignment = replace(assignment, signatures=record.mistakes)
    bench.say(f"{bench.name}: running programs that nobody wrote")
    key = bench.program_key, judged_key(assignment), catalogue_key(bench)
    laziness = bench.keep("lazy", key, lambda: find_laziest(assignment))
    if laziness is not None:
        yield from lazy_defects(bench, laziness)


def lazy_defects(bench: Bench, laziness: Laziness) -> Iterator[str | Defect]:
    """Say what is earned without work."""
    whole, step = laziness.whole, f"ask these of cases with other answers: grade audit {bench.name}"
    yield f"with no function written, {points(whole.earned)} of {laziness.maximum} points"
    if whole.earned:
        criteria = ", ".join(f"{name} {points(earned)}" for name, earned in whole.points.items())
        message = f"{are_points(whole.earned)} earned by functions that nobody wrote"
        yield remark(Defect(f"{message}: {criteria}", step))
    for each in laziness.single:
        if each.carried:
            name = ", ".join(each.ways)
            message = f"{are_points(each.carried)} given back though nobody wrote {name}"
            yield remark(Defect(message, step))


def are_points(amount: float) -> str:
    """Write "1 point is" or "2.5 points are"."""
    return "1 point is" if amount == 1 else f"{points(amount)} points are"


def check_mutants(bench: Bench) -> Iterator[str | Defect]:
    """Each one-change mutant of the example loses something, or is said to be as right."""
    path, assignment = bench.example_path, bench.assignment
    if path is None:
        raise WaitingError("example")
    key = bench.program_key, bench.answers_key
    tried = bench.keep("mutants", key, lambda: run_mutants(assignment, bench.say))
    trial = judge_mutants(assignment, tried)
    yield f"{trial.losing} of {trial.tried} lose points, {trial.equivalent} are said to be as right"
    step = f"add a case that tells it, or say why in {bench.staff / MARKS}"
    for mutant in trial.survivors[:MUTANTS_SHOWN]:
        before, after = (text.partition("\n")[0] for text in (mutant.before, mutant.after))
        message = f"`{before}` as `{after}` in {mutant.function} has full marks"
        yield remark(at_place(mutant.place, message, step, path))
    if len(trial.survivors) > MUTANTS_SHOWN:
        more = f"and {len(trial.survivors) - MUTANTS_SHOWN} more"
        yield remark(Defect(more, f"grade audit {bench.name}", path))
    for text in trial.stale:
        yield remark(Defect(f"of no use: {text}", "take it out", bench.staff / MARKS))
