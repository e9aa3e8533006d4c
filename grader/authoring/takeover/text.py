"""Change the text of some code where its tree says so, and leave the rest as it was. Pure."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Sequence

INDENT = "    "
Edit = tuple[int, int, str]  # from, to, what stands there then


class Text:
    """Some code, by whose nodes places in its text are found."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.lines = code.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def start(self, node: ast.stmt | ast.expr) -> int:
        return self.place(node.lineno, node.col_offset)

    def end(self, node: ast.stmt | ast.expr) -> int:
        return self.place(node.end_lineno or 0, node.end_col_offset or 0)

    def place(self, line: int, offset: int) -> int:
        """Give a place in the text; Python counts bytes of UTF-8 within a line."""
        before = self.lines[line - 1].encode()[:offset].decode(errors="ignore")
        return self.starts[line - 1] + len(before)

    def of(self, node: ast.stmt | ast.expr) -> str:
        return self.code[self.start(node) : self.end(node)]

    def edited(self, edits: Iterable[Edit]) -> str:
        """Give the text with some places changed, none of which is within another."""
        code = self.code
        for start, end, new in sorted(edits, reverse=True):
            code = code[:start] + new + code[end:]
        return code


def indented(code: str) -> str:
    """Indent some code as the body of a function, but not what is within its texts."""
    inside = lines_in_texts(code)
    return "\n".join(
        line if not line.strip() or number in inside else INDENT + line
        for number, line in enumerate(code.split("\n"), 1)
    )


def lines_in_texts(code: str) -> frozenset[int]:
    """Find the lines that begin within a text of several lines."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError):
        return frozenset()
    return frozenset(
        line
        for token in tokens
        if token.type == tokenize.STRING or token.type in parts_of_texts()
        for line in range(token.start[0] + 1, token.end[0] + 1)
    )


def parts_of_texts() -> Sequence[int]:
    """Give what Python from 3.12 on makes of a text with values in it."""
    return [getattr(tokenize, "FSTRING_MIDDLE", -1)]
