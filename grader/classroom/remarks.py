"""What holds of many is said once, with the first of them and how many they are. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from grader.classroom.people import Remark

FIRST = 3  # of those of whom the same is to be said


def grouped(remarks: Iterable[Remark]) -> Iterator[str]:
    """Give a line for each remark, and one for all that are the same but for their place."""
    places: dict[str, list[str]] = defaultdict(list)
    for remark in remarks:
        places[remark.message].append(remark.place)
    for message, alike in places.items():
        if len(alike) > FIRST:
            yield f"{len(alike)} times, {first_of(alike)}: {message}"
        else:
            yield from (f"{place}: {message}" for place in alike)


def first_of(names: Sequence[object]) -> str:
    """Name the first of some, and how many more there are."""
    more = len(names) - FIRST
    first = ", ".join(map(str, names[:FIRST]))
    return f"{first} and {more} more" if more > 0 else first
