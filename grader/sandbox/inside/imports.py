"""What a submission's imports get: the module, an inert stand-in, or a name that may not be used.

Runs behind the wall. It is a service to honest programs and no protection: the points for the rule
are judged from the syntax tree, on the grader's side.
"""

from __future__ import annotations

import builtins
import importlib
import sys
import types

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    Kind = Callable[[str], types.ModuleType]

OPERATIONS = "add sub mul matmul truediv floordiv mod pow and or xor lshift rshift"
ARITHMETIC = OPERATIONS.split(" ")
ABSENT = frozenset(
    ["google", "kaggle", "kagglehub", "kaggle_secrets"]
)  # how a program asks where it is


class NotAllowedError(ImportError):
    """A module that this assignment does not allow was used."""


class Inert:
    """What every name of a plotting module is: callable, indexable, and without effect."""

    def __getattr__(self, name: str) -> Any:
        # Else `copy`, `pickle` and the like would take it for what has every protocol there is.
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter([self] * names_to_unpack(sys._getframe(1)))

    def __next__(self) -> Any:
        raise StopIteration

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, Inert)

    def __mro_entries__(self, bases: Any) -> tuple[type, ...]:
        return (Inert,)


def itself(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Give what was used: whatever is done with something inert is inert, or names one that is."""
    return self


def always(value: Any) -> Callable[..., Any]:
    """Make a method that gives the same, whatever it is asked about."""
    return lambda self, *args: value


UNARY = "call getitem enter neg pos abs invert"
for operation in [*ARITHMETIC, *(f"r{name}" for name in ARITHMETIC), *UNARY.split()]:
    setattr(Inert, f"__{operation}__", itself)
# Nothing inert is more or less than anything. What is set in it or deleted leaves no trace.
CONSTANT = {"len": 0, "bool": True, "float": 0.0, "index": 0, "format": "0", "round": 0.0}
CONSTANT |= dict.fromkeys(["lt", "le", "gt", "ge"], False)
CONSTANT |= dict.fromkeys(["setitem", "delitem", "setattr", "exit"])
for operation, value in CONSTANT.items():
    setattr(Inert, f"__{operation}__", always(value))


def names_to_unpack(frame: types.FrameType) -> int:
    """Count what the calling statement unpacks (`fig, ax = plt.subplots()`: 2), else 0."""
    import opcode

    # The instruction that asked for the iterator: nothing else tells a pair from a list.
    instruction = frame.f_code.co_code[frame.f_lasti]
    if opcode.opname[instruction] in ("UNPACK_SEQUENCE", "UNPACK_EX"):
        return frame.f_code.co_code[frame.f_lasti + 1] & 0xFF
    return 0


class StandIn(types.ModuleType):
    """A plotting module: every name in it is inert, every submodule too."""

    __path__: list[str] = []
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert()


class Bars(type):
    """The type of what is in a module of progress bars: each name is a bar, or a part of it."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return OTHER_BARS.get(name, Bar)


class Bar(Inert, metaclass=Bars):
    """A progress bar that shows nothing: what is looped over passes through it."""

    def __init__(self, iterable: Any = (), *args: Any, **kwargs: Any) -> None:
        self.__dict__["iterable"] = iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self.iterable)

    def __len__(self) -> int:
        return len(self.iterable)


class RangeBar(Bar):
    """A bar over a range."""

    def __init__(self, *args: int, **kwargs: Any) -> None:
        super().__init__(range(*args))


def passing_on(looped: Callable[..., Any]) -> Callable[..., Any]:
    """Make a built-in's double with a bar, whose options are left out."""
    return lambda *args, **kwargs: looped(*args)


OTHER_BARS: dict[str, Any] = {"trange": RangeBar, "tnrange": RangeBar}
OTHER_BARS |= {f"t{looped.__name__}": passing_on(looped) for looped in (enumerate, zip, map)}


class ProgressModule(StandIn):
    """A module of progress bars, and each of its parts."""

    def __getattr__(self, name: str) -> Any:
        return getattr(Bar, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return Bar(*args, **kwargs)


class Forbidden(type):
    """The type of each name from a module that is not allowed: it can be named, but not used.

    Annotations (`np.ndarray | None`) and `except` name without using, so they pass: the name is a
    class, of exceptions that nobody raises. A class above it has nothing of it.
    """

    def __new__(
        cls, dotted: str, bases: tuple[Any, ...] = (), *namespace: Any, **kwargs: Any
    ) -> Any:
        if bases:  # a class with the name as its base is about to be made
            others = (lacking(base) if type(base) is cls else base for base in bases)
            return type(dotted, tuple(others), *namespace)
        return type.__new__(cls, dotted, (BaseException,), {})

    def __init__(self, *args: Any) -> None:
        type.__init__(self, "")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(verdict(f"{self.__name__}.{name}"))
        return Forbidden(f"{self.__name__}.{name}")

    def __repr__(self) -> str:
        return self.__name__

    __getitem__ = __or__ = __ror__ = itself


class Lacking:
    """What stands in the place of a forbidden base class: using what is not there raises."""

    dotted = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(verdict(f"{self.dotted}.{name}"), name=name, obj=self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotAllowedError(verdict(f"{self.dotted}.__call__"))


def lacking(base: Forbidden) -> type:
    """Make the class that stands in a forbidden one's place."""
    return type(base.__name__, (Lacking,), {"dotted": base.__name__})


class ForbiddenModule(types.ModuleType):
    """A module that is not allowed: importing it passes, using a name of it raises."""

    __version__ = "0"  # many a notebook begins by printing it

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(verdict(f"{self.__name__}.{name}"))
        return Forbidden(f"{self.__name__}.{name}")


def verdict(dotted: str) -> str:
    """Say which module, or part of one, may not be used."""
    part = next((name for name in FORBIDDEN if is_within(dotted, [name])), "")
    what = part or f"the module {dotted.partition('.')[0]}"
    return f"{dotted}: {what} is not allowed in this assignment; do without it"


def refuse(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Raise, whatever was to be done with a name or module."""
    raise NotAllowedError(verdict(self.__name__))


USES = (
    "call iter next reversed enter exit aenter aexit aiter await contains setattr delattr setitem "
    "delitem len int float complex index round divmod neg pos abs invert lt le gt ge fspath"
)
# `typing` compares and hashes what it is given, and uses nothing; a module may be looked for.
for operation in {*ARITHMETIC, *USES.split()}:
    for used in (Forbidden, ForbiddenModule):
        if operation != "or":
            setattr(used, f"__{operation}__", refuse)
            setattr(used, f"__r{operation}__", refuse)
for operation in ("bool", "str", "format"):
    setattr(Forbidden, f"__{operation}__", refuse)
for operation, method in {"bool": always(True), "getitem": refuse}.items():
    setattr(ForbiddenModule, f"__{operation}__", method)


FORBIDDEN: list[str] = []  # names in modules that are allowed
INERT = [Inert, StandIn, Bars, Forbidden, ForbiddenModule]  # what holds nothing of the script's


class Rule:
    """Makes the script's imports follow the rule; the standard library's own are left alone.

    `guarded` are the imports, by cell and line, that an `except` expects to fail. `written` are the
    modules that the script writes itself: it may import them, and the rule holds in them, too.
    `others` make the stand-ins that are not like the rest.
    """

    def __init__(
        self, job: dict[str, Any], namespace: dict[str, Any], others: Mapping[str, Kind]
    ) -> None:
        self.permitted, self.inert = {*job["allowed"], "__main__"}, frozenset(job["stand_ins"])
        self.kinds = {"tqdm": ProgressModule, **others}
        self.forbidden = FORBIDDEN
        FORBIDDEN[:] = job["forbidden"]
        self.expected = {(f"<cell {index}>", line) for index, line in job["guarded"]}
        self.namespace, self.written = namespace, set[str]()
        self.true_import, self.true_import_module = builtins.__import__, importlib.import_module

    def install(self) -> None:
        builtins.__import__ = self.import_for
        importlib.import_module = self.import_module
        for dotted in self.forbidden:
            module, _, name = dotted.rpartition(".")
            # What a package has taken of it for itself stays its own.
            if hasattr(sys.modules.get(module), name):
                setattr(sys.modules[module], name, Forbidden(dotted))

    def import_for(
        self,
        name: str,
        globals: Any = None,
        locals: Any = None,
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        # Whose import it is tells its namespace: what an allowed module imports is its own matter.
        caller = sys._getframe(1)
        of_script = level == 0 and self.holds_in(caller.f_globals if globals is None else globals)
        kind = self.replacement(name) if of_script else None
        if kind is None:
            return self.true_import(name, globals, locals, fromlist, level)
        # A program that has a second way, if there is no NumPy, is to take it.
        unexpected = kind is ForbiddenModule or name.partition(".")[0] in ABSENT
        if unexpected and (caller.f_code.co_filename, caller.f_lineno) in self.expected:
            raise ModuleNotFoundError(f"{name} is not allowed in this assignment", name=name)
        return kind(name) if fromlist else kind(name.partition(".")[0])

    def import_module(self, name: str, package: str | None = None) -> Any:
        of_script = not name.startswith(".") and self.holds_in(sys._getframe(1).f_globals)
        kind = self.replacement(name) if of_script else None
        return kind(name) if kind else self.true_import_module(name, package)

    def holds_in(self, namespace: dict[str, Any]) -> bool:
        if namespace is self.namespace:
            return True
        module = namespace.get("__name__") if self.written else None
        return type(module) is str and module.partition(".")[0] in self.written

    def replacement(self, name: str) -> Kind | None:
        """Give the kind of module that takes a module's place, if one does."""
        root = name.partition(".")[0]
        if root in self.written and not is_pythons_own(root):
            return None
        if root in self.inert:
            return self.kinds.get(root, StandIn)
        is_allowed = root in self.permitted and not is_within(name, self.forbidden)
        return None if is_allowed else ForbiddenModule


def is_within(dotted: str, names: Iterable[str]) -> bool:
    """Tell whether a name is one of these, or a part of one."""
    return any(f"{dotted}.".startswith(f"{name}.") for name in names)


def is_pythons_own(root: str) -> bool:
    """Tell whether a module of Python's is loaded under a name, whatever file is written of it."""
    loader = getattr(sys.modules.get(root), "__loader__", None)
    return loader is not None and root in sys.stdlib_module_names and not hasattr(loader, "files")


def install_builtins(shell: Inert) -> None:
    """Add what a notebook has without importing it."""
    for name, value in {"display": Inert(), "get_ipython": shell, "help": Inert()}.items():
        setattr(builtins, name, value)
    for name in ("exit", "quit"):
        setattr(builtins, name, sys.exit)
