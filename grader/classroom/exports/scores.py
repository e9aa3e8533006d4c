"""Make something of a score, or of all of a report, once for all who have it. Pure.

Those of a class are read as few.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from grader.core.result import Score

P = ParamSpec("P")
S = TypeVar("S", Score, tuple[Score, ...])
T = TypeVar("T")

MOST_CACHED = 2048


def once_for_each(
    work: Callable[Concatenate[S, P], T], most: int | None = None
) -> Callable[Concatenate[S, P], T]:
    """Let a function of a score or of scores, and of what can be a key, be done once for each.

    What is given by name makes no difference to it. No more is kept than for so many.
    """
    known: dict[tuple[Any, ...], tuple[S, T]] = {}

    @functools.wraps(work)
    def recalling(score: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        # By which it is: to compare two takes as long as the work. Kept, it is no other one.
        key = (id(score), *args)
        if key in known:
            return known[key][1]
        made = work(score, *args, **kwargs)
        if len(known) >= (most or MOST_CACHED):
            known.clear()
        known[key] = (score, made)
        return made

    return recalling
