"""Name what behaves as a one-change mutant of the example, where nothing else has a name. Pure.

Only words: no points hang on them, as mending gives back what follows. Not in a student's copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from grader.core.probe import Answer, Observation, Observations, Probe
from grader.core.result import Signature
from grader.core.submission import Place
from grader.judging.charging import MarkedBy, answers_apart, costing, units_of
from grader.judging.diagnosis import evidence_of, find_exact
from grader.judging.likeness import Class

MOST = 2  # changes that are told as this one or that one
HEAD = "in an otherwise right `{}`, "
LOOK = "take the first question that departs, do by hand what `{}` should do for it, and compare"
SOMETHING = "one value or step is another than it should be"


def find_mutants(
    observed: Observations,
    scheme: MarkedBy,
    definitions: Mapping[str, Place],
    named: Sequence[Class],
) -> tuple[Class, ...]:
    """Find what answers as functions do that have no name yet, each with the others mended."""
    mended, load = observed.mended, scheme.mutants or tuple
    if mended is None or not mended.wrong:
        alike = () if named else find_like(observed.by_probe, load(), scheme, definitions)
        return (alike,) if alike else ()
    known = {unit for group in named for mistake in group for unit in units_of(mistake.target)}
    classes, costly = [], costing(observed, scheme)
    for wrong in (name for name in mended.alone if name not in known):
        of_it = [mutant for mutant in load() if wrong in units_of(mutant.target)]
        answers = answers_apart(wrong, observed, scheme, costly)
        own = about(wrong, answers, scheme.probes)
        among = [mutant.among(frozenset(own)) for mutant in of_it]
        classes.append(
            find_like(answers, of_it, scheme, definitions)
            or find_like(own, among, scheme, definitions)
        )
    return tuple(filter(None, classes))


def find_like(
    answers: Mapping[str, Observation],
    mutants: Sequence[Signature],
    scheme: MarkedBy,
    definitions: Mapping[str, Place],
) -> Class:
    """Find what answers exactly so, else but for what decides nothing of its function."""
    evidence = evidence_of(answers, scheme.visible.of(mutants), definitions)
    twins = find_exact(evidence)
    if not twins:
        corners = corners_of(scheme.visible.signatures)
        cornered = (replace(m, corners=corners.get(m.target, frozenset())) for m in mutants)
        twins = find_exact(replace(evidence, catalogue=evidence.catalogue.of(cornered)))
    twins = tuple(mutant for mutant in twins if is_formed_alike(mutant, answers))
    return (joined(twins),) if twins else ()


def is_formed_alike(mutant: Signature, answers: Mapping[str, Observation]) -> bool:
    """Tell whether parts lie within parts alike: a comparison does not see that without a shape."""
    probes = mutant.decisive - mutant.unkept
    pairs = [(answers[probe], mutant.answers[probe]) for probe in probes]
    return all(
        is_even(form_of(own.value)) or form_of(own.value) == form_of(other.value)
        for own, other in pairs
        if isinstance(own, Answer) and isinstance(other, Answer)
    )


def form_of(value: Any) -> Any:
    """Give how parts lie within parts."""
    if isinstance(value, dict):
        return {key: form_of(part) for key, part in value.items()}
    return [form_of(part) for part in value] if isinstance(value, (list, tuple)) else 0


def is_even(form: Any) -> bool:
    """Tell whether a form is a shape: all parts of a part are alike."""
    return not isinstance(form, list) or all(is_even(p) and p == form[0] for p in form)


def about(
    name: str, answers: Mapping[str, Observation], probes: Sequence[Probe]
) -> dict[str, Observation]:
    """Keep what is asked about one function: others may not call it, but do its work themselves."""
    subjects = {probe.name for probe in probes if name in units_of(probe.needs[-1])}
    return {probe: answer for probe, answer in answers.items() if probe in subjects}


def corners_of(mistakes: Iterable[Signature]) -> dict[str, frozenset[str]]:
    """Give what some of a function's mistakes have as corners, by the function."""
    corners: dict[str, frozenset[str]] = {}
    for mistake in mistakes:
        corners[mistake.target] = corners.get(mistake.target, frozenset()) | mistake.corners
    return corners


def joined(twins: Class) -> Signature:
    """Make one of mutants that nothing tells apart: what is said is true of each."""
    first, target = twins[0], twins[0].target.rpartition(".")[2]
    head = HEAD.format(target)
    causes = dict.fromkeys(each.cause.removeprefix(head) for each in twins)
    bare = dict.fromkeys(cause.partition(", where ")[0] for cause in causes)
    looks = dict.fromkeys(each.advice for each in twins)
    chosen = next((texts for texts in (causes, bare) if len(texts) <= MOST), {SOMETHING: None})
    is_one = len(looks) == 1 and SOMETHING not in chosen
    look = next(iter(looks)) if is_one else LOOK.format(target)
    return replace(first, cause=head + ", or ".join(chosen), advice=look)
