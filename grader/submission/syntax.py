"""Parse a script's texts, and what its cell magics keep as texts. Pure.

A notebook's `%%writefile` cell, and every cell magic of a file that Jupyter has exported, stands in
a script as `get_ipython().run_cell_magic(name, line, cell)`.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from grader.core.submission import Cell, Script, names_of_module

KEEPS = "run_cell_magic"
WRITES = frozenset(["file", "writefile"])
MOST_OF_TREE = 2_000  # bytes for a character, twice what it was seen to take
MEASURES = frozenset(["capture", "prun", "time", "timeit"])
WRITING = re.compile(r"\s*get_ipython\(\)\.run_cell_magic\('(?:write)?file', '([^'\n]*)', '''")


@dataclass(frozen=True)
class KeptCell:
    """A cell that a magic holds as a text: written to a file, or run when that is measured."""

    magic: str
    line: str
    text: ast.Constant

    @property
    def modules(self) -> frozenset[str]:
        """What can be imported once it is written: a module, the package that it is in."""
        path = path_of(self.line) if self.magic in WRITES else None
        return names_of_module(path) if path else frozenset()

    def body(self) -> list[ast.stmt]:
        """Parse what is Python of it, each statement at its line in the submission."""
        source = str(self.text.value)
        tree = parse(source) if self.magic in MEASURES or self.modules else None
        # In a notebook the text has lines of its own; where all is in one line, so is each of it.
        above = (self.text.end_lineno or 0) - source.count("\n") - 1
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, (ast.stmt, ast.expr)):
                node.lineno = max(node.lineno + above, self.text.lineno)
                if above < self.text.lineno:
                    node.lineno = self.text.lineno
        return tree.body if tree else []


def kept_cell(node: ast.stmt) -> KeptCell | None:
    """Give the cell that a statement keeps, if it is a cell magic."""
    match node:
        case ast.Expr(
            ast.Call(
                ast.Attribute(ast.Call(ast.Name("get_ipython"), []), attr),
                [ast.Constant(str(magic)), ast.Constant(str(line)), ast.Constant(str()) as text],
            )
        ) if attr == KEEPS:
            return KeptCell(magic, line, text)
    return None


def with_kept_cells(tree: ast.Module) -> ast.Module:
    """Put the Python that cell magics keep into their place."""
    body: list[ast.stmt] = []
    for node in tree.body:
        held = kept_cell(node)
        body += held.body() if held else [node]
    return ast.Module(body, [])


def modules_written(script: Script) -> frozenset[str]:
    """Find the modules that cells of a script are written to."""
    sources = (cell.source for cell in script.cells if KEEPS in cell.source)
    nodes = (node for source in sources if (tree := parse(source)) for node in tree.body)
    held = (cell.modules for node in nodes if (cell := kept_cell(node)))
    return frozenset().union(*held)


def path_of(words: str) -> str | None:
    """Give the path of a module that a cell is written to, by the words beside its magic."""
    path = " ".join(words.split()[-1:]).strip("'\"").removeprefix("./")
    return path if path.endswith(".py") else None


def module_written_by(cell: Cell) -> str | None:
    """Tell which module a notebook's cell is written to, by its first line; nothing is parsed."""
    match = WRITING.match(cell.source) if cell.number is not None else None
    path = path_of(match[1]) if match else None
    return path.split("/")[0].removesuffix(".py") if path else None


def parse(source: str) -> ast.Module | None:
    """Parse a text, or give None."""
    with warnings.catch_warnings():  # one about a student's code is not ours to print
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            return None
        except MemoryError:
            # Python says this of what is nested too deep, too, and can't compile it either. What it
            # can, where there is memory, is not to pass unseen.
            if is_code(source) or not has_room(source):
                raise
            return None


def has_room(source: str) -> bool:
    """Tell whether there is as much memory as the tree of such a text may take at the most."""
    try:
        return bool(bytearray(MOST_OF_TREE * len(source)))  # nothing of it is written to
    except MemoryError:
        return False


def first_line(node: ast.stmt) -> int:
    """Find a statement's first line, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def is_code(source: str) -> bool:
    """Tell whether a text can be compiled."""
    try:
        compile(source, "", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
