"""What a script can remember from one question to the next: its names and all that they lead to.

Runs behind the wall, and is no protection: a script that hides what it remembers spoils its own
answers. Nothing here calls the script's code, so an object that only its own code can look into is
unknown, and so is a clock, or a module that changes by itself.

To ask everything twice does not do as well: what the first question has changed for good is so in
every order, and what is printed would be there twice.
"""

from __future__ import annotations

import opcode
import os
import sys
import types
from itertools import chain
from operator import attrgetter, is_

from grader.sandbox.inside.plain import NAME_OF_TYPE, is_exactly

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
functools heapq itertools math numbers numpy operator pathlib re reprlib statistics string textwrap
types typing
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
FIXED_NAMES = """
fractions.Fraction decimal.Decimal re.Pattern _abc._abc_data __future__._Feature dataclasses.Field
dataclasses._DataclassParams dataclasses._HAS_DEFAULT_FACTORY_CLASS dataclasses._MISSING_TYPE
pathlib.PosixPath pathlib.PurePosixPath pathlib._local.PosixPath pathlib._local.PurePosixPath
"""
FIXED_TYPES = frozenset(name.rpartition(".")[::2] for name in FIXED_NAMES.split())
METACLASS_NAMES = """
builtins.type abc.ABCMeta enum.EnumType enum.EnumMeta typing._ProtocolMeta numpy._DTypeMeta
"""
METACLASSES = frozenset(tuple(name.split(".")) for name in METACLASS_NAMES.split())
OWN = "__main__"
# By these a function may use a name that does not stand in it.
NAMELESS_USE = frozenset(["eval", "exec", "globals", "vars", "locals", "__import__", "modules"])
# And these change or show what no name leads to.
REGISTRY_NAMES = """
__subclasses__ register register_dialect unregister_dialect field_size_limit samples __import__
"""
REGISTRIES = frozenset(REGISTRY_NAMES.split())
FIXED_IN_NUMPY = frozenset(["ufunc", "_ArrayFunctionDispatcher"])
BYTES_OF_OBJECT = 64  # of an array, which are looked at as quickly as one object
WARNED = "__warningregistry__"
EMPTY = types.CellType()  # a variable that has no value yet
PARTS_OF_FUNCTION = attrgetter("__code__", "__defaults__", "__kwdefaults__", "__dict__")
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
        self.modules: list[tuple[Read, Any, list[Any]]] = []
        self.rows: list[list[Any]] = []
        self.tables: list[list[Any]] = []  # rows of numbers and texts in a row: they are the most
        self.functions: list[types.FunctionType] = []
        self.empty: list[dict[str, Any]] = []
        self.generators: list[Any] = []
        self.arrays: list[Any] = []
        self.named: set[str] = set()  # by the functions
        self.count = 0
        # A clock or the system may well be imported, if only no function uses it.
        others = {name for name, value in namespace.items() if is_other_module(value)}
        # The names themselves, too: one that was not there before is a memory.
        self.held.append((parts_of_dict, namespace, parts_of_dict(namespace)))
        self.left = [value for name, value in namespace.items() if name not in others]
        self.look_into_all()
        unseen = REGISTRIES | others | (NAMELESS_USE if others else frozenset())
        if not self.named.isdisjoint(unseen):
            raise UnknownError
        self.in_rows, self.in_tables = parts_of_rows(self.rows), parts_of_rows(self.tables)
        self.in_functions = [*chain(*map(PARTS_OF_FUNCTION, self.functions))]
        self.values = self.read_values()
        self.has_changed = False

    def note_changes(self) -> None:
        """Look in between at what is quickly looked at: it may change back by the end."""
        self.has_changed = self.has_changed or not self.is_unchanged()

    def is_unchanged(self) -> bool:
        """Tell whether all but tables and modules holds the very same objects as at first."""
        in_functions = chain(*map(PARTS_OF_FUNCTION, self.functions))
        return (
            not any(self.empty)
            and all(map(is_, in_functions, self.in_functions))
            and are_same(self.held)
            and are_same_rows(self.rows, self.in_rows)
        )

    def is_all_unchanged(self) -> bool:
        """Tell it of all, all the time since, and of files and random numbers."""
        return (
            not self.has_changed
            and self.is_unchanged()
            and are_same(self.modules)
            and are_same_rows(self.tables, self.in_tables)
            and self.values == self.read_values()
        )

    def read_values(self) -> list[Any]:
        """Read what changes without another object in its place."""
        states = [state_of(generator) for generator in (*self.generators, *drawn_from_anywhere())]
        return [files(self.home), *states, *errors_of_numpy(), *map(content_of_array, self.arrays)]

    def look_into_all(self) -> None:
        # By identity, and without recursion: a comparison could run the script's code, and what it
        # holds may be as deep as it likes.
        looked_at: set[int] = set()
        while self.left:
            value = self.left.pop()
            kind = type(value)
            # What a metaclass of the script's defines could be run by no more than a comparison.
            if type(kind) is not type and name_of(type(kind)) not in METACLASSES:
                raise UnknownError
            if kind not in FIXED and id(value) not in looked_at:
                looked_at.add(id(value))
                self.look_into(value, kind)

    def look_into(self, value: Any, kind: type) -> None:
        if look := LOOKS.get(kind):
            look(self, value)
        elif names := LEADS_TO.get(kind):
            self.left += [getattr(value, name) for name in names]
        elif name_of(kind) in METACLASSES:
            self.look_into_class(value)
        elif name_of(kind) == ("random", "Random"):
            self.take(625)
            self.generators.append(value)
        elif name_of(kind)[0].startswith("numpy") and not kind.__flags__ & HEAP_TYPE:
            self.look_into_numpy(value, kind)
        elif is_exactly(kind, "array", "array"):
            self.take(len(value) * value.itemsize // BYTES_OF_OBJECT)
            self.arrays.append(value)
        elif kind not in self.inert and name_of(kind) not in FIXED_TYPES and not is_hint(kind):
            self.look_into_instance(value, kind)

    def take(self, count: int) -> None:
        self.count += count
        if self.count > MOST:
            raise UnknownError

    def hold(self, read: Read, value: Any) -> None:
        """Note what a value holds that can change, and look into that later."""
        parts = read(value)
        self.take(len(parts))
        self.held.append((read, value, parts))
        self.left += parts

    def look_into_list(self, row: list[Any]) -> None:
        self.take(len(row))
        self.rows.append(row)
        if PLAIN_IDS.issuperset(map(id, map(type, row))):
            return
        if all(type(item) is list for item in row):
            self.take(sum(map(len, row)))
            if PLAIN_IDS.issuperset(map(id, map(type, chain(*row)))):
                self.tables += row
                return
        self.left += row

    def look_into_fixed_row(self, row: Any) -> None:
        self.take(len(row))
        self.left += row

    def look_into_function(self, function: types.FunctionType) -> None:
        module = function.__globals__.get("__name__")
        if type(module) is str and module == OWN:
            self.look_into_code(function.__code__)
        else:
            self.refuse_impure(module)
        _, *defaults, attributes = PARTS_OF_FUNCTION(function)
        self.take(1)
        self.functions.append(function)
        self.left += defaults
        if function.__closure__:
            self.hold(parts_of_closure, function)
        (self.left if attributes else self.empty).append(attributes)

    def look_into_code(self, code: types.CodeType) -> None:
        """Note the names that code uses, and refuse what it imports that is not pure."""
        self.named.update(code.co_names)
        # What it imports by itself is not among the script's names.
        calls = code.co_code[::2]
        if IMPORT_NAME in calls:
            above = 0  # of a number that takes more than a byte
            for call, byte in zip(calls, code.co_code[1::2], strict=True):
                number = above << 8 | byte
                above = number if call == EXTENDED_ARG else 0
                if call == IMPORT_NAME:
                    self.refuse_impure(code.co_names[number])
        for constant in code.co_consts:
            if type(constant) is types.CodeType:
                self.look_into_code(constant)

    def look_into_module(self, module: types.ModuleType) -> None:
        name = module.__dict__.get("__name__")
        if name == "random" and sys.modules.get(name) is module:
            self.left.append(module.__dict__["_inst"])
        else:
            self.refuse_impure(name)
            # Its own functions lead far, and only a program that is no homework changes them.
            self.modules.append((parts_of_module, module, parts_of_module(module)))

    def refuse_impure(self, module: Any) -> None:
        if not is_pure(module):
            raise UnknownError

    def look_into_class(self, kind: type) -> None:
        module, name = name_of(kind)
        if module == OWN:
            self.hold(parts_of_class, kind)
            return
        self.refuse_impure(module)
        if kind.__flags__ & HEAP_TYPE and sys.modules[module].__dict__.get(name) is not kind:
            raise UnknownError  # made by the script, and named after another's

    def look_into_numpy(self, value: Any, kind: type) -> None:
        name = NAME_OF_TYPE(kind)
        if name == "ndarray":
            if value.dtype.hasobject:
                self.hold(parts_of_array, value)
            self.take(value.nbytes // BYTES_OF_OBJECT)
            self.arrays.append(value)
        elif name in ("Generator", "RandomState"):
            self.generators.append(value)
        elif name not in FIXED_IN_NUMPY and not is_number(kind):
            raise UnknownError

    def look_into_instance(self, instance: Any, kind: type) -> None:
        if any(module_of_type(base) != OWN for base in bases_of_type(kind)[:-1]):
            raise UnknownError
        self.hold(parts_of_instance, instance)


LOOKS: dict[type, Callable[[Memory, Any], None]] = {
    list: Memory.look_into_list,
    tuple: Memory.look_into_fixed_row,
    frozenset: Memory.look_into_fixed_row,
    set: lambda memory, value: memory.hold(list, value),
    dict: lambda memory, value: memory.hold(parts_of_dict, value),
    types.FunctionType: Memory.look_into_function,
    types.ModuleType: Memory.look_into_module,
}
# What can't change itself, and where it leads.
LEADS_TO = {
    types.MethodType: ["__func__", "__self__"],
    types.BuiltinFunctionType: ["__self__"],
    property: ["fget", "fset", "fdel"],
    staticmethod: ["__func__"],
    classmethod: ["__func__"],
}


def forget_warnings(namespace: dict[str, Any]) -> None:
    """Take away what Python notes of warnings among a program's names, with all put in there."""
    if type(namespace.get(WARNED)) is dict:
        del namespace[WARNED]


# How what can change is read. Far quicker than to look anew, and nothing of the script's is called:
# no `==`.


def are_same(held: Iterable[tuple[Read, Any, list[Any]]]) -> bool:
    """Tell whether each holds the very same objects as it did."""
    for read, value, parts in held:
        now = read(value)
        if len(now) != len(parts) or not all(map(is_, now, parts)):
            return False
    return True


def are_same_rows(rows: list[list[Any]], held: tuple[list[int], list[Any]]) -> bool:
    """Tell the same of many lists at once."""
    sizes, parts = held
    return [*map(len, rows)] == sizes and all(map(is_, chain(*rows), parts))


def parts_of_rows(rows: list[list[Any]]) -> tuple[list[int], list[Any]]:
    """Read how much each holds, and what all of them do."""
    return [*map(len, rows)], [*chain(*rows)]


def parts_of_dict(mapping: Mapping[Any, Any]) -> list[Any]:
    """Read keys and values."""
    return [*mapping, *mapping.values()]


def parts_of_closure(function: types.FunctionType) -> list[Any]:
    """Read the variables of the functions around one."""
    # A cell without a value equals another such, and is compared with nothing of the script's.
    return [EMPTY if cell == EMPTY else cell.cell_contents for cell in function.__closure__ or ()]


def parts_of_module(module: types.ModuleType) -> list[Any]:
    """Read what is in it."""
    return [*module.__dict__.values()]


def parts_of_class(kind: type) -> list[Any]:
    """Read names and values, and the classes above it."""
    return [*parts_of_dict(dict_of_type(kind)), *bases_of_type(kind)]


def parts_of_instance(instance: Any) -> list[Any]:
    """Read its class, and its attributes."""
    parts: list[Any] = [type(instance)]
    for base in bases_of_type(type(instance))[:-1]:
        for part in dict_of_type(base).values():
            # By these its slots are read, and its dict.
            if type(part) in (types.MemberDescriptorType, types.GetSetDescriptorType):
                try:
                    parts.append(part.__get__(instance))
                except AttributeError:
                    parts.append(EMPTY)
    return parts


def parts_of_array(array: Any) -> list[Any]:
    """Read the objects that an array refers to."""
    return list(array.flat)


def content_of_array(array: Any) -> tuple[Any, ...]:
    """Read form and numbers of an array, of Python's or NumPy's."""
    if not hasattr(array, "dtype"):
        return array.typecode, array.tobytes()
    return array.shape, array.dtype, array.flags.num, array.tobytes()


def is_number(kind: type) -> bool:
    """Tell whether it is a type of NumPy's numbers, or of types of numbers."""
    names = {NAME_OF_TYPE(base) for base in bases_of_type(kind)}
    return not names.isdisjoint(["number", "bool", "str_", "dtype"])


def drawn_from_anywhere() -> list[Any]:
    """Give NumPy's one generator that each function may draw from."""
    module = sys.modules.get("numpy.random.mtrand")
    return [] if module is None else [module.__dict__["_rand"]]


def errors_of_numpy() -> list[Any]:
    """Read how NumPy takes what is no number any more, which a function may set for all others."""
    module = sys.modules.get("numpy._core.umath")
    read = None if module is None else module.__dict__.get("_get_extobj_dict")
    if type(read) is not types.BuiltinFunctionType:
        return []
    state = read()
    return [{**state, "call": id(state["call"])}]  # which may be the script's own


def state_of(generator: Any) -> Any:
    """Read what a generator will draw next."""
    if name_of(type(generator)) == ("random", "Random"):
        return type(generator).getstate(generator)
    if NAME_OF_TYPE(type(generator)) == "RandomState":
        return in_bytes(generator.get_state(legacy=False))
    source = generator.bit_generator
    seeds = source.seed_seq  # of which others may be drawn, too
    is_known = is_exactly(type(seeds), "numpy.random.bit_generator", "SeedSequence")
    return in_bytes(source.state), seeds.n_children_spawned if is_known else None


def in_bytes(state: Any) -> Any:
    """Give a state with its arrays in bytes, which can be compared."""
    if type(state) is dict:
        return {name: in_bytes(part) for name, part in state.items()}
    return state.tobytes() if name_of(type(state)) == ("numpy", "ndarray") else state


def name_of(kind: type) -> tuple[str, str]:
    """Give where a type says that it comes from, and its name."""
    module = module_of_type(kind)
    return module if type(module) is str else "", NAME_OF_TYPE(kind)


def is_pure(module: Any) -> bool:
    """Tell whether a module, by its name, is one of those that always give the same answers."""
    return type(module) is str and module.partition(".")[0] in PURE_MODULES


def is_hint(kind: type) -> bool:
    """Tell whether it is what annotations are made of."""
    return name_of(kind)[0] == "typing"


def is_other_module(value: Any) -> bool:
    """Tell whether it is a module that may change by itself, if a function uses it."""
    if type(value) is not types.ModuleType:
        return False
    name = value.__dict__.get("__name__")
    return name != "random" and not is_pure(name)


def files(folder: str) -> list[tuple[str, int, int, int]]:
    """Give name, size and times of all that is in a folder."""
    entries = []
    for place, folders, names in os.walk(folder):
        for name in chain(folders, names):
            # Not their content: who writes it changes the times as well, and this is done often.
            about = os.lstat(os.path.join(place, name))
            times = about.st_mtime_ns, about.st_ctime_ns
            entries.append((f"{place}/{name}", about.st_size, *times))
        if len(entries) > ENTRIES:
            raise UnknownError
    return entries
