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
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

OPERATIONS = "add sub mul matmul truediv floordiv mod pow and or xor lshift rshift"
ARITHMETIC = OPERATIONS.split(" ")


class NotAllowedError(ImportError):
    """A module that this assignment does not allow was used."""


class Inert:
    """What every name of a plotting module is: callable, indexable, and without effect."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter([self] * names_to_unpack(sys._getframe(1)))

    def __getitem__(self, key: Any) -> Any:
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __float__(self) -> float:
        return 0.0

    def __index__(self) -> int:
        return 0

    def __next__(self) -> Any:
        raise StopIteration

    def __delitem__(self, key: Any) -> None:
        pass

    def __format__(self, spec: str) -> str:
        return "0"

    def __round__(self, digits: int | None = None) -> float:
        return 0.0

    def __neg__(self) -> Any:
        return self

    __pos__ = __abs__ = __invert__ = __neg__

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, Inert)

    def __mro_entries__(self, bases: Any) -> tuple[type, ...]:
        return (Inert,)

    def __setattr__(self, name: str, value: Any) -> None:
        pass


def absorb(self: Inert, other: Any) -> Inert:
    """Any arithmetic with something inert is inert."""
    return self


def compare(self: Inert, other: Any) -> bool:
    """Nothing inert is more or less than anything."""
    return False


for operation in ARITHMETIC:
    setattr(Inert, f"__{operation}__", absorb)
    setattr(Inert, f"__r{operation}__", absorb)
for operation in ("lt", "le", "gt", "ge"):
    setattr(Inert, f"__{operation}__", compare)


def names_to_unpack(frame: types.FrameType) -> int:
    """How many values the calling statement unpacks (`fig, ax = plt.subplots()`: 2), else 0."""
    import opcode

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


class Forbidden:
    """A name from a module that is not allowed: it can be named, but not used.

    Annotations (`np.ndarray | None`) name without using, so they pass.
    """

    def __init__(self, dotted: str) -> None:
        self.__dict__["dotted"] = dotted

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Forbidden(f"{self.dotted}.{name}")

    def __getitem__(self, key: Any) -> Any:
        return self

    def __or__(self, other: Any) -> Any:
        return self

    __ror__ = __or__

    def __instancecheck__(self, instance: Any) -> bool:
        return False  # `isinstance(x, np.ndarray)` of a program that also takes lists

    __subclasscheck__ = __instancecheck__


def refuse(self: Forbidden, *args: Any, **kwargs: Any) -> Any:
    """Say which module may not be used."""
    root = self.dotted.partition(".")[0]
    raise NotAllowedError(f"{self.dotted}: the module {root} is not allowed in this assignment")


USES = "call iter next enter len bool float int index contains setattr setitem delitem neg pos abs"
COMPARISONS = "lt le gt ge"  # `typing` compares and hashes what it is given, and uses nothing
for operation in [*ARITHMETIC, *USES.split(), *COMPARISONS.split()]:
    if operation != "or":
        setattr(Forbidden, f"__{operation}__", refuse)
        setattr(Forbidden, f"__r{operation}__", refuse)


class ForbiddenModule(types.ModuleType):
    """A module that is not allowed: importing it passes, using a name of it raises."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Forbidden(f"{self.__name__}.{name}")


INERT = (Inert, StandIn, Forbidden, ForbiddenModule)  # what holds nothing of the script's


def install(
    allowed: Sequence[str],
    stand_ins: Sequence[str],
    guarded: Sequence[Sequence[int]],
    namespace: dict[str, Any],
) -> None:
    """Make the script's imports follow the rule; the standard library's own are left alone.

    `guarded` are the imports, by cell and line, that an `except` expects to fail.
    """
    true_import, true_import_module = builtins.__import__, importlib.import_module
    permitted, inert = frozenset([*allowed, "__main__"]), frozenset(stand_ins)
    expected = {(f"<cell {index}>", line) for index, line in guarded}

    def replacement(name: str) -> Callable[[str], types.ModuleType] | None:
        root = name.partition(".")[0]
        if root in inert:
            return StandIn
        return None if root in permitted else ForbiddenModule

    def import_for(
        name: str,
        globals: Any = None,
        locals: Any = None,
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        made = replacement(name) if level == 0 else None
        of_script = globals is None or globals is namespace
        if made is None or not of_script:
            return true_import(name, globals, locals, fromlist, level)
        caller = sys._getframe(1)
        if made is ForbiddenModule and (caller.f_code.co_filename, caller.f_lineno) in expected:
            raise ModuleNotFoundError(f"{name} is not allowed in this assignment", name=name)
        return made(name) if fromlist else made(name.partition(".")[0])

    def import_module(name: str, package: str | None = None) -> Any:
        of_script = sys._getframe(1).f_globals is namespace
        made = replacement(name) if of_script and not name.startswith(".") else None
        return made(name) if made else true_import_module(name, package)

    builtins.__import__ = import_for
    importlib.import_module = import_module


def install_builtins() -> None:
    """Add what a notebook has without importing it."""
    for name in ("display", "get_ipython", "help"):
        setattr(builtins, name, Inert())
    for name in ("exit", "quit"):
        setattr(builtins, name, sys.exit)
