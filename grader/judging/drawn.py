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
    answers, golden = observed.by_probe, scheme.catalogue.golden
    drawn = (replace(each, probes=each.drawn) for each in scheme.criteria)
    if all(verdict.agrees for each in drawn for verdict in judge(each, answers, golden)):
        return marks
    whole = scheme.with_drawn
    criteria = [criterion for criterion in whole.criteria if not criterion.hidden]
    scores = carry_forward(score(criteria, answers, golden, marks.breaches), marks.mistakes)
    if observed.mended is not None and observed.mended.wrong:
        scores = charging.give_back(scores, observed, whole, marks.mistakes)
    # A rule waits for what a student can see, as always.
    pairs = zip(marks.scores, scores, strict=True)
    return replace(marks, scores=tuple(own if own.rule else whole for own, whole in pairs))
