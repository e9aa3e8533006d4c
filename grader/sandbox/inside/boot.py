"""The first lines of every interpreter behind the wall, given to it as text.

Our modules come in compiled, through the pipe, so that it need not be able to read our files.
"""

import marshal
import os
import sys
from _frozen_importlib import ModuleSpec
from types import ModuleType


def take(size: int) -> bytes:
    """Take so many bytes of standard input."""
    data = b""
    while len(data) < size:
        data += os.read(0, size - len(data)) or sys.exit("the grader is gone")
    return data


class Bundle:
    """Finds our modules in what came through the pipe."""

    codes = marshal.loads(take(int.from_bytes(take(4), "big")))

    @classmethod
    def find_spec(
        cls, name: str, path: object = None, target: object = None
    ) -> "ModuleSpec | None":
        if name not in cls.codes:
            return None
        is_package = any(inner.startswith(f"{name}.") for inner in cls.codes)
        return ModuleSpec(name, cls, is_package=is_package)  # type: ignore[arg-type]

    @classmethod
    def create_module(cls, spec: ModuleSpec) -> None:
        """Have it made as usual."""

    @classmethod
    def exec_module(cls, module: ModuleType) -> None:
        exec(cls.codes[module.__name__], module.__dict__)


sys.meta_path.insert(0, Bundle)
__import__(sys.argv[1], fromlist=["main"]).main()
