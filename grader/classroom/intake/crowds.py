"""The entries of a source: their names, and how many may lie where. Pure.

A class may have many, and each of it not, so that one student's too many are no other's fault. What
counts is the first level on which more than one thing lies: below, nothing holds several students.
"""

from __future__ import annotations

from collections import Counter

MOST_ENTRIES = 200_000  # of a class
MOST_OF_STUDENT = 10_000
FEW = 100  # may each still have, where all together have too many
MOST_DEPTH = 50

# Left behind by systems, editors and platforms, in small letters; with a dot in front, all is.
LITTER = {"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "$recycle.bin"}
LITTER |= {"__pycache__", "venv", "site-packages", "node_modules", "index.html"}
HIDDEN = (".", "~$")  # the second by Office, for what is open
OF_WINDOWS = ":Zone.Identifier"  # beside what was downloaded

Parts = tuple[str, ...]


def split_name(name: str) -> Parts:
    """Split a member's name in its parts; a backslash parts too, for it does so on Windows."""
    return tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def is_litter(name: str) -> bool:
    """Tell whether a file or folder is left behind by systems and editors, not handed in."""
    is_hidden = name.startswith(HIDDEN) and name != ".."
    return is_hidden or name.lower() in LITTER or name.endswith(OF_WINDOWS)


def allowance(total: int) -> int:
    """Say how much one place may hold, where all before it hold so much."""
    return MOST_OF_STUDENT if total < MOST_ENTRIES else FEW


def crowded(most: int) -> str:
    """Say of a place that it holds too much."""
    where = f", in a class of over {MOST_ENTRIES:,}" if most == FEW else ""
    return f"holds more than {most:,} files and folders{where}; hand in the notebook itself"


class Crowds:
    """What lies in each place on a level, and where that is too much."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.counts: Counter[Parts] = Counter()
        self.limits: dict[Parts, int] = {}
        self.total = 0

    def place(self, parts: Parts) -> Parts:
        """Give the place in which something lies."""
        return parts[: self.depth + 1]

    def admit(self, parts: Parts) -> bool:
        """Count one more; whether its place may still hold it."""
        place = self.place(parts)
        if place in self.limits:
            return False
        self.counts[place] += 1
        if self.counts[place] > (most := allowance(self.total)):
            self.limits[place] = most
            self.total -= self.counts[place] - 1
            return False
        self.total += 1
        return True
