"""Leave-one-out: what is said of each catalogued mistake by a catalogue that does not hold it."""

import itertools
from dataclasses import replace

from grader.authoring.audit import answers_of
from grader.judging.alone import find_alone
from grader.judging.diagnosis import NOWHERE, evidence_of, find_all
from grader.pipeline import catalogue_of


def leave_one_out(assignment):
    """Each recorded mistake, and the mistakes that it is taken for, by its name."""
    result = {}
    for mistake in assignment.signatures:
        rest = [other for other in assignment.signatures if other is not mistake]
        catalogue = replace(catalogue_of(assignment), signatures=rest)
        evidence = evidence_of(answers_of(assignment, mistake), catalogue, NOWHERE)
        classes = find_all(evidence) or find_alone(evidence)
        result[mistake.name] = (mistake, tuple(itertools.chain(*classes)))
    return result
