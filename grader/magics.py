"""Take IPython's magics out of a cell, keeping its line numbers. Pure.

A line magic or shell line becomes `pass` at its indent, a cell magic is unwrapped, or its cell
dropped where it is in another language. The tokenizer decides what a line is, so nothing inside
brackets or strings is touched.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

# Cell magics whose body is not Python to be run in the notebook.
OTHER_LANGUAGES = frozenset(
    "! bash cmd cython file html javascript js latex markdown perl pypy R ruby script sh sql svg "
    "sx system writefile".split()
)
LINE_MAGIC = re.compile(r"\s*(?:[%!?]|[A-Za-z_][\w.,\s]*=\s*[%!])")
HELP = re.compile(r"\s*[%\w.]+\s*\?{1,2}\s*$")
CELL_MAGIC = re.compile(r"\s*%%(\S+)")


def remove_magics(source: str) -> tuple[str, list[str]]:
    """The cell as plain Python with the same lines, and a note for each thing taken out."""
    lines = source.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    match = CELL_MAGIC.match(lines[first]) if first is not None else None
    if match is None or first is None:
        return remove_line_magics(lines)
    body = [""] * (first + 1) + lines[first + 1 :]
    if match[1] in OTHER_LANGUAGES or not is_python(body):
        return "", [f"line {first + 1}: a cell in another language (%%{match[1]}) was left out"]
    text, notes = remove_line_magics(body)
    return text, [f"line {first + 1}: %%{match[1]} was left out, its cell kept", *notes]


def remove_line_magics(lines: list[str]) -> tuple[str, list[str]]:
    clean: list[str] = []
    notes: list[str] = []
    following = False  # a magic line that ends with a backslash goes on
    for number, line in enumerate(lines, 1):
        goes_on = line.rstrip().endswith("\\")
        if following:
            clean.append("")
            following = goes_on
        elif looks_magic(line) and starts_statement(clean):
            clean.append(line[: len(line) - len(line.lstrip())] + "pass")
            notes.append(f"line {number}: `{line.strip()[:60]}` was left out")
            following = goes_on
        else:
            clean.append(line)
    return "\n".join(clean), notes


def looks_magic(line: str) -> bool:
    return bool(LINE_MAGIC.match(line) or HELP.match(line))


def starts_statement(before: list[str]) -> bool:
    """Whether a line after these begins a statement: not inside brackets, strings or a \\ line."""
    if before and before[-1].rstrip().endswith("\\"):
        return False
    try:
        for _ in tokens("\n".join(before) + "\n"):
            pass
    except tokenize.TokenError:
        return False
    except SyntaxError:  # a wrong indent, say: the lines are wrong, but they are at an end
        return True
    return True


def tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    return tokenize.generate_tokens(io.StringIO(text).readline)


def is_python(lines: list[str]) -> bool:
    try:
        ast.parse(remove_line_magics(lines)[0])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
