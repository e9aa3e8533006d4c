"""Mark visible criteria by the cases that were drawn for the class, too. Pure.

Nobody can know these cases, and all of a class are asked the same. What students are told of them
is decided in `reports/student.py`. Not in a student's copy, which has no such cases.
"""

from __future__ import annotations

from dataclasses import replace

from grader.core.probe import Observations
from grader.judging import charging
from grader.judging.marking import Marks, Scheme
from grader.judging.scoring import carry_forward, judge, score


def mark_drawn(observed: Observations, scheme: Scheme, marks: Marks) -> Marks:
    """Mark all anew where a case of the class departs; the mistakes that are named stay.

    What shows in such a case alone is charged, so what follows from it is given back, too.
    """
    answers, catalogue = observed.by_probe, scheme.catalogue
    drawn = {probe: answers[probe] for probe in scheme.drawn if probe in answers}
    right = marks.right | catalogue.right(drawn)
    # What has no text is not known to be right, and may be.
    each = (replace(criterion, probes=criterion.drawn) for criterion in scheme.criteria)
    if right >= scheme.drawn or all(
        verdict.agrees for c in each for verdict in judge(c, answers, catalogue.golden, right)
    ):
        return marks
    whole = scheme.with_drawn
    criteria = [criterion for criterion in whole.criteria if not criterion.hidden]
    scores = score(criteria, answers, catalogue.golden, marks.breaches, right=right)
    scores = carry_forward(scores, marks.mistakes)
    if observed.mended is not None and observed.mended.wrong:
        scores = charging.give_back(scores, observed, whole, marks.mistakes)
    # A rule waits for what a student can see, as always.
    pairs = zip(marks.scores, scores, strict=True)
    return replace(marks, scores=tuple(own if own.rule else whole for own, whole in pairs))
