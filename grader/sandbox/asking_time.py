"""The grader's own clock for what is asked: by the work that was done, and by the clock at last."""

from __future__ import annotations

import time

from grader.sandbox.inside.clocks import PATIENCE
from grader.sandbox.protocol import GRACE_SECONDS, START_SECONDS

TICK = 0.05  # how exactly a system counts the work of a process, and a little more


class AskingTime:
    """Time for several questions: seconds of work; by the clock some times as long, to an end."""

    def __init__(self, seconds: float, end: float) -> None:
        self.work = seconds
        self.until = min(time.monotonic() + PATIENCE * seconds, end)

    @property
    def left(self) -> float:
        """Give how long it may still take by the clock."""
        return max(self.until - time.monotonic(), 0.0) if self.work > TICK else 0.0

    @property
    def is_over(self) -> bool:
        return self.left == 0.0

    @property
    def patience(self) -> float:
        """For what is not the student's to do: never long after the time for all."""
        return min(START_SECONDS, self.left + GRACE_SECONDS)
