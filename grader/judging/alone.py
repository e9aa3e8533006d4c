"""Name the mistakes of single functions where not each departure is explained. Pure.

Where nothing was mended, a function's own mistake shows where no other function can be seen.
"""

from __future__ import annotations

from grader.core.probe import as_needed
from grader.judging.diagnosis import Catalogue, Evidence
from grader.judging.likeness import Class, by_answers


def find_alone(evidence: Evidence) -> tuple[Class, ...]:
    """Find the mistakes that show where no other function's would, and explain all of it there."""
    if not evidence.departing:
        return ()
    wrong = {evidence.catalogue.needs[probe][-1] for probe in evidence.departing}
    # Where a function's mistakes show is known by those that are catalogued.
    if not wrong <= {as_needed(mistake.target) for mistake in evidence.catalogue.signatures}:
        return ()
    groups = (
        find_at(own, target, evidence)
        for target, own in seen_alone(evidence.catalogue).items()
        if not evidence.departing.isdisjoint(own)
    )
    return tuple(group for group in groups if group)


def find_at(own: frozenset[str], target: str, evidence: Evidence) -> Class:
    """Find the one class of a function's mistakes that explains what departs at its own probes."""
    departing = evidence.departing & own
    fitting = [
        mistake
        for mistake in evidence.catalogue.signatures
        if mistake.target == target
        and mistake.decisive & own == departing - mistake.corners
        and mistake.decisive <= evidence.departing
        and mistake.decisive & own
        and evidence.fits(mistake, mistake.decisive & own)
    ]
    groups = list(by_answers(fitting, evidence.catalogue.tolerance))
    return groups[0] if len(groups) == 1 else ()


def seen_alone(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Find the probes that call one function alone, and where no mistake of another shows."""
    showing = {probe: {*called} for probe, called in catalogue.needs.items()}
    for mistake in catalogue.signatures:
        for probe in mistake.probes:
            showing[probe].add(mistake.target)
    return {
        target: frozenset(probe for probe, targets in showing.items() if targets == {target})
        for target in dict.fromkeys(mistake.target for mistake in catalogue.signatures)
    }
