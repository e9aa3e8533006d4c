"""The folders in which a system puts a submission and looks for its result."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from grader.classroom.autograder import gradescope, prairielearn
from grader.classroom.autograder.arrival import Arrival, read_arrival
from grader.classroom.autograder.grading import Run
from grader.classroom.exports.gradescope import written
from grader.core.files import put
from grader.core.result import Counts

# Nobody else's to look into: the staff's side, results, what was handed in.
OWN_FOLDER, OWN_FILE = 0o700, 0o600


@dataclass(frozen=True)
class SystemFolder:
    """A system's folder; `closed` are its parts that no submission may look into.

    `is_for_staff` tells whether only staff read what is printed.
    """

    root: Path

    usual: ClassVar[str]
    handed_in: ClassVar[str]
    closed: ClassVar[tuple[str, ...]]
    is_for_staff: ClassVar[bool]

    @property
    def submission(self) -> Path:
        return self.root / self.handed_in

    @property
    def results(self) -> Path:
        return self.root / "results" / "results.json"

    def close_off(self) -> None:
        """Leave all but the way there to root: submissions are run as another user."""
        self.results.parent.mkdir(parents=True, exist_ok=True)
        for name in (*self.closed, self.handed_in, self.results.parent.name):
            path = self.root / name
            with contextlib.suppress(OSError):
                path.chmod(OWN_FOLDER if path.is_dir() else OWN_FILE)

    def write(self, content: dict[str, Any]) -> None:
        """Put a result in the place of the one before, whole or not at all. Raises OSError."""
        put(self.results, written(content))

    @abstractmethod
    def begin(self) -> None:
        """Write what holds where nothing else comes."""

    @abstractmethod
    def finish(self, run: Run, counts: Counts) -> None:
        """Write what came of it."""


class Gradescope(SystemFolder):
    """Gradescope's, as its `specs.md` has it."""

    usual, handed_in, is_for_staff = "/autograder", "submission", True
    closed = ("source", "submission_metadata.json")

    def begin(self) -> None:
        self.write(gradescope.unscored(self.arrival()))

    def finish(self, run: Run, counts: Counts) -> None:
        self.write(gradescope.result(run, self.arrival(), counts))

    def arrival(self) -> Arrival:
        """Read what is known of the submission."""
        try:
            return read_arrival((self.root / "submission_metadata.json").read_bytes())
        except OSError:
            return Arrival()


class PrairieLearn(SystemFolder):
    """PrairieLearn's, as its `externalGrading.md` has it."""

    usual, handed_in, is_for_staff = "/grade", "student", False
    closed = ("tests", "data", "serverFilesCourse")

    def begin(self) -> None:
        self.write(prairielearn.unscored())

    def finish(self, run: Run, counts: Counts) -> None:
        self.write(prairielearn.result(run))


FOLDERS: Mapping[str, type[SystemFolder]] = {"gradescope": Gradescope, "prairielearn": PrairieLearn}
