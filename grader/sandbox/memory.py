"""What a script can remember from one question to the next: its names and all that they lead to.

Runs behind the wall, and is no protection: a script that hides what it remembers spoils its own
answers. Nothing here calls the script's code, so an object that only its own code can look into is
unknown, and so is a clock, or a module that changes by itself.
"""

from __future__ import annotations

import contextlib
import opcode
import os
import sys
import types
from operator import is_

from grader.sandbox.plain import NAME_OF_TYPE

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

MOST = 200_000  # objects; to look at more would take longer than to ask again
ENTRIES = 200
IMPORT_NAME, EXTENDED_ARG = opcode.opmap["IMPORT_NAME"], opcode.EXTENDED_ARG
# Modules that give the same answer to the same question, whenever they are asked.
PURE = """
__future__ abc array bisect builtins collections contextlib copy csv dataclasses enum fractions
functools heapq itertools math numbers operator re statistics string textwrap types typing
"""
PURE_MODULES = frozenset(PURE.split())
PLAIN = frozenset(
    [int, float, bool, str, bytes, complex, type(None), type(...), range, types.CodeType]
)
# Made once, and the same ever after.
FIXED = frozenset(
    [
        types.GetSetDescriptorType,
        types.MemberDescriptorType,
        types.WrapperDescriptorType,
        types.MethodDescriptorType,
        types.ClassMethodDescriptorType,
        types.GenericAlias,
        types.UnionType,
    ]
)
FIXED_NAMES = frozenset(
    [
        ("fractions", "Fraction"),
        ("decimal", "Decimal"),
        ("re", "Pattern"),
        ("_abc", "_abc_data"),
        ("dataclasses", "Field"),
        ("dataclasses", "_DataclassParams"),
        ("dataclasses", "_MISSING_TYPE"),
    ]
)
METACLASSES = frozenset(
    [("builtins", "type"), ("abc", "ABCMeta"), ("enum", "EnumType"), ("enum", "EnumMeta")]
)
OWN = "__main__"
# By these a function may use a name that does not stand in it.
NAMELESS_USE = frozenset(["eval", "exec", "globals", "vars", "locals", "__import__", "modules"])
EMPTY = types.CellType()  # a variable that has no value yet
# Past a metaclass, which may define these as it likes.
dict_of_type = type.__dict__["__dict__"].__get__
module_of_type = type.__dict__["__module__"].__get__
bases_of_type = type.__dict__["__mro__"].__get__  # the class itself first


class UnknownError(Exception):
    """Something that can't be looked into without running it."""


class Memory:
    """All that a namespace leads to, as it is now.

    Raises UnknownError if it leads to what can't be looked into.
    """

    def __init__(self, namespace: Mapping[str, Any], home: str, inert: Iterable[type]) -> None:
        # References, not ids, so that nothing of it can go and its place be taken.
        self.found: list[Any] = []
        self.generators: list[Any] = []
        self.home, self.inert = home, frozenset(inert)
        self.seen: set[int] = set()
        self.left: list[Any] = []
        self.named: set[str] = set()  # by the functions
        others = {name for name, one in namespace.items() if is_other_module(one)}
        others.add("__builtins__")
        self.add(one for name, one in namespace.items() if name not in others)
        while self.left:
            if len(self.found) > MOST:
                raise UnknownError
            one = self.left.pop()
            if id(one) not in self.seen:
                self.seen.add(id(one))
                self.look_into(one)
        if len(others) > 1 and not self.named.isdisjoint(others | NAMELESS_USE):
            raise UnknownError
        # What changes without another object in its place.
        self.values = [files(self.home), *[type(one).getstate(one) for one in self.generators]]

    def is_same(self, other: Memory | None) -> bool:
        """Whether both hold the very same objects in the same places."""
        return (
            other is not None
            and len(self.found) == len(other.found)
            and all(map(is_, self.found, other.found))
            and self.values == other.values
        )

    def add(self, parts: Iterable[Any]) -> None:
        """Note what is held together, and look into it later."""
        for part in parts:
            kind = type(part)
            self.found.append(part)
            if kind not in PLAIN and kind not in FIXED:
                self.left.append(part)

    def look_into(self, one: Any) -> None:
        kind = type(one)
        if look := LOOKS.get(kind):
            look(self, one)
        elif module_of_type(kind) == "typing":
            return  # what annotations are made of
        elif name_of(kind) in METACLASSES:
            self.look_into_class(one)
        elif name_of(kind) == ("random", "Random"):
            self.generators.append(one)
        elif not (kind in self.inert or name_of(kind) in FIXED_NAMES):
            self.look_into_instance(one)

    def look_into_row(self, one: Any) -> None:
        if len(one) > MOST:
            raise UnknownError
        if PLAIN.issuperset(map(type, one)):  # the most frequent by far
            self.found += one
        else:
            self.add(one)

    def look_into_dict(self, one: dict[Any, Any]) -> None:
        self.look_into_row(one.keys())
        self.look_into_row(one.values())

    def look_into_function(self, one: types.FunctionType) -> None:
        if (module := one.__globals__.get("__name__")) != OWN:
            self.refuse_impure(module)
            return
        self.look_into_code(one.__code__)
        cells = [cell.cell_contents for cell in one.__closure__ or () if cell != EMPTY]
        self.add([one.__code__, one.__defaults__, one.__kwdefaults__, one.__dict__, *cells])

    def look_into_code(self, code: types.CodeType) -> None:
        """What a function imports by itself is not among the script's names."""
        self.named.update(code.co_names)
        calls = code.co_code[::2]
        if IMPORT_NAME in calls:
            if EXTENDED_ARG in calls:  # the numbers of names are not to be read so easily
                raise UnknownError
            for call, number in zip(calls, code.co_code[1::2], strict=True):
                if call == IMPORT_NAME:
                    self.refuse_impure(code.co_names[number])
        for constant in code.co_consts:
            if type(constant) is types.CodeType:
                self.look_into_code(constant)

    def look_into_method(self, one: types.MethodType) -> None:
        self.add([one.__func__, one.__self__])

    def look_into_builtin(self, one: types.BuiltinMethodType) -> None:
        self.add([one.__self__])

    def look_into_property(self, one: property) -> None:
        self.add([one.fget, one.fset, one.fdel])

    def look_into_wrapper(self, one: Any) -> None:
        self.add([one.__func__])

    def look_into_module(self, one: types.ModuleType) -> None:
        name = one.__dict__.get("__name__")
        if name == "random" and sys.modules.get(name) is one:
            self.add([one.__dict__["_inst"]])
        else:
            self.refuse_impure(name)
            self.found += one.__dict__.values()

    def refuse_impure(self, module: Any) -> None:
        if not is_pure(module):
            raise UnknownError

    def look_into_class(self, one: type) -> None:
        if (module := module_of_type(one)) == OWN:
            self.add(dict_of_type(one).values())
            self.add(bases_of_type(one))
        else:
            self.refuse_impure(module)

    def look_into_instance(self, one: Any) -> None:
        for base in bases_of_type(type(one))[:-1]:
            if module_of_type(base) != OWN:
                raise UnknownError
            for part in dict_of_type(base).values():
                # Where an instance's attributes are: in its slots, and in its dict.
                if type(part) in (types.MemberDescriptorType, types.GetSetDescriptorType):
                    with contextlib.suppress(AttributeError):  # nothing is there yet
                        self.add([part.__get__(one)])


LOOKS: dict[type, Callable[[Memory, Any], None]] = {
    list: Memory.look_into_row,
    tuple: Memory.look_into_row,
    set: Memory.look_into_row,
    frozenset: Memory.look_into_row,
    dict: Memory.look_into_dict,
    types.FunctionType: Memory.look_into_function,
    types.MethodType: Memory.look_into_method,
    types.BuiltinFunctionType: Memory.look_into_builtin,
    types.ModuleType: Memory.look_into_module,
    property: Memory.look_into_property,
    staticmethod: Memory.look_into_wrapper,
    classmethod: Memory.look_into_wrapper,
}


def is_pure(module: Any) -> bool:
    """Whether a module, by its name, is one of those that always give the same answers."""
    return type(module) is str and module.partition(".")[0] in PURE_MODULES


def is_other_module(one: Any) -> bool:
    """Whether it is a module that may change by itself, which matters where a function uses it."""
    if type(one) is not types.ModuleType:
        return False
    name = one.__dict__.get("__name__")
    return name != "random" and not is_pure(name)


def name_of(kind: type) -> tuple[Any, str]:
    """Where a type says that it comes from, and its name."""
    return module_of_type(kind), NAME_OF_TYPE(kind)


def files(folder: str) -> list[tuple[str, int, int]]:
    """Name, size and time of the files in the script's folder, less those of the questions."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith("probe-")]
        for name in names:
            about = os.lstat(os.path.join(place, name))
            found.append((f"{place}/{name}", about.st_size, about.st_mtime_ns))
        if len(found) + len(folders) > ENTRIES:
            raise UnknownError
    return found
