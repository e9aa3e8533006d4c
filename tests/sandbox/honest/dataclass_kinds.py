"""Dataclasses: defaults, frozen, ordered, replaced, and as dictionaries."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(order=True)
class Point:
    x: float
    y: float = 0.0
    tags: list[str] = field(default_factory=list, compare=False)
    count: ClassVar[int] = 0

    def __post_init__(self):
        Point.count += 1


@dataclass(frozen=True)
class Fixed:
    name: str


points = sorted([Point(2, 1), Point(1, 5), Point(1)])
print(points, Point.count)
print(dataclasses.asdict(points[0]), dataclasses.replace(points[0], y=9), hash(Fixed("a")) != 0)
try:
    Fixed("a").name = "b"
except dataclasses.FrozenInstanceError as error:
    print(error)
