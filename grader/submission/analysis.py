"""What a script's syntax trees tell: forbidden imports, and where functions are defined. Pure."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from operator import itemgetter
from typing import TypeVar

from grader.core.submission import Breach, Import, Modules, Outline, Place, Script
from grader.submission.syntax import modules_written
from grader.submission.trees import IMPORTS, Trees, trees

T = TypeVar("T")
Finding = tuple[int, str, str]  # an import: its line, the module, why it can't be checked

IMPORTERS = frozenset(["__import__", "import_module"])
# What they may be called by another name in; Python reads other forms of letters as the plain ones.
IMPORTER = re.compile(r"__import__|import_module|[^\x00-\x7f]").search
# More than anyone writes. The names of what is defined and kept are for advice only.
MOST_NAMES = 5_000
NAME_LENGTH = 200
MOST_IMPORTS = 1_000
HAS_TRY = re.compile(r"\btry\b").search
UNCHECKED = f"more than {MOST_IMPORTS} imports can't be checked; import each module once"
KAGGLE_IMPORTS = frozenset(["numpy", "pandas"])
KAGGLE_FOLDER = "os.walk('/kaggle/input')"
RELATIVE = "a relative import can't be checked; name the module in full"
COMPUTED = "an import of a computed name can't be checked; use `import`"


def outline_of(script: Script) -> Outline:
    """Collect what is to be kept of a script's text, so that it can be judged again without it."""
    return Outline(
        definitions=few(find_definitions(script)),
        attributes=tuple(few(dict.fromkeys(find_attributes(script), True))),
        begun=few(names_begun(script)),
        imports=few_imports((*find_imports(script), *find_uses(script))),
    )


def few(names: Mapping[str, T]) -> dict[str, T]:
    """Keep the first names, and none that is no word."""
    short = ((name, value) for name, value in names.items() if len(name) <= 2 * NAME_LENGTH)
    return dict(itertools.islice(short, MOST_NAMES))


def few_imports(imports: tuple[Import, ...]) -> tuple[Import, ...]:
    """Keep the first imports; one more than that stands for all others."""
    if len(imports) <= MOST_IMPORTS:
        return imports
    return (*imports[:MOST_IMPORTS], replace(imports[MOST_IMPORTS], module="", fault=UNCHECKED))


def names_begun(script: Script) -> dict[str, int | None]:
    """Find the cell that a definition begins in, also where the cell can't be parsed."""
    # Blanks and no line ends before it: else every one of a thousand empty lines would be a start.
    return {
        match[1]: cell.number
        for cell in script.cells
        for match in re.finditer(r"^[^\S\n]*(?:def|class)\s+(\w+)", cell.source, re.MULTILINE)
    }


def find_imports(script: Script) -> tuple[Import, ...]:
    """Find every import, by statement, `__import__` or importlib, and what can't be checked."""
    # To walk every tree for an import costs more than all else that is read of a script.
    cells, own = trees(script), modules_written(script)  # whose text is among the cells
    named = {index for index, _ in cells if may_name(script, index, "import")}
    calling = {index for index in named if IMPORTER(script.cells[index].source)}
    more = {name for index in calling for name in other_names(cells.nodes(index))}
    importers = dict.fromkeys(calling, IMPORTERS | more)
    return tuple(
        Import(script.place(index, line), module, fault)
        for index, _ in cells
        if more or index in named
        for line, module, fault in sorted(
            imports_in(nodes_that_count(script, cells, index), importers.get(index, more)),
            key=itemgetter(0),
        )
        if module.partition(".")[0] not in own
        # Kaggle's own first cell; what is done with them is refused where it runs.
        and not (module in KAGGLE_IMPORTS and KAGGLE_FOLDER in script.cells[index].source)
    )


def may_name(script: Script, index: int, name: str) -> bool:
    """Tell whether a cell may hold a name, in a small part of the time that its tree would take.

    Python reads other forms of letters in a name as the plain ones.
    """
    source = script.cells[index].source
    return name in source or not source.isascii()


def find_uses(script: Script) -> tuple[Import, ...]:
    """Find the names that are used of imported modules, each where it stands first."""
    cells = trees(script)
    names = dict(
        bound
        for index, _ in cells
        if may_name(script, index, "import")
        for bound in bound_by_imports(cells.nodes(index))
    )
    uses: dict[str, Place] = {}
    for index, _ in cells:
        if any(may_name(script, index, name) for name in names):
            for line, dotted in sorted(uses_in(cells.nodes(index), names)):
                root, _, rest = dotted.partition(".")
                if rest:
                    uses.setdefault(f"{root}:{rest}", script.place(index, line))
    return tuple(Import(place, use) for use, place in uses.items())


def bound_by_imports(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """Give each name that an import binds, and what it stands for."""
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (root, root)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def uses_in(nodes: Iterable[ast.AST], names: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Find the line of each name that stands for something imported, or for a part of that."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, (ast.Attribute, ast.Name)) and first_name(node) in names:
            base, *parts = reversed([*dotted_backwards(node)])
            yield node.lineno, ".".join([names[base], *parts])


def first_name(node: ast.expr) -> str:
    """Give `a` for `a.b.c`, nothing where it begins with no name."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def dotted_backwards(node: ast.expr) -> Iterator[str]:
    """Give the names of `a.b.c` from the last to the first, which is empty where it has none."""
    while isinstance(node, ast.Attribute):
        yield node.attr
        node = node.value
    yield node.id if isinstance(node, ast.Name) else ""


def breach_of(each: Import, modules: Modules) -> Breach:
    """Say which rule an import breaks; in a helper, where it stands there."""
    message = each.fault or f"import of {each.root}, which is not allowed"
    if not each.fault and modules.permit(each.root):
        message = f"use of {each.dotted}, which is not allowed"
    if each.file:
        return Breach(None, f"{each.file}, {each.place}: {message}")
    return Breach(each.place, message)


def find_breaches(imports: Sequence[Import], modules: Modules) -> tuple[Breach, ...]:
    """Find every import of a module that is not allowed, and each use of what is forbidden in one.

    A module name that is computed can't be checked, so it is a breach, too.
    """
    return tuple(breach_of(each, modules) for each in imports if is_breach(each, modules))


def is_breach(each: Import, modules: Modules) -> bool:
    """Tell whether an import breaks the rule."""
    if each.is_use and not modules.permit(each.root):
        return False  # its import has told it
    return bool(each.fault) or not modules.permit(each.dotted)


def other_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Find what importlib's function is called here: a later cell may call it by that name."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.asname and alias.name in IMPORTERS:
                    yield alias.asname


def imports_in(nodes: Sequence[ast.AST], importers: Set[str]) -> Iterator[Finding]:
    """Find line, module and fault of each import, in no order."""
    called: set[int] = set()
    telling = nodes if importers else [node for node in nodes if isinstance(node, IMPORTS)]
    for node in telling:  # a call comes before the name that it calls
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name, "") for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield node.lineno, module, ""
            case ast.ImportFrom():
                yield node.lineno, "", RELATIVE
            case ast.Call(func=function) if last_name(function) in importers:
                called.add(id(function))
                yield imported_by(node)
            case ast.Name() | ast.Attribute() if (name := last_name(node)) in importers:
                if id(node) not in called:
                    fault = f"`{name}` under another name can't be checked; use `import`"
                    yield node.lineno, "", fault


def nodes_that_count(script: Script, cells: Trees, index: int) -> list[ast.AST]:
    """List a cell's nodes but the imports that fail where they run, as the program expects."""
    is_trying = HAS_TRY(script.cells[index].source)
    guarded = set(guarded_lines(cells.by_index[index])) if is_trying else ()
    return [
        node
        for node in cells.nodes(index)
        if not (isinstance(node, IMPORTS) and node.lineno in guarded)
    ]


def imported_by(node: ast.Call) -> Finding:
    """Tell what a call of `__import__` or `import_module` imports."""
    named = [keyword.value for keyword in node.keywords if keyword.arg == "name"]
    match [*node.args, *named][:1]:
        case [ast.Constant(value=str(name))] if name.startswith("."):
            return node.lineno, "", RELATIVE
        case [ast.Constant(value=str(name))]:
            return node.lineno, name, ""
        case _:
            return node.lineno, "", COMPUTED


def last_name(function: ast.expr) -> str | None:
    """Give `load` for both `load` and `tools.load`."""
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else None


def find_definitions(script: Script) -> dict[str, Place]:
    """Find each function, class and method ("Perceptron.train"); the last place, if many."""
    return {
        name: script.place(index, node.lineno)
        for index, tree in trees(script)
        for name, node in definitions_in(tree.body)
    }


def find_unwritten(script: Script) -> tuple[str, ...]:
    """Find the functions and methods that are left as a starter has them: they do nothing."""
    nodes = {name: node for _, tree in trees(script) for name, node in definitions_in(tree.body)}
    return tuple(few({name: node for name, node in nodes.items() if is_unwritten(node)}))


def is_unwritten(node: ast.stmt) -> bool:
    """Tell whether a definition is of a function with no statement but `raise` and `pass`."""
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and all(
        isinstance(statement, (ast.Raise, ast.Pass))
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in node.body
    )


def definitions_in(body: Sequence[ast.stmt], owner: str = "") -> Iterator[tuple[str, ast.stmt]]:
    """Name each; of nested ones, only the methods of a class."""
    for node in body:
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        if len(node.name) > NAME_LENGTH:  # before a class's own name stands with each method's
            continue
        yield owner + node.name, node
        if isinstance(node, ast.ClassDef) and not owner:
            yield from definitions_in(node.body, f"{node.name}.")


def find_attributes(script: Script) -> Iterator[str]:
    """Find the names that methods give to what they keep: `weights` of `self.weights = ...`."""
    cells = trees(script)
    return (
        node.attr
        for index, _ in cells
        if may_name(script, index, "self")
        for node in cells.nodes(index)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    )


def find_guarded_imports(script: Script) -> tuple[tuple[int, int], ...]:
    """Find the imports, by cell index and line, in a `try` which expects them to fail."""
    return tuple(
        (index, line)
        for index, tree in trees(script)
        if HAS_TRY(script.cells[index].source)
        for line in guarded_lines(tree)
    )


def guarded_lines(tree: ast.Module) -> Iterator[int]:
    """Find the lines of such imports; what stands in one `try` within another is seen once."""
    waiting: list[tuple[ast.AST, bool]] = [(tree, False)]
    while waiting:
        node, guarded = waiting.pop()
        if guarded and isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node.lineno
        if isinstance(node, ast.Try) and any(map(expects_no_module, node.handlers)):
            waiting += [(statement, True) for statement in node.body]
            rest: Iterable[ast.AST] = (*node.handlers, *node.orelse, *node.finalbody)
        else:
            rest = ast.iter_child_nodes(node)
        waiting += [(child, guarded) for child in rest]


def expects_no_module(handler: ast.ExceptHandler) -> bool:
    """Tell whether an `except` is for a module that is not there."""
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {last_name(kind) for kind in kinds}
    return bool(names & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
