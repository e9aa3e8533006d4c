"""Tell from paired runs of two versions which of them is slower. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

MORE = 1.05  # times as long is slower
WIDTHS = (14, 12, 12, 9, 17)
HEAD = ("", "before", "after", "ratio", "middle half")


@dataclass(frozen=True)
class Paired:
    """Seconds of one measure, each run before beside the run after that was made next to it."""

    name: str
    before: Sequence[float]
    after: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        """How many times as long each pair's second took: what both suffer from goes out."""
        return [new / old for old, new in zip(self.before, self.after, strict=True)]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def spread(self) -> tuple[float, float]:
        """Between which ratios the middle half of the pairs lies."""
        if len(self.ratios) == 1:
            return self.ratio, self.ratio
        first, _, last = statistics.quantiles(self.ratios, n=4, method="inclusive")
        return first, last

    @property
    def is_slower(self) -> bool:
        """Whether it is by more than 5 %, and three of four pairs say that it is at all."""
        return self.ratio > MORE and self.spread[0] > 1

    @property
    def is_faster(self) -> bool:
        return self.ratio < 1 / MORE and self.spread[1] < 1

    def __str__(self) -> str:
        low, high = self.spread
        seconds = (f"{statistics.median(each):.3f} s" for each in (self.before, self.after))
        columns = self.name, *seconds, f"{self.ratio:.2f}", f"{low:.2f} to {high:.2f}"
        word = "  slower" if self.is_slower else "  faster" if self.is_faster else ""
        return f"{in_columns(columns)}{word}"


def in_columns(texts: Sequence[str]) -> str:
    """Set texts below each other: the first to the left, the others to the right."""
    first, *others = (
        f"{text:<{width}}" if width == WIDTHS[0] else f"{text:>{width}}"
        for text, width in zip(texts, WIDTHS, strict=True)
    )
    return "".join([first, *others])
