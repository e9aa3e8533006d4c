"""Mark by what no student sees, too: hidden criteria, and what was drawn for the class. Pure.

That changes nothing of what students see. Not in a student's copy, which has no such questions.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.probe import Observation, Observations
from grader.core.result import Score
from grader.core.submission import Place
from grader.judging import charging
from grader.judging.diagnosis import NOWHERE, account_for, evidence_of
from grader.judging.drawn import mark_drawn
from grader.judging.families import Member, find_members, settled
from grader.judging.likeness import Class
from grader.judging.marking import Marks, Scheme, mark_visible
from grader.judging.scoring import carry_forward, score


def mark_all(
    observed: Observations, scheme: Scheme, marks: Marks, definitions: Mapping[str, Place]
) -> tuple[Score, ...]:
    """Mark by what no student sees, too: hidden criteria, and cases that were drawn for the class.

    Of those nothing counts where the channel was broken.
    """
    is_drawn = bool(scheme.drawn) and not observed.tampered

    def work(observed: Observations) -> tuple[Score, ...]:
        visible = observed.visible(scheme.probes)
        own = mark_visible(visible, marks.breaches, scheme, definitions)
        if is_drawn:
            own = mark_drawn(observed, scheme, own)
        return mark_hidden(observed.hidden(scheme.probes), scheme, own)

    by = ("all", is_drawn, tuple(marks.breaches))
    scores: tuple[Score, ...] = scheme.recall(work, observed, by, definitions)
    return scores


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
        everything = charging.give_back(everything, hidden, scheme.with_drawn, named)
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
