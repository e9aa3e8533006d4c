"""The example solution, taken apart: any of its functions can be put into another program.

Staff's side only; no student's copy holds an example.
"""

from __future__ import annotations

import ast
import dis
import functools
import marshal
import sys
import threading
import types
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.core.errors import CourseError
from grader.core.hashing import hash_of
from grader.core.probe import Probe
from grader.core.submission import Limits, Outline, Script, Submission
from grader.submission.notebook import read_submission, read_text

EXAMPLES = ("example.ipynb", "example.py")
WHOLE = ".*"  # of a class: in place of all of the student's own
FILE_NAME = "<mended>"
# Python 3.11 counts for all threads together how deep a tree that it compiles is.
COMPILING = threading.Lock()

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Statement = ast.stmt


def read_example(folder: Path, limits: Limits) -> Script:
    """Read the example solution of an assignment. Raises CourseError where there is none."""
    for path in example_files(folder):
        return read_submission(path, limits).script
    raise CourseError(f"{folder}: the catalogue needs an example.ipynb to start from")


def read_document(raw: bytes, path: Path) -> Script:
    """Read a notebook that lies nowhere yet, made of what is in a path. Raises SubmissionError."""
    return read_text(raw.decode(), Submission(path), is_file=False).script


def example_files(folder: Path) -> list[Path]:
    """Find the example solution, of which the first counts."""
    return [folder / name for name in EXAMPLES if (folder / name).is_file()]


class Example:
    """A right program by its functions; those `asked` for have dotted names.

    What is put in is called a unit: "split", "Model.train", "Model" (its `__init__`) or, where a
    student's methods would not fit, "Model.*".
    """

    def __init__(
        self, script: Script, asked: Iterable[str], variables: Collection[str] = ()
    ) -> None:
        self.statements: dict[str, Statement] = {}
        for cell in script.cells:
            for node in ast.parse(cell.source).body:
                self.statements |= dict.fromkeys(names_of(node), node)
        # What a probe reads and the example computes is no part to be put into another program.
        functions = (name for name in asked if name not in variables or self.is_function(name))
        self.asked = tuple(dict.fromkeys(functions))
        self.owners = {name.partition(".")[0] for name in self.asked}

    @functools.cached_property
    def fingerprint(self) -> str:
        """Tell this example from any with other code; what is written beside the code is none."""
        return hash_of(*map(ast.unparse, dict.fromkeys(self.statements.values())))

    def units(self, outline: Outline) -> tuple[str, ...]:
        """Name what takes the place of each function asked for in a student's program."""
        return tuple(self.unit_of(name, outline) for name in self.asked)

    def calls(
        self, probes: Sequence[Probe], units: Sequence[str]
    ) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
        """Give each probe the unit that it is about, and all units that it calls.

        By the example, where each calls what it must: what a student's calls, anyone can write.
        """
        by_name = dict(zip(self.asked, units, strict=True))
        about = {p.name: by_name[p.needs[-1]] for p in probes if p.needs[-1] in by_name}
        reach = {
            probe.name: frozenset(
                by_name[name]
                for need in probe.needs
                if need in self.reach
                for name in (need, *self.reach[need])
                if name.partition(".")[0] in self.statements
            )
            for probe in probes
        }
        return about, reach

    def is_function(self, name: str) -> bool:
        """Tell whether a function or a class is defined, also where nothing says that it is."""
        node = self.statements.get(name)
        is_named = isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
        return is_named or isinstance(node, (*FUNCTIONS, ast.ClassDef))

    def unit_of(self, name: str, outline: Outline) -> str:
        """Name what takes the place of a function in a student's program."""
        owner = name.partition(".")[0]
        is_class = isinstance(self.statements.get(owner), ast.ClassDef)
        return owner + WHOLE if is_class and not self.fits(owner, outline) else name

    def fits(self, owner: str, outline: Outline) -> bool:
        """Tell whether methods find on a student's objects all that they look for there."""
        looked_for = self.looked_for.get(owner)
        if looked_for is None:
            return False
        own = {name.rpartition(".")[2] for name in self.asked}
        # Whoever has forgotten some of them, and has no others, has none under another name.
        return looked_for <= {*own, *outline.attributes} or looked_for >= {*outline.attributes}

    @functools.cached_property
    def looked_for(self) -> Mapping[str, frozenset[str]]:
        """What the methods of each class look for on an object, where they need no other class."""
        methods = {name: self.method(name) for name in self.asked}
        looked_for = {}
        for owner in self.owners:
            own = [method for name, method in methods.items() if name.partition(".")[0] == owner]
            if all(own) and not any(uses_class(method) for method in own if method):
                names = (name for method in own if method for name in attributes_of(method))
                looked_for[owner] = frozenset(names)
        return looked_for

    def method(self, name: str) -> Function | None:
        """Find a method, for a class the one that makes an object."""
        owner, _, own = name.partition(".")
        node = self.statements.get(owner)
        body = node.body if isinstance(node, ast.ClassDef) else []
        functions = (each for each in body if isinstance(each, Function))
        return next((each for each in functions if each.name == (own or "__init__")), None)

    def source_of(self, name: str) -> Statement | None:
        """Find what defines a function that is asked for."""
        node = self.statements.get(name.partition(".")[0])
        return self.method(name) if isinstance(node, ast.ClassDef) else node

    @functools.cached_property
    def reach(self) -> Mapping[str, frozenset[str]]:
        """The functions asked for that each of them calls, itself or through others."""
        direct = {name: self.called_by(name) for name in self.asked}
        return {name: frozenset(closure(name, direct)) for name in self.asked}

    def called_by(self, name: str) -> set[str]:
        """Find the functions asked for that one calls, also through what is not asked for."""
        node = self.source_of(name)
        if node is None:
            return set()
        nodes = [node, *self.needed([node])]
        used = {used for each in nodes for used in names_used(each)}
        return {other for other in self.asked if other.rpartition(".")[2] in used} - {name}

    def needed(self, nodes: Sequence[Statement]) -> list[Statement]:
        """Find what else of the example's text some of it needs; nothing that is asked for."""
        taken: dict[str, Statement] = {}
        waiting = list(nodes)
        while waiting:
            for name in globals_of(waiting.pop()):
                node = self.statements.get(name)
                if node is None or name in taken or name in self.owners or self.is_run(node):
                    continue
                taken[name] = node
                waiting.append(node)
        # In the example's order, and an import of several names once.
        return [node for node in dict.fromkeys(self.statements.values()) if node in taken.values()]

    def is_run(self, node: Statement) -> bool:
        """Tell whether a statement runs what is asked for: that is no constant of a function's."""
        is_value = isinstance(node, (ast.Assign, ast.AnnAssign))
        return is_value and not self.owners.isdisjoint(names_used(node))

    def patch(self, units: Collection[str]) -> bytes:
        """Compile some units, and pack them with where each belongs."""
        with COMPILING:
            return self.packed(units)

    def packed(self, units: Collection[str]) -> bytes:
        nodes: list[Statement] = []
        owners = dict.fromkeys(unit.partition(".")[0] for unit in units)
        for owner in owners:
            of_it = [unit for unit in units if unit.partition(".")[0] == owner]
            nodes.append(self.definition(owner, of_it))
        module = ast.Module([*self.needed(nodes), *nodes], [])
        code = compile(ast.fix_missing_locations(module), FILE_NAME, "exec")
        puts = [place_of(unit, self.statements[unit.partition(".")[0]]) for unit in sorted(units)]
        # What puts it in comes along: a student's copy is without it.
        return marshal.dumps((put_in.__code__, code, puts, sorted(self.owners)))

    def definition(self, owner: str, units: Sequence[str]) -> Statement:
        """Give the statement that defines some units of one owner."""
        node = self.statements[owner]
        if not isinstance(node, ast.ClassDef) or owner + WHOLE in units:
            return node
        body: list[Statement] = [each for unit in units if (each := self.method(unit))]
        return ast.ClassDef(owner, [], [], body or [ast.Pass()], [])


def put_in(
    script: dict[str, Any],
    home: str,
    code: types.CodeType,
    puts: Sequence[str],
    asked: Sequence[str],
) -> None:
    """Put functions, methods or classes into a script; runs behind the wall, in a copy of it.

    They call what the script has of what is asked for, and else nothing of the script's. Where a
    function is known by another name, or in a module in the script's `home`, it is replaced, too.
    """
    own = {name: script[name] for name in asked if name in script}
    space = {"__builtins__": __builtins__, "__name__": "__main__", **own}
    modules = [each for each in sys.modules.values() if type(each) is types.ModuleType]
    # Not by attributes: a module may make these up, and take its time for it.
    files = [(each.__dict__, each.__dict__.get("__file__")) for each in modules]
    beside = [names for names, file in files if type(file) is str and file.startswith(home)]
    exec(code, space)
    for name in puts:
        owner, _, method = name.partition(".")
        if method:
            setattr(script[owner], method, space[owner].__dict__[method])
            continue
        before, script[owner] = script.get(owner, space), space[owner]
        for names in (script, *beside):
            same = [each for each, value in names.items() if value is before]
            others = (each for each in same if each == owner or each not in asked)
            names.update(dict.fromkeys(others, space[owner]))
    space.update((name, script[name]) for name in asked if name in script)


def place_of(unit: str, node: Statement) -> str:
    """Say where a unit belongs, as "owner" or "owner.method"."""
    if unit.endswith(WHOLE):
        return unit.removesuffix(WHOLE)
    return f"{unit}.__init__" if isinstance(node, ast.ClassDef) and "." not in unit else unit


def names_of(node: Statement) -> Iterator[str]:
    """Give the names that a statement defines."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Import() | ast.ImportFrom():
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        case ast.Assign() | ast.AnnAssign():
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = (each for target in targets for each in ast.walk(target))
            yield from (each.id for each in names if isinstance(each, ast.Name))


def names_used(node: ast.AST) -> Iterator[str]:
    """Give all names and attributes that are read anywhere in some text."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr


def globals_of(node: Statement) -> Iterator[str]:
    """Give the names that a statement, or a function in it, looks up outside of functions."""
    waiting = [compile(ast.fix_missing_locations(ast.Module([node], [])), FILE_NAME, "exec")]
    while waiting:
        code = waiting.pop()
        waiting += [part for part in code.co_consts if isinstance(part, types.CodeType)]
        yield from (
            str(step.argval)
            for step in dis.get_instructions(code)
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")
        )


def attributes_of(method: Function) -> Iterator[str]:
    """Give what a method reads and writes on its object."""
    own = next((argument.arg for argument in method.args.args), "")
    for node in ast.walk(method):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == own:
                yield attribute


def uses_class(method: Function) -> bool:
    """Tell whether a method is bound to the class that it was written in."""
    return not {"super", "__class__"}.isdisjoint(names_used(method))


def closure(name: str, direct: Mapping[str, Collection[str]]) -> set[str]:
    """Follow who calls whom to the end."""
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        for other in set(direct[waiting.pop()]) - reached:
            reached.add(other)
            waiting.append(other)
    return reached
