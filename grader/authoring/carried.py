"""Where the assignments lie that come with the grader, and what they are called.

A copy of the sources has them as its own course; an installed grader carries one beside this file.
"""

from __future__ import annotations

from pathlib import Path

CARRIED = Path(__file__).with_name("examples")
SOURCES = Path(__file__).parents[2]
PARTS = ("assignments", "reference")


def example_names() -> list[str]:
    """Name the assignments that can be copied."""
    return sorted(path.name for path in (place() / PARTS[0]).glob("*") if path.is_dir())


def place() -> Path:
    """Find the course that examples are taken from."""
    return CARRIED if CARRIED.is_dir() else SOURCES
