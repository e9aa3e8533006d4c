"""Count what work costs, where a clock would tell more of the machine than of the work."""

import sys

LINEAR = 2.3  # the most that twice as much may cost, of what is no worse than linear


def steps(work):
    """How many calls and lines of Python it takes, everyone's: a loop's line each time around.

    What a line takes besides has a bound, so this grows as what a processor does.
    """
    count = 0

    def trace(frame, event, _):
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def growth_of(measure, n=100):
    """How much more is measured for twice as much; for very little, not to be told."""
    first, second, third = map(measure, (n, 2 * n, 4 * n))
    return (third - second) / max(second - first, 1000)
