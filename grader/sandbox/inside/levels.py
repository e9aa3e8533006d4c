"""Which walls make which level. What is missing decides: a wall that is added counts at once."""

from __future__ import annotations

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Mapping

# What need not hold at each, the best first.
STRONG = frozenset({"landlock"})
MEDIUM = STRONG | {"paths", "neighbours", "disk"}
RESTRICTED = MEDIUM | {"files", "watch"}
OPEN = {"strong": STRONG, "medium": MEDIUM, "restricted": RESTRICTED}


def level_of(held: Mapping[str, bool]) -> str:
    """Give the level that these walls make."""
    return next((level for level in OPEN if not fallen(held, level)), "process")


def fallen(held: Mapping[str, bool], level: str) -> list[str]:
    """Name the walls of a level that did not hold."""
    return [name for name, holds in held.items() if not holds and name not in OPEN.get(level, ())]
