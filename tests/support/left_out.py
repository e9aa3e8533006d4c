"""Leave-one-out: what is said of each catalogued mistake by a catalogue that does not hold it."""

import itertools

from grader.authoring.audit import answers_of
from grader.judging.diagnosis import find_mistakes


def leave_one_out(assignment):
    """Each recorded mistake, and the mistakes that it is taken for, by its name."""
    result = {}
    for mistake in assignment.signatures:
        rest = [other for other in assignment.signatures if other is not mistake]
        answers = answers_of(assignment, mistake)
        classes = find_mistakes(
            answers, assignment.golden, rest, assignment.tolerance, assignment.needs
        )
        result[mistake.name] = (mistake, tuple(itertools.chain(*classes)))
    return result
