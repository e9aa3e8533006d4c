"""Keep what a script draws and prints at top level, for the probes that ask for it.

A probe finds it on the implementation: `student.figures`, and `student.printed`. It is as it was
after the last cell, whatever is called later; and as a script's own names can't stand in its way,
neither can it stand in theirs.
"""

from __future__ import annotations

import marshal
import sys
import types

from grader.sandbox.inside import drawing
from grader.sandbox.inside.plain import ANSWER_BYTES
from grader.sandbox.inside.probing import RECORDED

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

FIGURES, PRINTED = RECORDED
COUNTED = {
    "axes": "pair of axes",
    "points": "group of points",
    "lines": "line",
    "bars": "group of bars",
}
COUNTED |= {"images": "image"}


class Records:
    """What is kept of one script; nothing but what is asked for."""

    def __init__(self, names: Collection[str]) -> None:
        self.canvas = drawing.Canvas() if FIGURES in names else None
        self.text = TopLevelText(sys.stdout) if PRINTED in names else None

    def modules(self) -> dict[str, Any]:
        """Give what makes the modules that are noted, by their names."""
        return {} if self.canvas is None else dict.fromkeys(drawing.NAMES, self.canvas.module)

    def end_cell(self) -> None:
        """Have what is drawn next begin a figure, as it does in a notebook."""
        if self.canvas is not None:
            self.canvas.end()

    def readers(self) -> dict[str, Callable[[], Any]]:
        """Give what reads each record, by its name: each asking has a copy of its own."""
        readers: dict[str, Callable[[], Any]] = {}
        if self.canvas is not None:
            data = marshal.dumps(self.canvas.plain())
            readers[FIGURES] = lambda: with_counts(marshal.loads(data))
        if self.text is not None:
            text = self.text.end()
            readers[PRINTED] = lambda: text
        return readers

    def attach(self, script: types.ModuleType) -> None:
        """Let probes find what was kept on a script's module."""
        # On its class: there it comes before a name of the script's, and changes none of them.
        if readers := self.readers():
            parts = {name: property(as_method(read)) for name, read in readers.items()}
            script.__class__ = type("module", (types.ModuleType,), parts)


def as_method(read: Callable[[], Any]) -> Callable[[Any], Any]:
    """Make a function for a class of one that needs no object."""
    return lambda module: read()


class TopLevelText:
    """Notes what is printed to a stream, up to the size of an answer."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.write, self.left = stream, stream.write, ANSWER_BYTES // 2
        self.parts: list[str] = []
        stream.write = self.note

    def note(self, text: str) -> Any:
        if type(text) is str and self.left > 0:
            self.parts.append(text[: self.left])
            self.left -= len(text)
        return self.write(text)

    def end(self) -> str:
        """Note no more; give what was printed."""
        self.stream.write = self.write
        return "".join(self.parts)


class DrawnParts(list):  # type: ignore[type-arg]  # of anything
    """A list that says what there is too little of, in a student's words."""

    what = ""

    def __getitem__(self, index: Any) -> Any:
        try:
            return list.__getitem__(self, index)
        except IndexError:
            number = f"{len(self) or 'no'} {self.what}{'s' * (len(self) > 1)}"
            raise IndexError(f"{number} drawn, and {index + 1} asked for") from None


def with_counts(figures: list[Any]) -> DrawnParts:
    """Have each list of what was drawn say what there is too little of."""
    for figure in figures:
        figure["axes"] = counted(figure["axes"], "axes")
        for axes in figure["axes"]:
            axes.update({kind: counted(axes[kind], kind) for kind in COUNTED if kind in axes})
    return counted(figures, FIGURES)


def counted(parts: list[Any], kind: str) -> DrawnParts:
    """Make a list that knows what it holds."""
    row = DrawnParts(parts)
    row.what = COUNTED.get(kind, "figure")
    return row
