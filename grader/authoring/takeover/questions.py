"""Turn the code of a test into a question: what it compares is answered, the rest asserted. Pure.

`assert f(2) == 4` becomes the answer `f(2)`, which is right where the solution answers the same: no
student's program can see the 4. What can't be put so stays an assert, and is run beside the
student's code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.authoring.takeover.homework import CellTest
from grader.authoring.takeover.names import (
    BUILT_IN,
    IMPORTS,
    Definition,
    names_apart,
    names_bound,
    names_deleted,
    names_used,
    plain_code,
)
from grader.authoring.takeover.text import Edit, Text, indented
from grader.core.text import one_line
from grader.submission.syntax import parse

LABEL = 60  # characters of what is asked, by which a student knows it again
EQUAL = re.compile(r"(?:assert_equals?|assertEquals?|eq_)\Z")
STUDENT = "student."
NOSE = {"ok_": "assertTrue", "eq_": "assertEqual", "assert_equals": "assertEqual"}
ALL_HOLDS = "True"
NO_FUNCTION = "its test can't be put into a function: it awaits something, or imports all names"


class CannotTakeError(Exception):
    """A test can't be made a question; the message says why."""


@dataclass(frozen=True)
class Question:
    """A test as the body of a function of `student`, and what that needs, its subject last."""

    test: CellTest
    needs: tuple[str, ...]
    body: str
    asserts: bool
    later: tuple[str, ...] = ()  # names that a cell below the test binds again


@dataclass
class Setting:
    """What tests may use besides code of their own: the notebook's names, and earlier tests'."""

    definitions: Mapping[str, Definition]
    stars: tuple[str, ...] = ()
    earlier: dict[str, str] = field(default_factory=dict)

    def remember(self, code: str) -> None:
        """Keep what a test defines, for tests below that rely on it."""
        tree = parse(code)
        for node in tree.body if tree else ():
            self.earlier |= dict.fromkeys(names_bound(node), ast.unparse(node))


def ask(test: CellTest, setting: Setting) -> Question:
    """Make a question of a test. Raises CannotTakeError."""
    code = code_of(test)
    try:
        above, own = resolve(code, setting)
    except SyntaxError as error:
        raise CannotTakeError(NO_FUNCTION) from error
    finally:
        setting.remember(code)
    needs = needs_of(own, setting)
    deleted = names_deleted(code) & set(own)
    code = with_space(code, deleted)
    apart = names_apart("\n".join([*above, code])) | deleted
    inline = frozenset(own) - apart
    taken = [f"{name} = student.{name}" for name in own if name in apart - deleted]
    body, asserts = answering(without_nose(inlined(code, inline)), test)
    above = [inlined(text, inline) for text in above]
    lines = [*taken, *space_of(deleted, needs), *above, body]
    refuse_no_function(lines)
    later = [name for name in own if setting.definitions[name].last >= test.place]
    return Question(test, needs, "\n".join(lines), asserts, tuple(later))


def code_of(test: CellTest) -> str:
    """Give what of a test's code is Python. Raises CannotTakeError where that tests nothing."""
    code = plain_code(test.code).strip("\n")
    tree = parse(code)
    if tree is None:
        raise CannotTakeError("its test is not Python")
    if all(is_idle(node) for node in tree.body):
        raise CannotTakeError("its test tests nothing")
    return code


def refuse_no_function(lines: Sequence[str]) -> None:
    """Raise CannotTakeError for what a cell may hold and a function may not."""
    try:
        compile(f"def question(student):\n{indented(chr(10).join(lines))}\n", "", "exec")
    except SyntaxError as error:
        raise CannotTakeError(NO_FUNCTION) from error


def is_idle(node: ast.stmt) -> bool:
    """Tell whether a statement does nothing, or prints what it always prints."""
    match node:
        case ast.Pass() | ast.Expr(ast.Constant()):
            return True
        case ast.Expr(ast.Call(ast.Name("print"), values, [])):
            return all(isinstance(value, ast.Constant) for value in values)
    return False


def resolve(code: str, setting: Setting) -> tuple[list[str], list[str]]:
    """Give the statements that some code relies on, and the student's names that both use.

    Raises CannotTakeError for a name that nothing defines.
    """
    above: list[str] = []
    own: list[str] = []
    waiting = list(names_used(code))
    for name in waiting:  # which grows meanwhile
        definition = setting.definitions.get(name)
        if definition is not None and not definition.is_import:
            own += [name] * (name not in own)
            continue
        text = setting.earlier.get(name, "") if definition is None else import_of(definition, name)
        if text and text not in above:
            above.insert(0, text)
            waiting += [other for other in names_used(text) if other not in waiting]
        elif not text and name not in BUILT_IN and not setting.stars:
            raise CannotTakeError(f"nothing above its test defines `{name}`")
    return [without_nose(text) for text in above], own


def import_of(definition: Definition, name: str) -> str:
    """Write the import of one name."""
    node = definition.node
    assert isinstance(node, IMPORTS)
    names = [alias for alias in node.names if name in {alias.asname, alias.name.partition(".")[0]}]
    if isinstance(node, ast.ImportFrom):
        return ast.unparse(ast.ImportFrom(node.module, names, node.level))
    return ast.unparse(ast.Import(names))


def needs_of(own: Sequence[str], setting: Setting) -> tuple[str, ...]:
    """Order what a question needs: what is given first, and last what was written last."""
    used = [setting.definitions[name] for name in own]
    given = [each.name for each in used if each.is_callable and not each.is_solved]
    solved = sorted((each for each in used if each.is_solved), key=lambda each: each.last)
    if not solved:
        raise CannotTakeError("its test uses nothing that a student writes")
    return (*given, *(each.name for each in solved))


def inlined(code: str, names: frozenset[str]) -> str:
    """Write names of the student's as what a question has: `student.f(2)`."""
    text = Text(code)
    return text.edited(
        (text.start(node), text.end(node), f"student.{node.id}")
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Name) and node.id in names
    )


def with_space(code: str, deleted: frozenset[str]) -> str:
    """Let code delete a student's name where the student's functions look it up."""
    return ast.unparse(InSpace(deleted).visit(ast.parse(code))) if deleted else code


def space_of(deleted: frozenset[str], needs: Sequence[str]) -> list[str]:
    """Find where the student's functions look names up, if a test changes that."""
    others = [name for name in needs if name not in deleted]
    return [f"space = student.{others[-1]}.__globals__"] if deleted and others else []


class InSpace(ast.NodeTransformer):
    """Puts names of the student's where they are looked up, as `space["name"]`."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self.names:
            return node
        return ast.Subscript(ast.Name("space", ast.Load()), ast.Constant(node.id), node.ctx)


def without_nose(code: str) -> str:
    """Take assertions from `unittest`, where they were nose's, which can't be had any more."""
    tree, text = ast.parse(code), Text(code)
    edits: list[Edit] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("nose.tools", "nose"):
            lines = ["from unittest import TestCase", *map(assertion_of, node.names)]
            glue = "\n" + " " * node.col_offset
            edits.append((text.start(node), text.end(node), glue.join(lines)))
    return text.edited(edits)


def assertion_of(alias: ast.alias) -> str:
    """Write what defines an assertion of nose's by that of `unittest`. Raises CannotTakeError."""
    first, *others = alias.name.split("_")
    own = NOSE.get(alias.name, first + "".join(map(str.capitalize, others)))
    if not own.startswith("assert"):
        raise CannotTakeError(f"`{alias.name}` of nose is gone")
    return f"{alias.asname or alias.name} = TestCase().{own}"


def answering(code: str, test: CellTest) -> tuple[str, bool]:
    """Let code give what it compares as its answers; and tell whether it still asserts anything."""
    text, tree = Text(code), ast.parse(code)
    edits: list[Edit] = []
    labels: dict[str, None] = {}
    for node in tree.body:
        asked = list(asked_in(node))
        if not asked and test.shows and node is tree.body[-1]:
            asked = list(shown_by(node, test.shown))
        shown = test.shown if asked and node is tree.body[-1] else ""
        lines = [answer(text, value, "" if shown == "True" else shown, labels) for value in asked]
        if lines:
            edits.append((text.start(node), text.end(node), "\n".join(lines)))
        elif not is_idle(node):
            edits += with_messages(node, text)
        elif node is not tree.body[-1] or labels:
            edits.append((text.start(node), text.end(node), ""))
    body = text.edited(edits).strip("\n")
    if not labels:
        return f"{body}\nreturn {ALL_HOLDS}", True
    asserts = any(isinstance(node, (ast.Assert, ast.Raise)) for node in ast.walk(ast.parse(body)))
    return f"answers = {{}}\n{body}\nreturn answers", asserts


def asked_in(node: ast.stmt) -> Iterator[ast.expr]:
    """Give what a statement compares with values that stand there; nothing, if it does more."""
    match node:
        case ast.Assert(test=ast.BoolOp(ast.And(), tests)):
            asked = [value for test in tests for value in asked_in(ast.Assert(test))]
            yield from asked if len(asked) == len(tests) else ()
        case ast.Assert(test=ast.Compare(left, [ast.Eq()], [right])):
            yield from compared(left, right)
        case ast.Assert(test=ast.Compare(left, [ast.Is()], [ast.Constant() as right])):
            yield from compared(left, right)
        case ast.Expr(ast.Call(ast.Name(name) | ast.Attribute(attr=name), [left, right, *_])):
            yield from compared(left, right) if EQUAL.match(name) else ()


def compared(left: ast.expr, right: ast.expr) -> Iterator[ast.expr]:
    """Give the side of a comparison that is no value as it stands, if only the other is one."""
    if is_plain(left) is not is_plain(right):
        yield right if is_plain(left) else left


def is_plain(node: ast.expr) -> bool:
    """Tell whether an expression is a value that a golden may be."""
    try:
        return is_plain_value(ast.literal_eval(node))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False


def is_plain_value(value: object) -> bool:
    """Tell whether a value can stand in a golden as it is."""
    if isinstance(value, dict):
        keys = all(isinstance(key, (str, int, float)) for key in value)
        return keys and all(map(is_plain_value, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(is_plain_value, value))
    return value is None or isinstance(value, (bool, int, float, str))


def shown_by(node: ast.stmt, shown: str) -> Iterator[ast.expr]:
    """Give what a cell shows, if this is its last statement; of a comparison what is compared."""
    if isinstance(node, ast.Expr) and shown == "True":
        compared_in = list(asked_in(ast.Assert(node.value)))
        yield from compared_in or [node.value]
        return
    match node:
        case ast.Expr(ast.Call(ast.Name("print"), [value], [])):
            yield ast.Call(ast.Name("str"), [value], [])
        case ast.Expr(value):
            yield value


def answer(text: Text, value: ast.expr, shown: str, labels: dict[str, None]) -> str:
    """Write the line that answers with a value, under a label of its own."""
    source = text.of(value) if hasattr(value, "lineno") else ast.unparse(value)
    label = one_line(" ".join(source.replace(STUDENT, "").split()), LABEL)
    number = 1 + sum(each.partition(" #")[0] == label for each in labels)
    label += f" #{number}" * (number > 1)
    labels[label] = None
    source = f"({source})" if "\n" in source else source
    quoted = repr(label) if set(label) & {'"', "\\"} else f'"{label}"'
    return f"answers[{quoted}] = {as_shown(source, shown)}"


def as_shown(source: str, shown: str) -> str:
    """Write what is to be answered of a value: itself, or its text where it is no plain data."""
    if not shown or source.startswith("str("):
        return source
    try:
        value = ast.literal_eval(shown)
    except (ValueError, SyntaxError):
        return f"repr({source})"
    return source if is_plain_value(value) else f"{source} == {shown}"


def with_messages(node: ast.AST, text: Text) -> Iterator[Edit]:
    """Let each assertion say what it asserts, where it says nothing."""
    for each in ast.walk(node):
        if isinstance(each, ast.Assert) and each.msg is None:
            words = one_line(" ".join(text.of(each.test).replace(STUDENT, "").split()))
            yield text.end(each), text.end(each), f", {words!r}"
