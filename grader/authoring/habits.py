"""Make more mutants for the sake of their names: changes that people make by habit. Pure.

An audit does without them: they are the same change at each place where it can be made, and whole
values or rounds of a loop that are left out, taken twice, or in another order.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from grader.authoring.mutant_words import (
    GIVEN,
    RANGES,
    STEPS_IN_ORDER,
    VALUES,
    Phrase,
    words_of,
)
from grader.authoring.mutants import (
    Mutant,
    Swap,
    changeable,
    differing_lines,
    is_python,
    line_of,
    names_looked_up,
    spots,
    statements_of,
    without_docstrings,
)
from grader.authoring.mutations import Loop, Mutations, changed
from grader.core.submission import Script

Edit = tuple[Any, Any, Any]  # what holds a node, by which key, and what stands there instead


def make_habits(base: Script, public: Collection[str]) -> Iterator[tuple[Mutant, Phrase]]:
    """Make them of what a program's functions do, each with what it is."""
    trees = [without_docstrings(ast.parse(cell.source)) for cell in base.cells]
    looked_up = {name for tree in trees for name in names_looked_up(tree)}
    for index, tree in enumerate(trees):
        text = ast.unparse(tree)
        for name, function in changeable(tree, looked_up):
            for edits, phrase in (*repeated(function, name, public), *habits(function)):
                other = edited(tree, edits)
                if other == text or not is_python(other):
                    continue
                cells = list(base.cells)
                cells[index] = replace(cells[index], source=other)
                place, lines = base.place(index, line_of(function)), differing_lines(text, other)
                script = replace(base, cells=tuple(cells))
                yield Mutant(name, place, *lines, script, Swap(None, None, function)), phrase


def edited(tree: ast.Module, edits: Sequence[Edit]) -> str:
    """Give the text with some edits, which are taken back."""
    before = []
    for holder, key, node in edits:
        before.append((holder, key, holder[key]))
        holder[key] = node
    text = ast.unparse(tree)
    for holder, key, node in reversed(before):
        holder[key] = node
    return text


# The same change at each place


def repeated(
    function: ast.stmt, name: str, public: Collection[str]
) -> Iterator[tuple[list[Edit], Phrase]]:
    """Make each change at all places of a function where it is called the same."""
    mutations, statements = Mutations(function, name.rpartition(".")[0]), statements_of(function)
    places: dict[Phrase, list[Edit]] = {}
    for holder, key, node in spots(function):
        if isinstance(node, ast.expr):
            others = list(mutations.of(node))
            phrases = [words_of(Swap(node, other, statements[node]), public) for other in others]
            for other, phrase in zip(others, phrases, strict=True):
                # Of several that are called the same, nobody knows which is which elsewhere.
                if phrases.count(phrase) == 1:
                    places.setdefault(phrase, []).append((holder, key, other))
    for phrase, edits in places.items():
        nodes = [holder[key] for holder, key, _ in edits]
        if len(edits) > 1 and not any(is_inside(node, nodes) for node in nodes):
            yield edits, phrase


def is_inside(node: ast.AST, nodes: Sequence[ast.AST]) -> bool:
    """Tell whether a node is a part of another."""
    return any(node in ast.walk(other) for other in nodes if other is not node)


# What people do besides


def habits(function: ast.stmt) -> Iterator[tuple[list[Edit], Phrase]]:
    """Make all other changes of a function."""
    for holder, key, node in spots(function):
        if isinstance(node, list):
            yield from of_steps(holder, key, node)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            for other, phrase in of_rounds(node.iter):
                yield [(vars(node), "iter", other)], phrase
        else:
            for value, phrase in of_value(node):
                yield [(holder, key, value)], phrase


def of_steps(holder: Any, key: str, block: list[ast.stmt]) -> Iterator[tuple[list[Edit], Phrase]]:
    """Take each step twice."""
    for index, node in enumerate(block):
        if isinstance(node, ast.AugAssign | ast.Expr | Loop):
            twice = [*block[:index], node, *block[index:]]
            yield [(holder, key, twice)], Phrase("a step is taken twice", STEPS_IN_ORDER)


def of_rounds(node: ast.expr) -> Iterator[tuple[ast.expr, Phrase]]:
    """Leave out the first or the last round of a loop, or go round the other way."""
    rounds = ast.Call(ast.Name("list", ast.Load()), [node], [])
    begin, end = ast.Constant(1), ast.Constant(-1)
    for part, what in ((ast.Slice(begin), "the first"), (ast.Slice(None, end), "the last")):
        other = ast.Subscript(rounds, part, ast.Load())
        yield other, Phrase(f"{what} of what a loop goes through is left out", RANGES)
    turned = ast.Call(ast.Name("reversed", ast.Load()), [rounds], [])
    yield turned, Phrase("a loop goes through its values in reverse order", RANGES)


def of_value(node: ast.AST) -> Iterator[tuple[ast.AST, Phrase]]:
    """Add up otherwise, lose a sign, or give two values in each other's place."""
    match node:
        case ast.Return(value=ast.Tuple(elts=values) | ast.List(elts=values)):
            for order in far_swapped(values):
                value = changed(node.value, elts=order)
                yield changed(node, value=value), Phrase("two values are swapped", GIVEN)
        case ast.Call(func=ast.Name(id="sum"), args=[values], keywords=[]):
            listed = ast.List([ast.Starred(values, ast.Load())], ast.Load())
            for place, which in ((0, "first"), (-1, "last")):
                chosen = ast.Subscript(listed, ast.Constant(place), ast.Load())
                yield chosen, Phrase(f"the {which} of some values is taken, not their sum", VALUES)
            more = changed(node, args=[values, ast.Constant(1)])
            yield more, Phrase("a sum or a count is one too large", VALUES)
            less = changed(node, args=[values, ast.Constant(-1)])
            yield less, Phrase("a sum or a count is one too small", VALUES)
        case ast.BinOp(op=ast.Sub()):
            size = ast.Call(ast.Name("abs", ast.Load()), [node], [])
            yield size, Phrase("a difference has lost its sign", VALUES)


def far_swapped(nodes: Sequence[ast.expr]) -> Iterator[list[ast.expr]]:
    """Swap each two that are no neighbours."""
    for first in range(len(nodes)):
        for second in range(first + 2, len(nodes)):
            order = list(nodes)
            order[first], order[second] = order[second], order[first]
            yield order
