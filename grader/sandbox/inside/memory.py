"""What a script can remember from one question to the next: its names and all that they lead to.

Runs behind the wall, and is no protection: a script that hides what it remembers spoils its own
answers. Nothing here calls the script's code, so an object that only its own code can look into is
unknown, and so is a clock, or a module that changes by itself.
"""

from __future__ import annotations

import opcode
import os
import sys
import types
from itertools import chain
from operator import is_

from grader.sandbox.inside.plain import NAME_OF_TYPE

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    Read = Callable[[Any], list[Any]]

MOST = 50_000  # objects; to look at more would take longer than to ask again
ENTRIES = 200
IMPORT_NAME, EXTENDED_ARG = opcode.opmap["IMPORT_NAME"], opcode.EXTENDED_ARG
HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE: a class that was made by a program
# Modules that give the same answer to the same question, whenever they are asked.
PURE = """
__future__ abc array bisect builtins collections contextlib copy csv dataclasses enum fractions
functools heapq itertools math numbers operator re reprlib statistics string textwrap types typing
"""
PURE_MODULES = frozenset(PURE.split())
PLAIN = frozenset(
    [int, float, bool, str, bytes, complex, type(None), type(...), type(NotImplemented), range]
)
PLAIN_IDS = frozenset(map(id, PLAIN))
# Made once, and the same ever after.
FIXED = PLAIN | {
    types.CodeType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
    types.ClassMethodDescriptorType,
    types.GenericAlias,
    types.UnionType,
}
FIXED_NAMES = frozenset(
    [
        ("fractions", "Fraction"),
        ("decimal", "Decimal"),
        ("re", "Pattern"),
        ("_abc", "_abc_data"),
        ("__future__", "_Feature"),
        ("dataclasses", "Field"),
        ("dataclasses", "_DataclassParams"),
        ("dataclasses", "_HAS_DEFAULT_FACTORY_CLASS"),
        ("dataclasses", "_MISSING_TYPE"),
    ]
)
METACLASSES = frozenset(
    [
        ("builtins", "type"),
        ("abc", "ABCMeta"),
        ("enum", "EnumType"),
        ("enum", "EnumMeta"),
        ("typing", "_ProtocolMeta"),
    ]
)
OWN = "__main__"
# By these a function may use a name that does not stand in it.
NAMELESS_USE = frozenset(["eval", "exec", "globals", "vars", "locals", "__import__", "modules"])
# And these change or show what no name leads to.
REGISTRIES = frozenset(
    ["__subclasses__", "register", "register_dialect", "unregister_dialect", "field_size_limit"]
    + ["samples", "__import__"]
)
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

    def __init__(self, namespace: dict[str, Any], home: str, inert: Iterable[type]) -> None:
        self.home, self.inert = home, frozenset(inert)
        # What can change, how to read it, and what it held: references, so that nothing of it can
        # go and its place be taken.
        self.held: list[tuple[Read, Any, list[Any]]] = []
        self.rows: list[list[Any]] = []  # of nothing but numbers and texts: they are the most
        self.generators: list[Any] = []
        self.named: set[str] = set()  # by the functions
        self.count = 0
        others = {name for name, one in namespace.items() if is_other_module(one)}
        self.held.append((parts_of_dict, namespace, parts_of_dict(namespace)))
        self.left = [one for name, one in namespace.items() if name not in others]
        self.look_into_all()
        unseen = REGISTRIES | others | (NAMELESS_USE if others else frozenset())
        if not self.named.isdisjoint(unseen):
            raise UnknownError
        self.sizes, self.in_rows = [*map(len, self.rows)], [*chain(*self.rows)]
        self.values = self.read_values()

    def is_unchanged(self) -> bool:
        """Whether all holds the very same objects as at first. Far quicker than to look anew."""
        for read, one, parts in self.held:
            now = read(one)
            if len(now) != len(parts) or not all(map(is_, now, parts)):
                return False
        same_sizes = [*map(len, self.rows)] == self.sizes
        return same_sizes and all(map(is_, chain(*self.rows), self.in_rows))

    def is_all_unchanged(self) -> bool:
        """The same, and files and random numbers, which take longer to look at."""
        return self.is_unchanged() and self.values == self.read_values()

    def read_values(self) -> list[Any]:
        """What changes without another object in its place."""
        return [files(self.home), *[type(one).getstate(one) for one in self.generators]]

    def look_into_all(self) -> None:
        seen: set[int] = set()
        while self.left:
            one = self.left.pop()
            kind = type(one)
            # What a metaclass of the script's defines could be run by no more than a comparison.
            if type(kind) is not type and name_of(type(kind)) not in METACLASSES:
                raise UnknownError
            if kind not in FIXED and id(one) not in seen:
                seen.add(id(one))
                self.look_into(one, kind)

    def look_into(self, one: Any, kind: type) -> None:
        if look := LOOKS.get(kind):
            look(self, one)
        elif name_of(kind) in METACLASSES:
            self.look_into_class(one)
        elif name_of(kind) == ("random", "Random"):
            self.take(625)
            self.generators.append(one)
        elif kind not in self.inert and name_of(kind) not in FIXED_NAMES and not is_hint(kind):
            self.look_into_instance(one, kind)

    def take(self, count: int) -> None:
        self.count += count
        if self.count > MOST:
            raise UnknownError

    def hold(self, read: Read, one: Any) -> None:
        """Note what something holds that can change, and look into that later."""
        parts = read(one)
        self.take(len(parts))
        self.held.append((read, one, parts))
        self.left += parts

    def look_into_list(self, one: list[Any]) -> None:
        self.take(len(one))
        if PLAIN_IDS.issuperset(map(id, map(type, one))):
            self.rows.append(one)
        else:
            self.hold(list, one)

    def look_into_fixed_row(self, one: Any) -> None:
        self.take(len(one))
        self.left += one

    def look_into_set(self, one: set[Any]) -> None:
        self.hold(list, one)

    def look_into_dict(self, one: dict[Any, Any]) -> None:
        self.hold(parts_of_dict, one)

    def look_into_function(self, one: types.FunctionType) -> None:
        module = one.__globals__.get("__name__")
        if type(module) is str and module == OWN:
            self.look_into_code(one.__code__)
        else:
            self.refuse_impure(module)
        self.hold(parts_of_function, one)

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
        self.left += [one.__func__, one.__self__]

    def look_into_builtin(self, one: types.BuiltinMethodType) -> None:
        self.left.append(one.__self__)

    def look_into_property(self, one: property) -> None:
        self.left += [one.fget, one.fset, one.fdel]

    def look_into_wrapper(self, one: Any) -> None:
        self.left.append(one.__func__)

    def look_into_module(self, one: types.ModuleType) -> None:
        name = one.__dict__.get("__name__")
        if name == "random" and sys.modules.get(name) is one:
            self.left.append(one.__dict__["_inst"])
        else:
            self.refuse_impure(name)
            # Its own functions lead far, and only a program that is no homework changes them.
            self.held.append((parts_of_module, one, parts_of_module(one)))

    def refuse_impure(self, module: Any) -> None:
        if not is_pure(module):
            raise UnknownError

    def look_into_class(self, one: type) -> None:
        module, name = name_of(one)
        if module == OWN:
            self.hold(parts_of_class, one)
            return
        self.refuse_impure(module)
        if one.__flags__ & HEAP_TYPE and sys.modules[module].__dict__.get(name) is not one:
            raise UnknownError  # made by the script, and named after another's

    def look_into_instance(self, one: Any, kind: type) -> None:
        if any(module_of_type(base) != OWN for base in bases_of_type(kind)[:-1]):
            raise UnknownError
        self.hold(parts_of_instance, one)


LOOKS: dict[type, Callable[[Memory, Any], None]] = {
    list: Memory.look_into_list,
    tuple: Memory.look_into_fixed_row,
    frozenset: Memory.look_into_fixed_row,
    set: Memory.look_into_set,
    dict: Memory.look_into_dict,
    types.FunctionType: Memory.look_into_function,
    types.MethodType: Memory.look_into_method,
    types.BuiltinFunctionType: Memory.look_into_builtin,
    types.ModuleType: Memory.look_into_module,
    property: Memory.look_into_property,
    staticmethod: Memory.look_into_wrapper,
    classmethod: Memory.look_into_wrapper,
}


# How what can change is read


def parts_of_dict(one: Mapping[Any, Any]) -> list[Any]:
    """Keys and values."""
    return [*one, *one.values()]


def parts_of_function(one: types.FunctionType) -> list[Any]:
    """Its code, defaults, attributes, and the variables of the functions around it."""
    # A cell without a value equals another such, and is compared with nothing of the script's.
    cells = [EMPTY if cell == EMPTY else cell.cell_contents for cell in one.__closure__ or ()]
    return [one.__code__, one.__defaults__, one.__kwdefaults__, one.__dict__, *cells]


def parts_of_module(one: types.ModuleType) -> list[Any]:
    """What is in it."""
    return [*one.__dict__.values()]


def parts_of_class(one: type) -> list[Any]:
    """Names and values, and the classes above it."""
    return [*parts_of_dict(dict_of_type(one)), *bases_of_type(one)]


def parts_of_instance(one: Any) -> list[Any]:
    """Its class, and its attributes."""
    parts: list[Any] = [type(one)]
    for base in bases_of_type(type(one))[:-1]:
        for part in dict_of_type(base).values():
            # By these its slots are read, and its dict.
            if type(part) in (types.MemberDescriptorType, types.GetSetDescriptorType):
                try:
                    parts.append(part.__get__(one))
                except AttributeError:
                    parts.append(EMPTY)
    return parts


def name_of(kind: type) -> tuple[str, str]:
    """Where a type says that it comes from, and its name."""
    module = module_of_type(kind)
    return module if type(module) is str else "", NAME_OF_TYPE(kind)


def is_pure(module: Any) -> bool:
    """Whether a module, by its name, is one of those that always give the same answers."""
    return type(module) is str and module.partition(".")[0] in PURE_MODULES


def is_hint(kind: type) -> bool:
    """Whether it is what annotations are made of."""
    return name_of(kind)[0] == "typing"


def is_other_module(one: Any) -> bool:
    """Whether it is a module that may change by itself, which matters where a function uses it."""
    if type(one) is not types.ModuleType:
        return False
    name = one.__dict__.get("__name__")
    return name != "random" and not is_pure(name)


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
