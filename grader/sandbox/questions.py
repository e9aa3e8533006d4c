"""Probes as they are put to a worker: compiled and packed once, and sent for each submission."""

from __future__ import annotations

import functools
import marshal
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from grader.core.probe import Probe
from grader.core.submission import Cell, Script
from grader.sandbox.inside import probing
from grader.sandbox.inside.plain import pack_request

LOADING = """
try:
    exec(compile({source!r}, "probes.py", "exec"), {{}})
except BaseException as error:
    trace, line = error.__traceback__, 0
    while trace:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == "probes.py" else line
        trace = trace.tb_next
    raise RuntimeError(f"probes.py, line {{line}}: {{type(error).__name__}}: {{error}}") from None
"""


@dataclass(frozen=True)
class Manner:
    """How a series is asked: `seconds` for each question, `total` for all of them.

    `checked`, it is made sure that no question tells of another: `strict` where each can be asked
    of a copy of its own; else a script that is known to have changed is only asked again in
    reverse, since it would be run anew for each question. After the `last` there is no state left.
    One that `stays` is asked of the script's own process, if that can tell that it is the same
    after it. A `patch` is put in first.
    """

    seconds: float
    total: float
    checked: bool = False
    last: bool = False
    strict: bool = False
    stays: bool = False
    patch: bytes = b""


class Questions:
    """An assignment's probes, the visible apart from the hidden.

    What is kept is only ever added to, and two threads that pack the same series at once pack the
    same bytes: so one may serve all threads of a process. Asked `once`, nobody makes sure that no
    question tells of another.
    """

    def __init__(self, probes: Sequence[Probe], source: str, *, once: bool = False) -> None:
        self.source, self.once = source, once
        self.visible = [probe for probe in probes if not probe.hidden]
        self.hidden = [probe for probe in probes if probe.hidden]
        self.packed: dict[tuple[object, ...], bytes] = {}
        self.is_proven = False  # that they can be loaded behind the wall

    @property
    def loading(self) -> Script:
        """A script that loads the probes as a worker does, and says where they fail."""
        return Script((Cell(None, LOADING.format(source=self.source)),))

    @functools.cached_property
    def code(self) -> bytes:
        """The probes compiled: behind the wall is the same Python."""
        return marshal.dumps(compile(self.source, "<probes>", "exec"))

    def series(self, probes: Sequence[Probe], manner: Manner, *, is_first: bool = True) -> bytes:
        """Pack one series; only the `first` for a worker brings the probes along."""
        key = (manner, is_first, *(probe.name for probe in probes))
        if key in self.packed:
            return self.packed[key]
        code, same = self.code if is_first else b"", functools.cache(lambda part: part)
        questions = marshal.dumps([question(probe, same) for probe in probes])
        packed = pack_request({"probes": code, "questions": questions, **asdict(manner)})
        if not manner.patch:
            self.packed[key] = packed
        return packed


def question(probe: Probe, same: Callable[[Any], Any] = lambda part: part) -> dict[str, Any]:
    """Give what the worker is told of a probe: no sentence, no criterion, and never a golden.

    What several have alike is packed once, if it is the `same` object.
    """
    return {
        "function": same(probe.function),
        "needs": same(probe.needs),
        "variables": tuple(probe.variables),
        # As bytes: the worker reads them anew for each asking, so that none sees another's changes.
        "data": same(probing.pack_data(probe.case.data)),
        "files": {name: same(text) for name, text in probe.case.files.items()},
    }


def size_of(probe: Probe) -> int:
    """Tell how large a question is: the larger, the more there is to do."""
    return len(repr(probe.case.data)) + sum(map(len, probe.case.files.values()))
