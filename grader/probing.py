"""Put one probe's question to an implementation: inputs made fresh, files in a new directory.

Used on both sides of the wall, so it imports nothing of ours and only the standard library.
"""

from __future__ import annotations

import json
import os
import types

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any


def ask(
    probe: Callable[[Any, Any], Any],
    implementation: Any,
    data: Mapping[str, Any],
    files: Mapping[str, str],
    folder: str,
) -> Any:
    """Call a probe with its own copy of the case, so that no probe sees another's changes.

    The case's files are written to a folder, which must exist and be the probe's own;
    `case.path(name)` is where they are.
    """
    case = types.SimpleNamespace(**json.loads(json.dumps(data)))
    case.path = lambda name: os.path.join(folder, name)
    for name, text in files.items():
        with open(case.path(name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return probe(implementation, case)


def find_missing(implementation: Any, needs: Iterable[str]) -> str | None:
    """The first needed name that is not defined; a method is looked for on its class.

    A factory function may stand for a class: its methods are known only when it is called.
    """
    for dotted in needs:
        owner, _, method = dotted.partition(".")
        found = getattr(implementation, owner, None)
        if not callable(found):
            return owner
        if method and isinstance(found, type) and not callable(getattr(found, method, None)):
            return dotted
    return None
