"""Mark a submission: points, and the known mistakes that explain what was lost. Pure.

What students see is marked first, by answers to visible probes alone; then, in `hidden`, the rest,
which changes none of it. So a page says what a student's own copy would, and tells of no hidden
input.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.core.probe import Observation, Probe, Visible
from grader.core.result import Criterion, Score, Signature
from grader.core.submission import Breach, Place
from grader.judging.alone import find_alone
from grader.judging.diagnosis import (
    NOWHERE,
    Catalogue,
    Evidence,
    evidence_of,
    find_all,
    find_exact,
)
from grader.judging.families import find_members, settled
from grader.judging.likeness import Class
from grader.judging.scoring import NONE, carry_forward, score


@dataclass(frozen=True)
class Scheme:
    """What answers are marked by: criteria, probes, all that is known of mistakes, else a share."""

    criteria: Sequence[Criterion]
    probes: Sequence[Probe]
    catalogue: Catalogue
    share: float = 0.0
    mutants: Callable[[], Sequence[Signature]] | None = None

    @functools.cached_property
    def visible(self) -> Catalogue:
        """The catalogue as a student's copy has it: with what is answered to visible probes."""
        if not self.hidden:
            return self.catalogue
        visible = frozenset(probe.name for probe in self.probes) - self.hidden
        return self.catalogue.among(visible)

    @functools.cached_property
    def recall(self) -> Callable[..., Any]:
        """What does work on observations, or knows what came of the same."""
        return self.catalogue.recall()

    @functools.cached_property
    def with_drawn(self) -> Scheme:
        """The same, with what was drawn for the class among each criterion's probes."""
        criteria = (replace(each, probes=(*each.probes, *each.drawn)) for each in self.criteria)
        return replace(self, criteria=tuple(criteria))

    @functools.cached_property
    def drawn(self) -> frozenset[str]:
        """The probes that were drawn for the class."""
        return frozenset(probe for each in self.criteria for probe in each.drawn)

    @functools.cached_property
    def hidden(self) -> frozenset[str]:
        """The probes that no student sees."""
        return frozenset(probe.name for probe in self.probes if probe.hidden)


@dataclass(frozen=True)
class Marks:
    """Points, and the mistakes that are named: each is a class that no probe tells apart."""

    scores: tuple[Score, ...]
    mistakes: tuple[Class, ...]
    breaches: Sequence[Breach]
    answers: Mapping[str, Observation] = field(default_factory=dict)
    mutants: tuple[Class, ...] = ()  # which answers so: of what has no name
    slips: tuple[str, ...] = ()  # of whoever wrote the families: no student's
    right: frozenset[str] = NONE  # what is known to be right
    wrong: tuple[str, ...] = ()  # what departs, where the mistakes do not account for all of it


def mark_visible(
    visible: Visible,
    breaches: Sequence[Breach],
    scheme: Scheme,
    definitions: Mapping[str, Place] = NOWHERE,
) -> Marks:
    """Mark the visible criteria by the answers to visible probes, and by where what is defined."""
    work = functools.partial(mark_anew, breaches=breaches, scheme=scheme, definitions=definitions)
    marks: Marks = scheme.recall(work, visible, tuple(breaches), definitions)
    return replace(marks, answers=visible.by_probe)


def mark_anew(
    visible: Visible,
    breaches: Sequence[Breach],
    scheme: Scheme,
    definitions: Mapping[str, Place],
) -> Marks:
    """Mark what nobody else has answered."""
    criteria = [criterion for criterion in scheme.criteria if not criterion.hidden]
    catalogue = scheme.visible
    right = catalogue.right(visible.by_probe)
    scores = score(criteria, visible.by_probe, catalogue.golden, breaches, right=right)
    slips: Sequence[str] = ()
    evidence = evidence_of(visible.by_probe, catalogue, definitions, right)
    # What the catalogue knows by itself goes before any family, and families take time.
    alone = find_exact(evidence)
    mistakes: tuple[Class, ...] = (alone,) if alone else ()
    if evidence.departing and not alone:
        members, slips = find_members(visible.by_probe, catalogue, scheme.share)
        if members:
            catalogue = catalogue.with_more(members)
            evidence = evidence_of(visible.by_probe, catalogue, definitions, right)
        mistakes = settled(find_all(evidence), catalogue)
    scores = carry_forward(scores, mistakes)
    wrong = set[str]()
    if visible.mended is None or not visible.mended.wrong:
        if not mistakes:
            mistakes = settled(find_alone(evidence), catalogue)
            departing = evidence.departing if mistakes else ()
            wrong = {catalogue.needs[probe][-1] for probe in departing}
    else:
        from grader.judging import charging  # not in a student's copy

        mistakes = charging.find_named(visible, scheme, definitions, mistakes)
        scores = charging.give_back(scores, visible, scheme, mistakes)
    mutants = find_changes(evidence, visible, scheme, mistakes)
    return Marks(scores, mistakes, breaches, {}, mutants, tuple(slips), right, (*sorted(wrong),))


def find_changes(
    evidence: Evidence, visible: Visible, scheme: Scheme, named: Sequence[Class]
) -> tuple[Class, ...]:
    """Find what else can be said of wrong functions; a student's copy can't."""
    if scheme.mutants is None or not evidence.departing:
        return ()
    from grader.judging import mutants  # not in a student's copy

    return mutants.find_mutants(visible, scheme, evidence.definitions, named)
