"""Which hand-in each marker has open, so that others are sent on to the next. Kept in memory.

A claim hinders nobody: that no mark is overwritten unseen does not hang on it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from grader.web.access import MOST_VISITORS, Visitor

SECONDS = 300.0  # after which a hand-in that somebody has left open is free again


@dataclass(frozen=True)
class OpenedHandIn:
    """Whose hand-in for which assignment a marker has open, and until when that counts."""

    assignment: str
    student: str
    who: str
    until: float


class OpenHandIns:
    """What each visitor opened last."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.by_visitor: dict[str, OpenedHandIn] = {}

    def open(self, visitor: Visitor, assignment: str, student: str) -> None:
        """Note what a visitor looks at, in place of what they looked at before."""
        until = self.clock() + SECONDS
        self.by_visitor[visitor.secret] = OpenedHandIn(assignment, student, visitor.name, until)
        for former in list(self.by_visitor)[:-MOST_VISITORS]:
            del self.by_visitor[former]

    def others(self, visitor: Visitor, assignment: str, student: str) -> list[str]:
        """Name the others who have a hand-in open."""
        now = self.clock()
        return sorted(
            {
                opened.who
                for secret, opened in self.by_visitor.items()
                if secret != visitor.secret
                and (opened.assignment, opened.student) == (assignment, student)
                and opened.until > now
            }
        )
