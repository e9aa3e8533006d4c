"""What one process of a batch does: grade contents, one after another, behind a wall kept warm."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.probe import Level
from grader.course.load import Assignment
from grader.pipeline import grade_content
from grader.reports.document import document
from grader.sandbox.isolation import SandboxPool


@dataclass(frozen=True)
class Setup:
    """What every process of a batch is given once: one assignment, and one level for all."""

    assignment: Assignment
    isolation: str


@dataclass(frozen=True)
class Task:
    """A file to be graded: its own name, and what is in it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Outcome:
    """The document of a report, what is to be kept, and the seconds that it took."""

    report: dict[str, Any]
    kept: bytes | None
    seconds: float | None


class BatchWorker:
    """One process's place of work; its wall is made for the first task and kept."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.sandboxes = SandboxPool(setup.isolation)
        self.has_loaded = False

    def level(self) -> Level:
        """The level that strangers' files get here. Raises RefusedError where none is fit."""
        return self.sandboxes.fit_for(is_own=False).level

    def grade(self, tasks: Sequence[Task]) -> list[Outcome]:
        """Grade files one by one; never raises for one of them."""
        outcomes = [self.grade_one(task) for task in tasks]
        if not self.has_loaded:  # by now all modules are
            gc.collect()
            gc.freeze()  # so no later collection looks at them, which took 1 ms for each file
            self.has_loaded = True
        return outcomes

    def grade_one(self, task: Task) -> Outcome:
        began = time.perf_counter()
        path = Path(task.name)
        graded = grade_content(path, task.content, self.setup.assignment, self.sandboxes)
        return Outcome(document(graded.report), graded.kept, time.perf_counter() - began)

    def close(self) -> None:
        self.sandboxes.close()
