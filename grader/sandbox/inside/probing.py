"""Put one probe's question to an implementation: inputs made fresh, files in a new directory.

Used on both sides of the wall, so it imports nothing of ours and only the standard library.
"""

from __future__ import annotations

import json
import marshal
import os
import types

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping
    from typing import Any

RECORDED = ("figures", "printed")  # what a script has drawn and printed
TOOLS = ("panels", "points", "groups", "lines", "numbers_after")  # by which probes compare it


def pack_data(data: Mapping[str, Any]) -> bytes:
    """Pack a case's data as `ask` takes them: what JSON can say, no list the same as another."""
    return marshal.dumps(json.loads(json.dumps(data)))


def ask(
    probe: Callable[[Any, Any], Any],
    implementation: Any,
    data: bytes,
    files: Mapping[str, str],
    folder: str,
) -> Any:
    """Call a probe with its own copy of the case, so that no probe sees another's changes.

    The case's data are as `pack_data` gives them, read for each asking. Its files are written to a
    folder, which must exist and be the probe's own; `case.path(name)` is where they are.
    """
    case = types.SimpleNamespace(**marshal.loads(data))
    case.path = lambda name: os.path.join(folder, name)
    for name, text in files.items():
        with open(case.path(name), "wb") as file:
            file.write(text.encode("utf-8"))
    return probe(implementation, case)


def find_missing(
    implementation: Any, needs: Iterable[str], variables: Container[str] = ()
) -> str | None:
    """Find the first needed function or class that is not defined, or variable without a value.

    Methods are found missing when they are called: an instance may have more than its class.
    """
    for dotted in needs:
        name = dotted.partition(".")[0]
        if not is_there(implementation, name, variables):
            return name
    return None


def is_there(implementation: Any, name: str, variables: Container[str]) -> bool:
    """Tell whether a function is defined, or a variable has a value: None, or `...`, is none."""
    value = getattr(implementation, name, None)
    if name not in variables:
        return callable(value)
    # Of what was drawn or printed there may be nothing. No `==`, which may be a script's own.
    return value is not None and value is not ... and (name not in RECORDED or len(value) > 0)


def find_missing_method(
    implementation: Any, needs: Iterable[str], error: AttributeError
) -> str | None:
    """Find the needed method that an instance does not have, if that is what was raised."""
    for dotted in needs:
        owner, _, method = dotted.partition(".")
        if method and method == error.name and not hasattr(type(error.obj), method):
            return dotted
    return None
