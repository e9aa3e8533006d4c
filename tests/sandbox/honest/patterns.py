"""match statements on values, sequences, mappings and classes."""

from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int


def describe(value):
    match value:
        case 0 | 1:
            return "small"
        case Point(x=0, y=y):
            return f"on the axis at {y}"
        case Point(x, y) if x == y:
            return "on the diagonal"
        case [first, *rest]:
            return f"{first} and {len(rest)} more"
        case {"name": str(name), **others}:
            return f"{name}, {sorted(others)}"
        case str() as text:
            return text.upper()
        case _:
            return "something"


values = [1, Point(0, 3), Point(2, 2), Point(1, 2), (1, 2, 3), {"name": "Ada", "age": 3}, "x", None]
print([describe(value) for value in values])
