"""Say in a sentence where to begin, of all that points were lost by. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from grader.core.probe import Failure, FailureKind, Probe, Visible, missing
from grader.core.result import Score
from grader.core.submission import Place
from grader.judging.remarks import UNMERGED, UNPARSED
from grader.judging.scoring import is_lost
from grader.judging.written import Written

FEW = 2  # criteria that follow from one


Lost = Mapping[str, Sequence[Probe]]


def headlines(
    probes: Sequence[Probe],
    visible: Visible,
    scores: Sequence[Score],
    program: Written,
    *,
    is_named: bool,
) -> Iterator[str]:
    """Say what to do first, and where the order of parameters is not the one that is asked."""
    by_name = {probe.name: probe for probe in probes}
    lost = questions_lost(by_name, scores)
    first = (
        above_all(visible, program)
        or to_write(probes, visible, program)
        or mended(visible, scores, by_name)
        or raising(visible, lost)
        or root(lost, program)
        or ("" if is_named else lowest(lost, program))
    )
    if first:
        yield first
    for name in dict.fromkeys(probe.needs[-1] for failing in lost.values() for probe in failing):
        yield from swapped(name, program)


def questions_lost(probes: Mapping[str, Probe], scores: Sequence[Score]) -> Lost:
    """Give each criterion that was lost by answers, with the questions that depart."""
    return {
        score.name: [probes[departure.probe] for departure in score.departures]
        for score in scores
        if is_lost(score)
    }


def in_class(probes: Sequence[Probe], visible: Visible, scores: Sequence[Score]) -> Iterator[str]:
    """Say that some of what was lost may only follow, where more than one criterion is wrong."""
    unwritten = {
        name
        for name, answer in visible.by_probe.items()
        if isinstance(answer, Failure) and answer.unwritten
    }
    lost = questions_lost({probe.name: probe for probe in probes}, scores).values()
    if sum(unwritten.isdisjoint(probe.name for probe in each) for each in lost) > 1:
        yield "in class, what only follows from a mistake elsewhere is given back"


def above_all(visible: Visible, program: Written) -> str:
    """Name what keeps a cell from being run, where functions that are asked for stand below."""
    failures = visible.by_probe.values()
    gone = {f.cause for f in failures if isinstance(f, Failure) and f.kind is FailureKind.MISSING}
    owners = [name.partition(".")[0] for name in program.asked] if gone else []
    begun = program.outline.begun
    for error in visible.errors:
        if error.message.endswith(UNMERGED):
            return f"mend {error.place} first: {error}"
        names = [name for name in owners if name in gone and begun.get(name) == error.cell]
        if len(names) > 1 and error.cell is not None:
            what = "nothing of that cell runs" if error.type in UNPARSED else "the cell ends there"
            return (
                f"mend {error.place} first: {error}; {what}, "
                f"and {len(names)} of the functions asked for stand in it"
            )
    return ""


def to_write(probes: Sequence[Probe], visible: Visible, program: Written) -> str:
    """Name the first function, in the probes' order, that is not there or not written yet."""
    outline = program.outline
    unwritten = [
        (probe, failure)
        for probe in probes
        if isinstance(failure := visible.by_probe.get(probe.name), Failure) and failure.unwritten
    ]
    if not unwritten:
        return ""
    is_here = outline.definitions or {*outline.begun, *outline.unrun} & {*program.asked}
    is_none = not is_here and len(unwritten) == len(visible.by_probe)
    if is_none and not any(probe.variables for probe in probes):
        return "none of the functions asked for is here: is this the right file?"
    probe, failure = unwritten[0]
    name = failure.cause or probe.needs[-1]
    is_variable = name in probe.variables
    plain = missing(name, is_variable=is_variable)
    if failure.kind is FailureKind.MISSING and failure.message != plain:
        return f"mend `{name}` next: {failure.message}"
    if is_variable:
        return f"{plain}: {probe.sentence}"
    return f"write `{name}` next{at(name, program)}: {probe.sentence}"


def mended(visible: Visible, scores: Sequence[Score], probes: Mapping[str, Probe]) -> str:
    """Name what is wrong itself."""
    if visible.mended is None:
        return ""
    from grader.judging import charging

    return charging.begin_with(visible.mended, scores, probes)


def raising(visible: Visible, lost: Lost) -> str:
    """Name the line that raises in most of the criteria, where these are not few."""
    where: Counter[tuple[Place | None, str]] = Counter()
    for probes in lost.values():
        failures = (visible.by_probe.get(probe.name) for probe in probes)
        where.update(
            {
                (failure.place, failure.message)
                for failure in failures
                if isinstance(failure, Failure) and failure.kind is FailureKind.RAISED
            }
        )
    if not where:
        return ""
    (place, message), count = where.most_common(1)[0]
    return f"begin with {place or 'this'}, for {count} criteria: {message}" if count > FEW else ""


def lowest(lost: Lost, program: Written) -> str:
    """Name the first function, in order of need, whose own questions depart."""
    called = called_by(lost, program)
    name = next((name for name in called if not called[name]), next(iter(called), ""))
    return f"begin with `{name}`{at(name, program)}: what it calls is right" if name else ""


def called_by(lost: Lost, program: Written) -> dict[str, set[str]]:
    """Give what departs, in the criteria's order, with what else of it is called by each."""
    failing = dict.fromkeys(
        probe.needs[-1]
        for probes in lost.values()
        for probe in probes
        if probe.needs[-1] not in probe.variables
    )
    return {name: reached(name, program) & failing.keys() for name in failing}


def root(lost: Lost, program: Written) -> str:
    """Name the function that is wrong and that the others which are wrong call."""
    called = called_by(lost, program)
    failing = [*called]
    counts = {
        name: sum(
            any(name in called.get(p.needs[-1], ()) for p in probes) for probes in lost.values()
        )
        for name in failing
        if not called[name]
    }
    name = max(counts, key=lambda name: counts[name], default="")
    if counts.get(name, 0) < FEW:
        return ""
    # Where it was only asked after another that is wrong, too, either may be to blame.
    of_it = [p.needs[:-1] for probes in lost.values() for p in probes if p.needs[-1] == name]
    others = [other for other in failing if all(other in needs for needs in of_it)]
    names = " and ".join(f"`{each}`{at(each, program)}" for each in (*others, name))
    return f"begin with {names}: {counts[name]} other criteria need it, too"


def at(name: str, program: Written) -> str:
    """Say where a function stands, if that is known."""
    place = program.outline.definitions.get(name)
    return f" ({place})" if place else ""


def reached(name: str, program: Written) -> set[str]:
    """Give the functions asked for that another calls, itself or through others."""
    by_own: dict[str, list[str]] = {}
    for other in program.asked:
        by_own.setdefault(other.rpartition(".")[2], []).append(other)
    names, waiting = set[str](), [name]
    while waiting:
        caller = waiting.pop()
        # A class is called to make one.
        body = program.calls(f"{caller}.__init__" if caller in program.classes else caller)
        more = {other for own in body & by_own.keys() for other in by_own[own]} - names
        names |= more
        waiting += more
    return names - {name}


def swapped(name: str, program: Written) -> Iterator[str]:
    """Compare the order of a function's parameters with the one that it is asked in."""
    asked, own = program.asked.get(name, ()), program.parameters(name) or ()
    places = {parameter.lower(): index for index, parameter in enumerate(asked)}
    order = [places[parameter.lower()] for parameter in own if parameter.lower() in places]
    if order != sorted(order):
        yield (
            f"compare the order of parameters: yours is `{name}({', '.join(own)})` "
            f"({program.outline.definitions[name]}), asked is `{name}({', '.join(asked)})`"
        )
