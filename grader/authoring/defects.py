"""What is to be mended in an assignment: where, what is wrong, and what to type next."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.core.errors import GraderError
from grader.core.probe import ProbeName
from grader.core.submission import Place
from grader.core.text import clean

PLACED = re.compile(
    r"(?P<path>[^:]*?\.\w+)(?:, line |:)(?:(?P<line>\d+):(?:\d+:)?)? (?P<message>.*)", re.DOTALL
)
NEXT = re.compile(r"(?P<message>.*?)[;,:]? (?:or, as staff, )?run: (?P<remedy>grade .*)", re.DOTALL)
SHOWN = "    "  # begins the lines under a fault that only show its place


@dataclass(frozen=True)
class Defect:
    """What is wrong, or worth a look where it `is_remark`; `remedy` is the next step."""

    message: str
    remedy: str = ""
    path: Path | None = None
    line: int | None = None
    is_remark: bool = False

    @property
    def place(self) -> str:
        line = f":{self.line}" if self.line else ""
        return f"{clean(self.path)}{line}" if self.path else ""

    def document(self) -> dict[str, object]:
        """Write it as JSON."""
        return {
            "message": self.message,
            "next": self.remedy,
            "file": str(self.path) if self.path else None,
            "line": self.line,
            "remark": self.is_remark,
        }


@dataclass(frozen=True)
class Checked:
    """What became of one check; `waits_for` names another, without which it can't be tried."""

    check: str
    summary: str = ""
    defects: Sequence[Defect] = field(default=())
    waits_for: str = ""

    @property
    def faults(self) -> int:
        return sum(not defect.is_remark for defect in self.defects)

    @property
    def remarks(self) -> int:
        return len(self.defects) - self.faults

    @property
    def passes(self) -> bool:
        return not self.faults and not self.waits_for

    @property
    def state(self) -> str:
        if self.waits_for:
            return "waits"
        return "fault" if self.faults else "look" if self.defects else "ok"

    def document(self) -> dict[str, object]:
        """Write it as JSON."""
        return {
            "check": self.check,
            "state": self.state,
            "summary": self.summary,
            "waits_for": self.waits_for or None,
            "defects": [defect.document() for defect in self.defects],
        }


def remark(defect: Defect) -> Defect:
    """Take what was found for something that is worth a look, and no fault."""
    return replace(defect, is_remark=True)


def defects_of(error: GraderError, remedy: str = "") -> list[Defect]:
    """Give each fault that an error lists, by its place; `remedy` where it names none itself."""
    lines = [str(line) for line in error.args]
    faults = [line.strip() for line in lines if not line.startswith(SHOWN)]
    # A head over a list says nothing that the list does not.
    is_list = any(line.startswith("  ") and not line.startswith(SHOWN) for line in lines)
    placed = [defect_of(fault, remedy) for fault in (faults[1:] if is_list else faults)]
    cause = error.__cause__
    line = line_in(cause, placed[0].path) if cause and len(placed) == 1 else None
    return [replace(placed[0], line=line)] if line else placed


def defect_of(text: str, remedy: str = "") -> Defect:
    """Take a message apart: `file:line: what is wrong; run: what to type`."""
    if step := NEXT.fullmatch(text):
        text, remedy = step["message"], step["remedy"]
    place = PLACED.fullmatch(text)
    if place is None:
        return Defect(text, remedy)
    line = int(place["line"]) if place["line"] else None
    return Defect(place["message"], remedy, Path(place["path"]), line)


def line_in(error: BaseException, path: Path | None) -> int | None:
    """Find the line of a file in which an exception was raised last."""
    if path is None:
        return None
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno
    lines, trace = [], error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines[-1] if lines else None


def at_place(place: Place, message: str, remedy: str, path: Path) -> Defect:
    """Say something of a file's line, or of a notebook's cell."""
    if place.cell is None:
        return Defect(message, remedy, path, place.line)
    return Defect(f"{place}: {message}", remedy, path)


def find_definition(name: str, paths: Iterable[Path]) -> tuple[Path | None, int | None]:
    """Find where a function or class is defined."""
    return find_node(paths, lambda node: getattr(node, "name", None) == name)


def find_case(probe: str, folders: Iterable[Path]) -> tuple[Path | None, int | None]:
    """Find where a question's case is named: by a text, or as a function that draws it."""
    word = ProbeName.parse(probe).case
    return find_node(
        [folder / file for folder in folders for file in ("cases.py", "probes.py")],
        lambda node: word in (getattr(node, "value", None), getattr(node, "name", None)),
    )


def find_node(paths: Iterable[Path], fits: Callable[[Any], bool]) -> tuple[Path | None, int | None]:
    """Find the first file and line of a node that fits; the first file, if there is none."""
    files = [path for path in paths if path.is_file()]
    for path in files:
        for node in nodes_in(path):
            if fits(node):
                return path, node.lineno
    return (files[0] if files else None), None


def nodes_in(path: Path) -> Iterator[Any]:
    """Give the definitions and texts of a file; nothing where it is no Python."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Constant)
    yield from (node for node in ast.walk(tree) if isinstance(node, kinds))


def find_key(name: str, paths: Iterable[Path]) -> tuple[Path | None, int | None]:
    """Find where an entry stands: a key of a YAML file, or a definition."""
    files = [path for path in paths if path.is_file()]
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if line.startswith(f"{name}:"):
                return path, number
    return find_definition(name, files)
