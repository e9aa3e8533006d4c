"""Puts off the import of PyTorch's compiler, which most programs never ask for anything.

Each optimizer asks it to leave code as it is, at its first step, and to import it for that takes as
long as all of PyTorch else. Of what asks for more the grader is told, and runs it anew with the
compiler there from the start: on a script's own time the import is never.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

TORCH, COMPILER = "torch", "torch._dynamo"
PUT_OFF = {"put_off": True}


class Compiler(ModuleType):
    """Stands for the compiler where nothing is compiled."""

    # What is looked at of each module that there is.
    __path__, __file__ = [], None
    tell: Callable[[dict[str, Any]], None] | None = None  # set before a script begins

    def graph_break(self) -> None:
        """Begin nothing new."""

    def disable(self, function: Any, *_: Any, **__: Any) -> Any:
        """Leave a function as it is."""
        return function

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # as of each module by whoever looks through all
            raise AttributeError(name)
        return getattr(self.give_way(), name)

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> None:
        """Give way where a part of the compiler is imported."""
        if name.startswith(f"{COMPILER}.") and sys.modules.get(COMPILER) is self:
            self.give_way()

    def give_way(self) -> ModuleType:
        """Import the compiler; where a script has begun, have all of it begun anew instead."""
        if self.tell is not None:
            self.tell(PUT_OFF)
            os._exit(0)
        if sys.modules.get(COMPILER) is self:
            sys.meta_path.remove(self)
            del sys.modules[COMPILER], sys.modules[TORCH]._dynamo
        __import__(COMPILER)
        return sys.modules[COMPILER]


def put_off() -> None:
    """Put something in the compiler's place, unless it is there already."""
    modules: dict[str, Any] = sys.modules
    if COMPILER not in modules:
        modules[COMPILER] = modules[TORCH]._dynamo = Compiler(COMPILER)
        sys.meta_path.append(modules[COMPILER])


def begin(tell: Callable[[dict[str, Any]], None], *, imports_all: bool) -> None:
    """Import it for a script that has asked for it; for any other have the grader told."""
    standing = sys.modules[COMPILER]
    if isinstance(standing, Compiler):
        if imports_all:
            standing.give_way()
        else:
            standing.tell = tell
