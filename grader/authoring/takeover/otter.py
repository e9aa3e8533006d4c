"""Read an Otter Assign source notebook, of its present format and of those before. Pure.

The format: otter-grader's documentation, "Notebook Format", for v1 (raw cells between which a
question's parts stand), v0 and jAssign (a block in a question's text, tests by their first line).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import yaml

from grader.authoring.takeover.cells import (
    BEGIN,
    END,
    Collected,
    outputs_of,
    points_of,
    source_of,
    split,
)
from grader.authoring.takeover.homework import CellTest, Exercise, Homework, Left
from grader.submission.syntax import parse

BORDER = re.compile(
    r"\s*#+\s*(ASSIGNMENT CONFIG|(?:BEGIN|END) (?:QUESTION|SOLUTION|PROMPT|TESTS))\s*(?:\n|\Z)"
)
FENCED = re.compile(
    r"^(?:```\w*|<!--)\s*\n\s*BEGIN (QUESTION|ASSIGNMENT)\s*\n"
    r"([\s\S]*?)^(?:```|-->)[^\S\n]*(?:\n|\Z)",
    re.MULTILINE,
)
OLD_TEST = re.compile(r"\s*##?\s*(HIDDEN\s+)?TEST\s*(?:##)?[^\S\n]*(?:\n|\Z)", re.IGNORECASE)
HIDDEN = re.compile(r"\s*#.*\bHIDDEN\b.*(?:\n|\Z)", re.IGNORECASE)
CONFIG = re.compile(
    r"^(?:\w\s*=\s*)?(?:\"{3}|'{3})\s*# BEGIN TEST CONFIG\s*\n"
    r"([\s\S]*?)^(?:\"{3}|'{3});?\s*# END TEST CONFIG.*(?:\n|\Z)",
    re.MULTILINE,
)
IGNORED = re.compile(r"\s*##\s*Ignore\s*##", re.IGNORECASE)
IGNORED_LINES = re.compile(
    r"^[^\S\n]*#\s*BEGIN IGNORE\b[\s\S]*?#\s*END IGNORE\b.*\n?|^.*#\s*IGNORE\s*$\n?", re.MULTILINE
)
TODAYS = re.compile(r"^```otter[^\S\n]*\n([\s\S]*?)^```[^\S\n]*(?:\n|\Z)", re.MULTILINE)
SEED = re.compile(r"[^\S\n]*#\s*SEED\s*$", re.MULTILINE)
OTTERS = re.compile(
    r"^[^\S\n]*(?:import otter\b.*|grader = otter\..*|grader\.\w+\(.*\))[^\S\n]*(?:\n|\Z)",
    re.MULTILINE,
)
ANSWER = re.compile(r"\s*\**SOLUTION\b", re.IGNORECASE)
ENVIRONMENT = re.compile(r"\benv\[(['\"])(\w+)\1\]")
YOURS = "_Type your answer here, replacing this text._"


def is_otter(document: dict[str, Any]) -> bool:
    """Tell whether a notebook is one for Otter Assign: a cell of it says what comes next."""
    return any(border_of(cell) or fenced_in(cell) for cell in unfenced(document["cells"]))


def unfenced(cells: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give raw cells for the blocks that stand for them in texts, where there can be none."""
    for cell in cells:
        text = source_of(cell)
        if cell.get("cell_type") != "markdown" or not TODAYS.search(text):
            yield cell
            continue
        for number, piece in enumerate(TODAYS.split(text)):
            kind = "raw" if number % 2 else "markdown"
            if piece.strip():
                yield {**cell, "cell_type": kind, "source": piece.strip("\n")}


def border_of(cell: dict[str, Any]) -> str:
    """Give what begins or ends with a cell; "" for all others."""
    # There are such cells of code, too; but around the lines of a solution stand the same words.
    text, kind = source_of(cell), cell.get("cell_type")
    match = BORDER.match(text)
    around_lines = match is not None and kind == "code" and match[1].endswith("SOLUTION")
    if match is None or (around_lines and text[match.end() :].strip()):
        return ""
    return match[1]


def fenced_in(cell: dict[str, Any]) -> re.Match[str] | None:
    """Find a block in a text that says what it begins."""
    return FENCED.search(source_of(cell)) if cell.get("cell_type") == "markdown" else None


@dataclass
class OtterQuestion:
    """A question that was begun: what is said of it, and its tests so far, each with its points."""

    config: dict[str, Any]
    is_old: bool
    tests: list[tuple[CellTest, Fraction | None]] = field(default_factory=list)
    prompts: list[dict[str, Any]] = field(default_factory=list)
    is_solved: bool = False
    words: str = ""
    heading: str = ""

    @property
    def name(self) -> str:
        return str(self.config.get("name") or "question")

    @property
    def is_manual(self) -> bool:
        return bool(self.config.get("manual"))


def read_otter(document: dict[str, Any]) -> Homework:
    """Read a source notebook from its top."""
    reader = OtterReader()
    for cell in unfenced(document["cells"]):
        reader.read(cell)
    reader.end_question()
    return reader.homework.whole("otter")


class OtterReader:
    """Knows in which block of which question a cell stands."""

    def __init__(self) -> None:
        self.homework = Collected()
        self.asked: OtterQuestion | None = None
        self.block = ""

    def read(self, cell: dict[str, Any]) -> None:
        """Take over one cell."""
        text, kind = source_of(cell), self.homework.enter(cell, is_solved=bool(self.block))
        if self.asked and kind == "markdown" and not self.block:
            self.asked.words = self.asked.words or self.homework.words
            self.asked.heading = self.asked.heading or self.homework.heading
        if border := border_of(cell):
            self.cross(border, text)
        elif fenced := fenced_in(cell):
            self.begin_old(cell, fenced)
        elif IGNORED.match(text):
            return
        elif self.is_test(kind, text):
            self.read_test(cell, text)
        elif self.block == "PROMPT" and self.asked:
            self.asked.prompts.append(cell)
        else:
            self.read_other(cell, text)

    def cross(self, border: str, text: str) -> None:
        """Begin or end a block."""
        verb, _, block = border.partition(" ")
        if block == "QUESTION":
            self.end_question()
            if verb == "BEGIN":
                self.asked = OtterQuestion(config_of(text), is_old=False)
        elif verb == "BEGIN":
            self.block = block
        elif verb == "END":
            self.block = ""

    def begin_old(self, cell: dict[str, Any], fenced: re.Match[str]) -> None:
        """Begin a question whose text says so; it ends where the next begins."""
        text = source_of(cell)
        if fenced[1] == "QUESTION":
            self.end_question()
            words, heading = self.homework.words, self.homework.heading
            self.asked = OtterQuestion(config_of(fenced[2]), True, words=words, heading=heading)
        text = (text[: fenced.start()] + text[fenced.end() :]).strip()
        if text:
            self.homework.keep(cell, text, is_solved=False)

    def is_test(self, kind: str, text: str) -> bool:
        """Tell whether a cell tests something."""
        if self.asked is None or kind != "code":
            return False
        return bool(OLD_TEST.match(text)) if self.asked.is_old else self.block == "TESTS"

    def read_test(self, cell: dict[str, Any], text: str) -> None:
        """Take over a test: of what it gives when it is run, or one that raises."""
        assert self.asked is not None
        config = config_of(match[1]) if (match := CONFIG.search(text)) else {}
        old = OLD_TEST.match(text)
        hidden = bool(config.get("hidden") or HIDDEN.match(text) or (old and old[1]))
        code = OLD_TEST.sub("", HIDDEN.sub("", CONFIG.sub("", text), count=1), count=1)
        code = function_body(IGNORED_LINES.sub("", code))
        place, shown = len(self.homework.parts), "".join(outputs_of(cell)).strip()
        test = CellTest(self.homework.number, place, code, hidden, shows=True, shown=shown)
        points = points_of(config["points"]) if config.get("points") is not None else None
        self.asked.tests.append((test, points))

    def read_other(self, cell: dict[str, Any], text: str) -> None:
        """Take over a cell that tests nothing; what students write stands in that of a question."""
        is_code = cell.get("cell_type") == "code"
        text = SEED.sub("", OTTERS.sub("", IGNORED_LINES.sub("", text))) if is_code else text
        if not text.strip():
            return
        asked, solution = self.asked, self.block == "SOLUTION"
        if asked is None:
            self.homework.keep(cell, text, is_solved=False)
            return
        if asked.is_old:
            solution = not asked.is_solved and (is_code or bool(ANSWER.match(text)))
        asked.is_solved |= solution
        if solution and not is_code:
            self.homework.answers.append((asked.name, text.strip()))
            text = prompt_of(asked, "markdown") or YOURS
        elif solution and (prompt := prompt_of(asked, "code")):
            text = with_stub(text, prompt)
        tag = asked.name if solution and asked.is_manual else ""
        solved = solution and not (asked.is_old and asked.is_manual)
        self.homework.keep(cell, text, is_solved=solved, tag=tag)

    def end_question(self) -> None:
        """Count what the question is worth, if one was begun."""
        asked, self.asked, self.block = self.asked, None, ""
        if asked is None:
            return
        homework, points, cell = self.homework, total_of(asked), self.homework.number
        for prompt in asked.prompts:  # of a question whose solution is not written
            tag = asked.name if asked.is_manual else ""
            homework.keep(prompt, source_of(prompt), is_solved=False, tag=tag)
        if asked.is_manual:
            self.mark_by_hand(asked, points)
            return
        if not asked.tests:
            why = "a question without tests, so without points"
            homework.left.append(Left(cell, asked.name, why))
            return
        tests = tuple(test for test, _ in asked.tests)
        visible, hidden = shares(asked, points)
        homework.exercises.append(
            Exercise(asked.name, asked.words, asked.heading, tests[0].cell, visible, hidden, tests)
        )

    def mark_by_hand(self, asked: OtterQuestion, points: Fraction) -> None:
        """Leave a question to a person; what tests it has tell them something."""
        homework = self.homework
        exercise = Exercise(
            asked.name, asked.words, asked.heading, homework.number, points, by_hand=True
        )
        homework.exercises.append(exercise)
        for test, _ in asked.tests:
            why = "a test of a question that is marked by hand"
            homework.left.append(Left(test.cell, asked.name, why, test.code))


def config_of(text: str) -> dict[str, Any]:
    """Read what is said of a question or a test; nothing where that is no YAML."""
    try:
        config = yaml.safe_load(text)
    except yaml.YAMLError:
        return {}
    return config if isinstance(config, dict) else {}


def total_of(asked: OtterQuestion) -> Fraction:
    """Give what a question is worth, as otter resolves it."""
    raw, own = asked.config.get("points"), [points for _, points in asked.tests]
    if isinstance(raw, dict):
        return points_of(raw.get("each")) * len(own)
    if isinstance(raw, list):
        return sum(map(points_of, raw), Fraction(0))
    if raw is None and any(points is not None for points in own):
        return sum((points or Fraction(0) for points in own), Fraction(0))
    return Fraction(1) if raw is None else points_of(raw)


def shares(asked: OtterQuestion, points: Fraction) -> tuple[Fraction, Fraction]:
    """Share a question's points between what students see and what they don't."""
    hidden = [test.is_hidden for test, _ in asked.tests]
    own = [each for _, each in asked.tests]
    raw = asked.config.get("points")
    if isinstance(raw, list) and len(raw) == len(own):
        own = list(map(points_of, raw))
    known = sum((each or Fraction(0) for each in own), Fraction(0))
    if known == points:
        unseen = sum(
            (each or Fraction(0) for each, h in zip(own, hidden, strict=True) if h), Fraction(0)
        )
        return points - unseen, unseen
    return split(points, hidden.count(False), hidden.count(True))


def prompt_of(asked: OtterQuestion, kind: str) -> str:
    """Give what students find where a solution stands, if the question says so; once."""
    cells = [cell for cell in asked.prompts if cell.get("cell_type") == kind]
    asked.prompts = [cell for cell in asked.prompts if cell not in cells]
    return "\n\n".join(map(source_of, cells))


def with_stub(solution: str, prompt: str) -> str:
    """Put a solution beside what students find in its place."""
    plain = re.sub(r"^[^\S\n]*#+ *(?:BEGIN|END) SOLUTION.*\n?", "", solution, flags=re.MULTILINE)
    plain = re.sub(r"[^\S\n]*# *SOLUTION(?: NO PROMPT)?\s*$", "", plain, flags=re.MULTILINE)
    stub = "\n".join(f"# {line}".rstrip() for line in prompt.split("\n"))
    return f"{BEGIN}\n{plain.rstrip()}\n{END}\n### BEGIN STUB\n{stub}\n### END STUB"


def function_body(code: str) -> str:
    """Give what the test function of a cell does; the code itself where that is no such function.

    Its arguments are names of the student's, and so is what it takes of `env`.
    """
    tree = parse(code)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)] if tree else []
    if tree is None or len(tree.body) != 1 or not functions or functions[0].name[:4] != "test":
        return code
    body = functions[0].body
    return ENVIRONMENT.sub(r"\2", "\n".join(statements(code, body)))


def statements(code: str, body: Sequence[ast.stmt]) -> Iterator[str]:
    """Give statements as they stand there, at the margin."""
    for node in body:
        yield ast.unparse(node) if node.col_offset else ast.get_source_segment(code, node) or ""
