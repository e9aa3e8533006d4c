"""Puts off the import of PyTorch's compiler until more is asked of it than to leave code as it is.

Each optimizer asks for that at its first step, and to import it takes as long as all of PyTorch
else. What asks for more has the compiler itself, imported then.
"""

from __future__ import annotations

import re
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

TORCH, COMPILER = "torch", "torch._dynamo"
MEGABYTES = 100  # that it takes up
# What asks for more.
ASKING = re.compile(
    r"\b(func|functorch|v?map|[vj][jv]p|jac\w+|hessian|compiler?|checkpoint|jit|export|fx)\b"
    r"|attention|custom_op|_dynamo"
)


class Compiler(ModuleType):
    """Stands for the compiler where nothing is compiled."""

    __path__, __file__ = [], None  # what is looked at of each module that there is

    def graph_break(self) -> None:
        """Begin nothing new."""

    def disable(self, function: Any, *_: Any, **__: Any) -> Any:
        """Leave a function as it is."""
        return function

    def __getattr__(self, name: str) -> Any:
        return getattr(load(), name)


class PartFinder:
    """Finds the parts of a compiler that is not there yet: they come with it."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: Any = None
    ) -> ModuleSpec | None:
        if not name.startswith(f"{COMPILER}.") or not is_put_off():
            return None
        load()
        module = sys.modules.get(name)
        return ModuleSpec(name, Loaded(module)) if module else None  # type: ignore[arg-type]


class Loaded:
    """Loads a module that is there already: once more run, it would be another."""

    def __init__(self, module: ModuleType) -> None:
        self.module, self.spec = module, module.__spec__

    def create_module(self, _: ModuleSpec) -> ModuleType:
        return self.module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self.spec


def put_off() -> int:
    """Put something in the compiler's place; give the megabytes that are to be left for it."""
    modules: dict[str, Any] = sys.modules
    if COMPILER not in modules:
        modules[COMPILER] = modules[TORCH]._dynamo = Compiler(COMPILER)
        sys.meta_path.append(PartFinder())
    return MEGABYTES if is_put_off() else 0


def is_put_off() -> bool:
    """Tell whether the compiler is still to be imported."""
    return type(sys.modules.get(COMPILER)) is Compiler


def load() -> ModuleType:
    """Import the compiler."""
    if is_put_off():
        del sys.modules[COMPILER], sys.modules[TORCH]._dynamo
    __import__(COMPILER)
    return sys.modules[COMPILER]


def foresee(cells: Iterable[str]) -> None:
    """Import it for a script by whose words it may be asked for: else each copy would import it."""
    if is_put_off() and any(map(ASKING.search, cells)):
        load()
