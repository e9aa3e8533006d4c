"""Say in a sentence where to begin, of all that points were lost by. Pure."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from grader.core.probe import Failure, FailureKind, Probe, Visible, missing
from grader.core.result import Score
from grader.core.submission import Place
from grader.judging.remarks import UNMERGED, UNPARSED
from grader.judging.scoring import is_lost
from grader.judging.written import Written

FEW = 2  # criteria that follow from one


Lost = Mapping[str, Sequence[Probe]]
Reach = Callable[[str], set[str]]  # what a function calls of those asked for


def headlines(
    probes: Sequence[Probe],
    visible: Visible,
    scores: Sequence[Score],
    program: Written,
    named: Collection[str] = (),
    alike: Collection[str] = (),
) -> Iterator[str]:
    """Say what to do first, and where the order of parameters is not the one that is asked.

    Of functions whose mistake is `named` nothing, nor that those come first which are wrong as some
    change of the example is, `alike`: the advice says where that begins.
    """
    by_name = {probe.name: probe for probe in probes}
    lost = questions_lost(by_name, scores)
    reach = functools.cache(functools.partial(reached, program=program))
    first = (
        above_all(visible, program)
        or to_write(probes, visible, program)
        or mended(visible, scores, by_name)
        or hanging(visible, lost, program, reach)
        or raising(visible, lost, reach, named)
        or lowest(lost, program, reach, {*named, *alike})
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


def hanging(visible: Visible, lost: Lost, program: Written, reach: Reach) -> str:
    """Name the function that did not finish, calls no other such, and that the most needs."""
    asked = [probe for probes in lost.values() for probe in probes]
    failures = (visible.by_probe.get(probe.name) for probe in asked)
    hung = dict.fromkeys(
        failure.cause
        for failure in failures
        if isinstance(failure, Failure) and failure.kind is FailureKind.HUNG and failure.cause
    )
    # Who waits for one that never ends does not finish either.
    own = [name for name in hung if hung.keys().isdisjoint(reach(name))] or [*hung]
    counts = {
        name: sum(any(needs(p, name, reach) for p in probes) for probes in lost.values())
        for name in own
    }
    name = max(own, key=lambda name: counts[name], default="")
    if not name:
        return ""
    return f"begin with `{name}`{at(name, program)}: it did not finish; does a loop never end?"


def raising(visible: Visible, lost: Lost, reach: Reach, named: Collection[str]) -> str:
    """Name the line that raises in most of the criteria, where these are not few."""
    where: Counter[tuple[Place | None, str]] = Counter()
    for probes in lost.values():
        # Where what is named is called, its mistake may well be why.
        failures = (
            visible.by_probe.get(probe.name)
            for probe in probes
            if not any(needs(probe, name, reach) for name in named)
        )
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


def lowest(lost: Lost, program: Written, reach: Reach, named: Collection[str]) -> str:
    """Name the function that is wrong itself and that the most of what else is wrong needs."""
    asked = [
        probe
        for probes in lost.values()
        for probe in probes
        if probe.needs[-1] not in probe.variables
    ]
    failing = dict.fromkeys(probe.needs[-1] for probe in asked)
    # Who is only asked after another that is wrong, too, need not be wrong.
    own = {p.needs[-1]: None for p in asked if failing.keys().isdisjoint(p.needs[:-1])}
    called = {name: reach(name) & failing.keys() for name in failing}
    counts = {
        name: sum(
            any(p.needs[-1] != name and needs(p, name, reach) for p in probes)
            for probes in lost.values()
        )
        for name in own
        if own.keys().isdisjoint(called[name])
    }
    name = max(counts, key=lambda name: counts[name], default="")
    if not name or name in named or (named and counts[name] < FEW):
        return ""
    # Of these nothing is known: the one may be wrong by them.
    others = [other for other in failing if other in called[name] and not called[other]]
    names = " and ".join(f"`{each}`{at(each, program)}" for each in (name, *others))
    if counts[name] >= FEW:
        return f"begin with {names}: {counts[name]} other criteria need it, too"
    rest = ": what it calls is right" if reach(name) and not others else ""
    return f"begin with {names}{rest}"


def needs(probe: Probe, name: str, reach: Reach) -> bool:
    """Tell whether a question calls a function, itself or through others."""
    return any(name == need or name in reach(need) for need in probe.needs)


def at(name: str, program: Written) -> str:
    """Say where a function stands, if that is known."""
    place = program.places.get(name)
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
        called = (of_caller(caller, own, by_own[own]) for own in body & by_own.keys())
        more = {other for others in called for other in others} - names
        names |= more
        waiting += more
    return names - {name}


def of_caller(caller: str, own: str, others: Sequence[str]) -> Sequence[str]:
    """Choose the caller's own, of several classes' methods of one name."""
    mine = f"{caller.partition('.')[0]}.{own}"
    return [mine] if mine in others else others


def swapped(name: str, program: Written) -> Iterator[str]:
    """Compare the order of a function's parameters with the one that it is asked in."""
    asked, own = program.asked.get(name, ()), program.parameters(name) or ()
    places = {parameter.lower(): index for index, parameter in enumerate(asked)}
    # The task may call `learning_rate` what comes from a case's `rate`.
    order = [
        places[name]
        for parameter in map(str.lower, own)
        for name in [parameter if parameter in places else parameter.rpartition("_")[2]]
        if name in places
    ]
    if order != sorted(order):
        yield (
            f"compare the order of parameters: yours is `{name}({', '.join(own)})` "
            f"({program.places[name]}), asked is `{name}({', '.join(asked)})`"
        )
