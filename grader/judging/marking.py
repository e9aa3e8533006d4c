"""Mark a submission: points, and the known mistakes that explain what was lost. Pure.

What students see is marked first, by answers to visible probes alone; then what is hidden, which
changes none of it. So a page says what a student's own copy would, and tells of no hidden input.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.core.probe import Observation, Observations, Probe, Visible
from grader.core.result import Criterion, Score, Signature
from grader.core.submission import Breach, Place
from grader.judging.alone import find_alone
from grader.judging.diagnosis import (
    NOWHERE,
    Catalogue,
    Evidence,
    account_for,
    evidence_of,
    find_all,
    find_exact,
)
from grader.judging.families import Member, find_members, settled
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


def mark_visible(
    visible: Visible,
    breaches: Sequence[Breach],
    scheme: Scheme,
    definitions: Mapping[str, Place] = NOWHERE,
) -> Marks:
    """Mark the visible criteria by the answers to visible probes, and by where what is defined."""
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
    if visible.mended is None or not visible.mended.wrong:
        mistakes = mistakes or settled(find_alone(evidence), catalogue)
    else:
        from grader.judging import charging  # not in a student's copy

        mistakes = mistakes or charging.find_named(visible, scheme, definitions)
        scores = charging.give_back(scores, visible, scheme, mistakes)
    mutants = find_changes(evidence, visible, scheme, mistakes)
    return Marks(scores, mistakes, breaches, visible.by_probe, mutants, tuple(slips), right)


def find_changes(
    evidence: Evidence, visible: Visible, scheme: Scheme, named: Sequence[Class]
) -> tuple[Class, ...]:
    """Find what else can be said of wrong functions; a student's copy can't."""
    if scheme.mutants is None or not evidence.departing:
        return ()
    from grader.judging import mutants  # not in a student's copy

    return mutants.find_mutants(visible, scheme, evidence.definitions, named)


def mark_hidden(hidden: Observations, scheme: Scheme, marks: Marks) -> tuple[Score, ...]:
    """Put the hidden criteria's scores among the visible ones, which stay as they are.

    Points are carried where the named mistakes account for the answers to hidden probes, too.
    """
    criteria = [criterion for criterion in scheme.criteria if criterion.hidden]
    if not criteria:
        return marks.scores
    answers, catalogue = hidden.by_probe, scheme.catalogue
    begun, right = any(score.earned for score in marks.scores), catalogue.right(answers)
    scores = score(criteria, answers, catalogue.golden, marks.breaches, begun=begun, right=right)
    named = members_named(answers, scheme, marks)
    is_explained = named and account_for(named, evidence_of(answers, catalogue.of(()), NOWHERE))
    named = settled(named, catalogue)
    everything = carry_forward((*marks.scores, *scores), named if is_explained else ())
    if hidden.mended is not None:
        from grader.judging import charging

        everything = charging.give_back(everything, hidden, scheme, named)
    by_name = {score.name: score for score in (*marks.scores, *everything[len(marks.scores) :])}
    return tuple(by_name[criterion.name] for criterion in scheme.criteria)


def members_named(
    hidden: Mapping[str, Observation], scheme: Scheme, marks: Marks
) -> tuple[Class, ...]:
    """Give what was named, with what it answers to hidden probes, too."""
    if not marks.mistakes:
        return ()
    known = {mistake.name: mistake for mistake in scheme.catalogue.signatures}
    # Of families anew, so that no name hangs on what is hidden.
    if any(isinstance(mistake, Member) for group in marks.mistakes for mistake in group):
        answers = {**marks.answers, **hidden}
        members, _ = find_members(answers, scheme.catalogue, scheme.share)
        known.update((member.name, member) for member in members)
    return tuple(tuple(known.get(m.name, m) for m in group) for group in marks.mistakes)
