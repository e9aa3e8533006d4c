"""Judge what is asked again and again: of a class many give the same answer, and each counts often.

Pure: what is remembered is what would come out anew.
"""

from __future__ import annotations

from typing import Any

from grader.core.probe import Answer, Observation
from grader.core.result import Tolerance, Verdict
from grader.judging.comparison import compare

MOST, MOST_LENGTH = 8192, 4096  # of answers, and of the text of each
# By question, text and how it is judged; each with the golden that it is by.
KNOWN: dict[tuple[str, str, Tolerance, bool], tuple[Any, Verdict]] = {}


def judge_answer(
    probe: str, observation: Observation, golden: Any, tolerance: Tolerance, *, by_shape: bool
) -> Verdict:
    """Judge one observation as `compare` does; an answer that came before, as it was then."""
    wire = observation.wire if isinstance(observation, Answer) else None
    if wire is None or len(wire) > MOST_LENGTH:
        return compare(probe, observation, golden, tolerance, by_shape=by_shape)
    known = KNOWN.get((probe, wire, tolerance, by_shape))
    if known is not None and known[0] is golden:
        return known[1]
    verdict = compare(probe, observation, golden, tolerance, by_shape=by_shape)
    if len(KNOWN) >= MOST:
        KNOWN.clear()
    KNOWN[probe, wire, tolerance, by_shape] = golden, verdict
    return verdict
