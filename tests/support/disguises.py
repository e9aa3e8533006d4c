"""A program as somebody hands it in who has not written it: what is looked at, not what it does."""

import ast
import builtins
import io
import keyword
import re
import tokenize

PLAIN = {*keyword.kwlist, *dir(builtins), "self", "append", "split", "strip", "items", "read"}


def renamed(cells):
    """Each name of one's own is another."""
    names = {}

    def other(name):
        if name in PLAIN or name.startswith("__"):
            return name
        return names.setdefault(name, f"mine_{len(names)}")

    changed = []
    for source in cells:
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        words = [(t.type, other(t.string) if t.type == tokenize.NAME else t.string) for t in tokens]
        changed.append(tokenize.untokenize(words))
    return changed


def reordered(cells):
    """Functions in another order, methods too."""
    return [
        "\n\n".join([ast.unparse(turned(node)) for node in ast.parse(c).body]) for c in turn(cells)
    ]


def turn(items):
    return [*items][::-1]


def turned(node):
    if isinstance(node, ast.ClassDef):
        node.body = turn(node.body)
    return node


def commented(cells):
    """Other comments, blank lines and docstrings."""
    without = [re.sub(r'(?m)^\s*""".*?"""\n', "", source) for source in cells]
    lines = [re.sub(r"(?m)(?<![\\,(\[{])$", "  # so it is", source) for source in without]
    return [f'"""My own work."""\n\n\n# begins here\n{source}' for source in lines]


def split(cells):
    """A cell for each statement."""
    return [ast.unparse(node) for source in cells for node in ast.parse(source).body]


def joined(cells):
    """All in one cell."""
    return ["\n".join(cells)]


def with_other_values(cells):
    """Other numbers and texts."""
    numbers = [re.sub(r"\b\d+(\.\d+)?\b", "42", source) for source in cells]
    return [re.sub(r'(?<!")"[^"\n]+"(?!")', "'another text'", source) for source in numbers]


def padded(cells):
    """Something of one's own at both ends."""
    own = "for number in range(10):\n    if number % 2:\n        print(number, number ** 2)"
    return [own, *cells, own.replace("10", "20")]


def all_at_once(cells):
    return padded(commented(reordered(renamed(with_other_values(cells)))))


DISGUISES = {
    "renamed": renamed,
    "in another order": reordered,
    "with other comments and blank lines": commented,
    "in more cells": split,
    "in one cell": joined,
    "with other numbers and texts": with_other_values,
    "with something around it": padded,
    "all of that": all_at_once,
}
