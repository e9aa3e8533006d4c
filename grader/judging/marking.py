"""Mark a submission: points, and the known mistakes that explain what was lost. Pure.

What students see is marked first, by answers to visible probes alone; then what is hidden, which
changes none of it. So a page says what a student's own copy would, and tells of no hidden input.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.core.probe import Observations, Probe, Visible
from grader.core.result import Criterion, Score
from grader.core.submission import Breach, Place
from grader.judging.alone import find_alone
from grader.judging.diagnosis import (
    NOWHERE,
    Catalogue,
    account_for,
    evidence_of,
    find_all,
)
from grader.judging.likeness import Class
from grader.judging.scoring import carry_forward, score


@dataclass(frozen=True)
class Scheme:
    """What answers are marked by: criteria, probes, all that is known of mistakes, else a share."""

    criteria: Sequence[Criterion]
    probes: Sequence[Probe]
    catalogue: Catalogue
    share: float = 0.0

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
    def hidden(self) -> frozenset[str]:
        """The probes that no student sees."""
        return frozenset(probe.name for probe in self.probes if probe.hidden)


@dataclass(frozen=True)
class Marks:
    """Points, and the mistakes that are named: each is a class that no probe tells apart."""

    scores: tuple[Score, ...]
    mistakes: tuple[Class, ...]
    breaches: Sequence[Breach]


def mark_visible(
    visible: Visible,
    breaches: Sequence[Breach],
    scheme: Scheme,
    definitions: Mapping[str, Place] = NOWHERE,
) -> Marks:
    """Mark the visible criteria by the answers to visible probes, and by where what is defined."""
    criteria = [criterion for criterion in scheme.criteria if not criterion.hidden]
    evidence = evidence_of(visible.by_probe, scheme.visible, definitions)
    mistakes = find_all(evidence)
    scores = score(criteria, visible.by_probe, scheme.catalogue.golden, breaches)
    scores = carry_forward(scores, mistakes)
    if visible.mended is None or not visible.mended.wrong:
        return Marks(scores, mistakes or find_alone(evidence), breaches)
    from grader.judging import charging  # not in a student's copy

    mistakes = mistakes or charging.find_named(visible, scheme, definitions)
    scores = charging.give_back(scores, visible, scheme, mistakes)
    return Marks(scores, mistakes, breaches)


def mark_hidden(hidden: Observations, scheme: Scheme, marks: Marks) -> tuple[Score, ...]:
    """Put the hidden criteria's scores among the visible ones, which stay as they are.

    Points are carried where the named mistakes account for the answers to hidden probes, too.
    """
    criteria = [criterion for criterion in scheme.criteria if criterion.hidden]
    if not criteria:
        return marks.scores
    answers, golden = hidden.by_probe, scheme.catalogue.golden
    begun = any(score.earned for score in marks.scores)
    scores = score(criteria, answers, golden, marks.breaches, begun=begun)
    known = {mistake.name: mistake for mistake in scheme.catalogue.signatures}
    named = [tuple(known[mistake.name] for mistake in group) for group in marks.mistakes]
    is_explained = named and account_for(
        named, evidence_of(answers, scheme.catalogue.of(()), NOWHERE)
    )
    everything = carry_forward((*marks.scores, *scores), named if is_explained else ())
    if hidden.mended is not None:
        from grader.judging import charging

        everything = charging.give_back(everything, hidden, scheme, named)
    by_name = {score.name: score for score in (*marks.scores, *everything[len(marks.scores) :])}
    return tuple(by_name[criterion.name] for criterion in scheme.criteria)
