"""What a script's syntax trees tell: forbidden imports, and where functions are defined. Pure."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Sequence

from grader.model import Breach, Modules, Place, Script

IMPORTERS = ("__import__", "import_module")


def find_breaches(script: Script, modules: Modules) -> tuple[Breach, ...]:
    """Every import of a module that is not allowed, by statement or by `__import__` and importlib.

    A module name that is computed can't be checked, so it is a breach, too.
    """
    return tuple(
        Breach(script.place(index, line), message)
        for index, tree in trees(script)
        for line, message in breaches_in(tree, modules)
    )


def trees(script: Script) -> Iterator[tuple[int, ast.Module]]:
    """The cells that parse; what is wrong with the others is seen when they are run."""
    for index, cell in enumerate(script.cells):
        try:
            yield index, ast.parse(cell.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue


def breaches_in(tree: ast.Module, modules: Modules) -> Iterator[tuple[int, str]]:
    importers = set(IMPORTERS)
    called: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from refused(node.lineno, [alias.name for alias in names], modules)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from refused(node.lineno, [module], modules)
                if module == "importlib":
                    importers |= {a.asname or a.name for a in names if a.name == "import_module"}
            case ast.Call(func=function, args=arguments) if last_name(function) in importers:
                called.add(id(function))
                yield from check_call(node, arguments, modules)
            case ast.Name(id="__import__", lineno=line) if id(node) not in called:
                yield line, "`__import__` under another name can't be checked; use `import`"


def check_call(
    node: ast.Call, arguments: Sequence[ast.expr], modules: Modules
) -> Iterator[tuple[int, str]]:
    named = [keyword.value for keyword in node.keywords if keyword.arg == "name"]
    match [*arguments, *named][:1]:
        case [ast.Constant(value=str(name))]:
            yield from refused(node.lineno, [name], modules)
        case _:
            yield node.lineno, "an import of a computed name can't be checked; use `import`"


def refused(line: int, names: Sequence[str], modules: Modules) -> Iterator[tuple[int, str]]:
    for name in names:
        if not modules.permit(name):
            yield line, f"import of {name.partition('.')[0]}, which is not allowed"


def last_name(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else None


def find_definitions(script: Script) -> dict[str, Place]:
    """Where each function, class and method ("Perceptron.train") is defined, the last one if many."""
    places: dict[str, Place] = {}
    for index, tree in trees(script):
        for name, line in definitions_in(tree.body):
            places[name] = script.place(index, line)
    return places


def definitions_in(body: Sequence[ast.stmt], owner: str = "") -> Iterator[tuple[str, int]]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield owner + node.name, node.lineno
        if isinstance(node, ast.ClassDef) and not owner:
            yield from definitions_in(node.body, f"{node.name}.")


def suggest(missing: str, defined: Sequence[str]) -> str:
    """"`standardise`: did you mean `standardize`?" for the defined name that is nearest, or ""."""
    owner = missing.rpartition(".")[0]
    siblings = [name for name in defined if name.rpartition(".")[0] == owner]
    by_lower = {name.lower(): name for name in siblings}
    near = difflib.get_close_matches(missing.lower(), by_lower, 1, cutoff=0.6)
    return f"`{by_lower[near[0]]}`: did you mean `{missing}`?" if near else ""
