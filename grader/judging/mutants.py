"""Name what behaves as a one-change mutant of the example, where nothing else has a name. Pure.

Only words: no points hang on them, as mending gives back what follows. Not in a student's copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from grader.core.probe import Observation, Observations, Probe
from grader.core.result import Signature
from grader.core.submission import Place
from grader.judging.charging import MarkedBy, answers_apart, units_of
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
    classes = []
    for wrong in (name for name in mended.alone if name not in known):
        of_it = [mutant for mutant in load() if wrong in units_of(mutant.target)]
        answers = answers_apart(wrong, observed, scheme.probes)
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
    return (joined(twins),) if twins else ()


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
