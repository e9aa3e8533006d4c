"""Keep what a script draws and prints at top level, for the probes that ask for it.

A probe finds it on the implementation: `student.figures`, and `student.printed`. It is as it was
after the last cell, whatever is called later; and as a script's own names can't stand in its way,
neither can it stand in theirs.
"""

from __future__ import annotations

import marshal
import sys
import types

from grader.sandbox.inside.plain import ANSWER_BYTES
from grader.sandbox.inside.probing import RECORDED
from grader.sandbox.inside.recording.drawing import MODULES, Canvas
from grader.sandbox.inside.recording.figures import TOOLS, with_counts

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

FIGURES, PRINTED = RECORDED


class Records:
    """What is kept of one script; nothing but what is asked for.

    By `tools` probes compare it.
    """

    tools = TOOLS

    def __init__(self, names: Collection[str]) -> None:
        self.canvas = Canvas() if FIGURES in names else None
        self.text = TopLevelText(sys.stdout) if PRINTED in names else None

    def modules(self) -> dict[str, Any]:
        """Give what makes the modules that are noted, by their names."""
        return {} if self.canvas is None else dict.fromkeys(MODULES, self.canvas.module)

    def end_cell(self) -> None:
        """Have what is drawn next begin a figure, as it does in a notebook."""
        if self.canvas is not None:
            self.canvas.end()

    def readers(self) -> dict[str, Callable[[], Any]]:
        """Give what reads each record, by its name: each asking has a copy of its own."""
        readers: dict[str, Callable[[], Any]] = {}
        if self.canvas is not None:
            data = packed(self.canvas)
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
            # By no way of the script's own.
            object.__setattr__(script, "__class__", type("module", (types.ModuleType,), parts))


def packed(canvas: Canvas) -> bytes:
    """Pack what was drawn; nothing, where a script has made something else of it."""
    try:
        return marshal.dumps(canvas.plain())
    except BaseException:
        return marshal.dumps([])


def as_method(read: Callable[[], Any]) -> Callable[[Any], Any]:
    """Make a function for a class of one that needs no object."""
    return lambda module: read()


class TopLevelText:
    """Notes what is printed to a stream: the beginning and the end of what no answer holds."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.write, self.left = stream, stream.write, ANSWER_BYTES // 4
        self.parts: list[str] = []
        self.rest = ""
        stream.write = self.note

    def note(self, text: str) -> Any:
        if type(text) is str:
            if self.left > 0:
                self.parts.append(text[: self.left])
            rest, self.left = text[max(0, self.left) :], self.left - len(text)
            self.rest = (self.rest + rest)[-ANSWER_BYTES // 4 :]
        return self.write(text)

    def end(self) -> str:
        """Note no more; give what was printed."""
        self.stream.write = self.write
        is_cut = -self.left > len(self.rest)  # so that no number is made of two halves
        parts = [*self.parts, "\n...\n" if is_cut else "", self.rest]
        return "".join(part for part in parts if type(part) is str)
