"""Parse a script's cells, each once, and list what their trees name. Pure."""

from __future__ import annotations

import ast
import collections
import functools
from collections.abc import Iterator, Sequence

from grader.core.submission import Cell, Script
from grader.submission.syntax import KEEPS, parse, with_kept_cells

# What tells what a script imports and calls.
IMPORTS = (ast.Import, ast.ImportFrom)
NAMING = (*IMPORTS, ast.Call, ast.Name, ast.Attribute)
# Fields in which no node with parts of its own stands; the other fields of each kind of node.
BARE = {"arg", "asname", "attr", "ctx", "id", "kind", "level", "module", "names", "op", "ops"}
FIELDS = {
    kind: tuple(field for field in kind._fields if field not in BARE)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


class Trees(tuple[tuple[int, ast.Module], ...]):
    """The cells that can be parsed: the index of each and its tree, which is walked once."""

    @functools.cached_property
    def listed(self) -> dict[int, list[ast.AST]]:
        return {}

    @functools.cached_property
    def by_index(self) -> dict[int, ast.Module]:
        return dict(self)

    def nodes(self, index: int) -> list[ast.AST]:
        """List what a cell imports, calls and names."""
        if index not in self.listed:
            nodes = nodes_of(self.by_index[index])
            self.listed[index] = [node for node in nodes if isinstance(node, NAMING)]
        return self.listed[index]


def trees(script: Script) -> Trees:
    """Parse the cells; what is wrong with the others is seen when they are run."""
    return parsed(script.cells)


@functools.lru_cache(maxsize=1)
def parsed(cells: tuple[Cell, ...]) -> Trees:
    """Parse cells. The last are kept, for those who ask in turn; nobody changes a tree."""
    sources = (cell.source for cell in cells)
    each = enumerate(statements(cells) if Script(cells).is_file else map(parse, sources))
    return Trees(
        (index, with_kept_cells(tree) if KEEPS in cells[index].source else tree)
        for index, tree in each
        if tree is not None
    )


def statements(cells: Sequence[Cell]) -> Iterator[ast.Module | None]:
    """Parse the cells of a `.py` file at once, each of which has the lines above it, empty."""
    lines: list[str] = []
    ends: list[int] = []
    for cell in cells:
        own = cell.source.lstrip("\n")
        lines += [""] * (len(cell.source) - len(own) - len(lines))
        lines += own.split("\n")
        ends.append(len(lines))
    tree = parse("\n".join(lines))
    if tree is None:
        yield from (parse(cell.source) for cell in cells)
        return
    nodes = collections.deque(tree.body)
    for end in ends:
        body = []
        while nodes and nodes[0].lineno <= end:
            body.append(nodes.popleft())
        yield ast.Module(body, [])


def nodes_of(tree: ast.AST) -> list[ast.AST]:
    """List all nodes as `ast.walk` does, but for those without parts; in a third of the time."""
    nodes = [tree]
    for node in nodes:  # which grows meanwhile
        for field in FIELDS[type(node)]:
            part = getattr(node, field)
            if type(part) is list:
                nodes += [inner for inner in part if isinstance(inner, ast.AST)]
            elif isinstance(part, ast.AST):
                nodes.append(part)
    return nodes
