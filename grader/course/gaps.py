"""What a teacher marks as the solution in a cell: cut out for students, kept for the example. Pure.

The marks are those of nbgrader and otter-grader, in any case and with any number of `#`:

    ### BEGIN SOLUTION        the lines between become one line that students replace
    ### END SOLUTION
    total = sum(values)  # SOLUTION    so does this line

and one of our own: lines between `### BEGIN STUB` and `### END STUB`, as comments, are given to
students as code in the place of that line. In a cell of text they mark a model answer.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.core.errors import CourseError
from grader.submission.syntax import parse

MARK = re.compile(r"(?P<indent>\s*)#+\s*(?P<end>BEGIN|END)\s+(?P<kind>SOLUTION|STUB)\b", re.I)
# otter-grader's form of a stub: a text that the solution does not use.
PROMPT = re.compile(r'(?P<indent>\s*)(?:"""|\'\'\')?;?\s*#+\s*(?P<end>BEGIN|END) PROMPT\b', re.I)
# Of tests and marking guides, which the starter would give away.
FOREIGN = re.compile(r"\s*#+\s*BEGIN\s+(?:HIDDEN\s+TESTS?|MARK\s+SCHEME|TESTS?)\b", re.I)
SILENT = re.compile(r"\bNO\s+PROMPT\b", re.I)
LINE = re.compile(r"(?P<code>.*\S)\s*#+\s*SOLUTION(?:\s+NO\s+PROMPT)?\s*$", re.I)
# In a text the same as headings or comments; without any # they must be all of the line.
TEXT_MARK = re.compile(
    r"(?P<indent>\s*)(?:<!--[\s#]*|#+\s*|(?=\w+\s+\w+\s*$))"
    r"(?P<end>BEGIN|END)\s+(?P<kind>SOLUTION|STUB)\b(?!.*-->.*\S)",
    re.I,
)
TEXT_FOREIGN = re.compile(r"[\s=#<!-]*BEGIN\s+(?:HIDDEN\s+TESTS?|MARK\s+SCHEME)\b", re.I)
TEXT_LINE = re.compile(r"(?P<code>.*[^\s#].*?)\s+#+\s*SOLUTION(?:\s+NO\s+PROMPT)?\s*$")
# What students must never get, wherever it stands in a line.
LEFT = re.compile(r"(?:#|<!--)[#\s]*(?:BEGIN|END)\s+(?:SOLUTION|STUB)\b", re.I)
LEFT_BARE = re.compile(r"\b(?:BEGIN|END)\s+SOLUTION\b")
TARGET = re.compile(r"\s*[\w.,:\[\]\s\"']*=(?!=)")
MAGIC = re.compile(r"^(\s*)[%!].*")
RAISED = "raise NotImplementedError"
HERE = "# your code here"
ANSWER = "*Your answer here.*"
GIVEN, SOLUTION, STUB, TEXT = "given", "solution", "stub", "prompt"
CODE = "code"
Function = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Notation:
    """How a kind of cell is marked: parts, single lines, and what is another program's."""

    parts: tuple[re.Pattern[str], ...]
    line: re.Pattern[str]
    foreign: re.Pattern[str]

    @classmethod
    def of(cls, kind: str) -> Notation:
        """Give the marks of cells of code, or of text."""
        if kind == CODE:
            return cls((MARK, PROMPT), LINE, FOREIGN)
        return cls((TEXT_MARK,), TEXT_LINE, TEXT_FOREIGN)


@dataclass
class Piece:
    """Some lines of a cell, and whose they are."""

    kind: str
    lines: list[str]
    indent: str = ""
    is_silent: bool = False


def has_marks(text: str) -> bool:
    """Tell whether a cell says what of it is the solution."""
    return any(MARK.match(line) or LINE.fullmatch(line) for line in text.split("\n"))


def find_mark(text: str) -> str | None:
    """Find a line that says what the solution is, wherever in it; None where there is none."""
    lines = (line.strip() for line in text.split("\n"))
    marks = (LEFT.search, LEFT_BARE.search, TEXT_LINE.fullmatch)
    return next((line for line in lines if any(mark(line) for mark in marks)), None)


def solution_of(text: str, where: str, kind: str = CODE) -> str:
    """Give a cell as the example has it: all of the solution, and no marks. Raises CourseError."""
    marks = Notation.of(kind)
    whole = [piece for piece in pieces(text, where, marks) if piece.kind in (GIVEN, SOLUTION)]
    return "\n".join(unmarked(line, marks) for piece in whole for line in piece.lines)


def unmarked(line: str, marks: Notation) -> str:
    """Give a line without the mark at its end."""
    match = marks.line.fullmatch(line)
    return match["code"] if match else line


def starter_of(text: str, where: str, kind: str = CODE) -> str:
    """Give a cell as students get it: a gap where the solution is. Raises CourseError."""
    lines: list[str] = []
    is_code, marks = kind == CODE, Notation.of(kind)
    # Nothing stands between two parts that are next to each other.
    cut = [p for p in pieces(text, where, marks) if p.kind != GIVEN or p.lines]
    for before, piece, after in zip([None, *cut], cut, [*cut[1:], None], strict=False):
        beside = {each.kind for each in (before, after) if each}
        match piece.kind:
            case "given":
                gapped = line_gapped if is_code else text_gapped
                lines += [each for line in piece.lines for each in gapped(line)]
            case "solution" if not (piece.is_silent or beside & {STUB, TEXT}):
                lines += gap_of(piece) if is_code else [ANSWER]
            case "stub":
                lines += map(uncommented, piece.lines) if is_code else piece.lines
            case "prompt":
                lines += piece.lines
    return "\n".join(lines)


def pieces(text: str, where: str, marks: Notation) -> Iterator[Piece]:
    """Cut a cell at its marks. Raises CourseError for one that has no other end."""
    piece = Piece(GIVEN, [])
    for number, line in enumerate(text.split("\n"), 1):
        if marks.foreign.match(line):
            raise CourseError(
                f"{where}, line {number}: {line.strip()} would be given to students; ask it in "
                "probes.py, or have it taken over: grade new NAME --from THIS"
            )
        match = next(filter(None, (mark.match(line) for mark in marks.parts)), None)
        if match is None:
            refuse_within(line, f"{where}, line {number}")
            piece.lines.append(line)
            continue
        kind = match.groupdict().get("kind", TEXT).lower()
        begins = match["end"].upper() == "BEGIN"
        if begins is not (piece.kind == GIVEN) or (not begins and kind != piece.kind):
            raise CourseError(f"{where}, line {number}: {line.strip()} {out_of_place(piece)}")
        yield piece
        silent = begins and bool(SILENT.search(line))
        piece = Piece(kind, [], match["indent"], silent) if begins else Piece(GIVEN, [])
    if piece.kind != GIVEN:
        raise CourseError(
            f"{where}: a {piece.kind} begins and has no end in its cell; "
            f"write ### END {piece.kind.upper()} below it"
        )
    yield piece


def refuse_within(line: str, where: str) -> None:
    """Raise CourseError for a mark that has other words in its line: nothing would be cut there."""
    if LEFT.search(line) or LEFT_BARE.search(line):
        raise CourseError(f"{where}: {line.strip()}: a mark needs a line of its own")


def out_of_place(piece: Piece) -> str:
    """Say why a mark can't stand where it does."""
    if piece.kind == GIVEN:
        return "ends what has not begun in this cell; write its BEGIN above, or delete it"
    return f"stands within a {piece.kind}; end that first: ### END {piece.kind.upper()}"


def line_gapped(line: str) -> list[str]:
    """Give a line as students get it; nothing of one that they are not to know of."""
    match = LINE.fullmatch(line)
    if match is None:
        return [line]
    if SILENT.search(line[len(match["code"]) :]):
        return []
    code = match["code"]
    indent = code[: len(code) - len(code.lstrip())]
    target = TARGET.match(code)
    if target:
        return [f"{target[0].rstrip()} ..."]
    return [f"{indent}{RAISED if code.strip().startswith('return') else '...'}"]


def text_gapped(line: str) -> list[str]:
    """Give a line of a text as students get it."""
    if TEXT_LINE.fullmatch(line):
        return [] if SILENT.search(line) else [ANSWER]
    return [line]


def gap_of(piece: Piece) -> list[str]:
    """Give what stands in a solution's place.

    In a function it raises; at the margin, where that would stop the cell, names are given `...`.
    """
    if piece.indent:
        return [f"{piece.indent}{RAISED}"]
    return [HERE, *(f"{name} = ..." for name in assigned("\n".join(piece.lines)))]


def assigned(text: str) -> list[str]:
    """Name what statements at the margin give a value to, each once."""
    tree = parse(text)
    values = [node for node in tree.body if isinstance(node, ast.Assign)] if tree else []
    names = (each for node in values for target in node.targets for each in ast.walk(target))
    stored = (n.id for n in names if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return list(dict.fromkeys(stored))


def uncommented(line: str) -> str:
    """Give a line of a stub as code."""
    return re.sub(r"^(\s*)# ?", r"\1", line)


def mark_functions(text: str) -> str:
    """Mark what each function and method does as the solution, below its docstring.

    For a finished program that says nothing of what students are to write.
    """
    lines = text.split("\n")
    # A magic is no Python, and must not keep the functions below it from being marked.
    tree = parse("\n".join(MAGIC.sub(r"\1pass", line) for line in lines))
    functions = [] if tree is None else list(outermost(tree.body))
    for function in sorted(functions, key=lambda each: each.lineno, reverse=True):
        mark_body(function, lines)
    return "\n".join(lines)


def outermost(body: Sequence[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give the functions and methods at the margin of cells and classes."""
    for node in body:
        if isinstance(node, Function):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from outermost(node.body)


def mark_body(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> None:
    """Put the marks around what a function does, in the lines of its cell."""
    has_docstring = ast.get_docstring(function) is not None
    body = function.body[has_docstring:]
    if not body:
        return
    first, last = first_line(body[0]), body[-1].end_lineno or body[-1].lineno
    head = lines[first - 1][: body[0].col_offset]
    if head.strip():  # `def f(x): return x` in one line
        indent = " " * (function.col_offset + 4)
        code = indent + lines[first - 1][len(head) :]
        lines[first - 1 : last] = [head.rstrip(), *marked(indent, [code, *lines[first:last]])]
        return
    start = (function.body[0].end_lineno or 0) if has_docstring else first - 1
    # A comment above the first statement belongs to it.
    while not has_docstring and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    lines[start:last] = marked(head, lines[start:last])


def first_line(node: ast.stmt) -> int:
    """Find a statement's first line, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def marked(indent: str, lines: Sequence[str]) -> list[str]:
    """Put the marks around lines."""
    return [f"{indent}### BEGIN SOLUTION", *lines, f"{indent}### END SOLUTION"]
