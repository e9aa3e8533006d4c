"""Time behind the wall: a limit is one of work; by the clock it may take some times as long.

A busy machine gives a program less of its processors, which is no fault of the program's. The
clock ends what sleeps. The timers are the script's to stop: the grader has a clock of its own.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # the same without enums, which cost
import signal
from time import monotonic, process_time

PATIENCE = 3
SHARE = 0.025  # of its time, for what is given a chance when its time is over
EXACT = 0.01  # of its time, by which it may be less: setting the timers takes as long as answering
HAS_TIMERS = hasattr(signal, "setitimer")
TIMERS: tuple[tuple[int, int, int], ...] = ()
ENDED_BY_TIME: frozenset[int] = frozenset()
if HAS_TIMERS:
    TIMERS = (
        (_signal.SIGPROF, _signal.ITIMER_PROF, 1),
        (_signal.SIGALRM, _signal.ITIMER_REAL, PATIENCE),
    )
    ENDED_BY_TIME = frozenset([_signal.SIGPROF, _signal.SIGALRM, _signal.SIGXCPU])


class WorkTime:
    """Seconds of work for several things together, and for each one of them."""

    def __init__(self, total: float, each: float) -> None:
        self.each = each
        self.work_until = process_time() + total
        self.clock_until = monotonic() + PATIENCE * total
        self.is_set_until = 0.0  # by the clock: what begins before has the time of the one before

    @property
    def left(self) -> float:
        by_clock = (self.clock_until - monotonic()) / PATIENCE
        return min(self.work_until - process_time(), by_clock)

    @property
    def for_one(self) -> float:
        """The time for the next thing: a little where those before it took all of it."""
        return min(self.each, max(self.left, SHARE * self.each))

    def start_one(self) -> None:
        """Give the next thing its time: what runs out of it is ended by the kernel."""
        set_alarm(self.for_one)
        self.is_set_until = monotonic() + EXACT * self.each

    def start_next(self) -> bool:
        """Give the next of many small things its time; False where there is none left."""
        if monotonic() < self.is_set_until:
            return True
        if self.left <= 0:
            return False
        self.start_one()
        return True


def set_alarm(seconds: float) -> None:
    """Have the kernel end this process after its time: no handler, so nothing to swallow it.

    Set anew, with all of it: the script may have changed any.
    """
    for number, timer, times in TIMERS:
        _signal.signal(number, _signal.SIG_DFL)
        _signal.setitimer(timer, times * seconds)
