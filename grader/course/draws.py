"""Add the cases that a seed draws. The answers are asked of NumPy's solution, so only staff can."""

from __future__ import annotations

import dataclasses
import itertools
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.core.errors import RecordingError
from grader.core.probe import Probe, ProbeName
from grader.core.result import Criterion
from grader.course.example import example_files
from grader.course.load import Assignment
from grader.course.probes import CASES, SEED, Asking, draw_probes, load_file
from grader.course.program import run_example
from grader.course.references import (
    NEAREST,
    References,
    ask_all,
    ask_watched,
    find_solution,
    load_references,
)
from grader.course.running import PROBES

DRAWS = 100
MOST_FAILURES = 10  # of draws of a case in which a right program fails: of more, none is by chance


def with_seed(assignment: Assignment, seed: int) -> Assignment:
    """Add a seed's cases to an assignment, under the same criteria, golden included.

    Raises RecordingError where no draw of a case can be used.
    """
    right = RightPrograms.of(assignment)
    probes: list[Probe] = []
    golden: dict[str, Any] = {}
    # A case that can't be used is replaced by its next draw, which depends on nothing but the
    # seed: so everyone gets the same.
    for draw in range(DRAWS):
        drawn = [p for p in drawn_probes(assignment, seed, draw) if p.name not in golden]
        for _, group in itertools.groupby(drawn, lambda probe: probe.case.name):
            asked = list(group)
            try:
                answers = right.ask(asked)
            except RecordingError as error:
                raise RecordingError(f"--seed {seed}: {error}") from error
            if answers is not None:
                probes += asked
                golden.update(answers)
        refused = [probe for probe in drawn if probe.name not in golden]
        if not refused:
            extended = extend(assignment, probes, golden)
            return dataclasses.replace(extended, seeds=(*assignment.seeds, seed))
    case = refused[0].case.name
    raise RecordingError(
        f"--seed {seed}: none of {DRAWS} draws of case {case} can be used: a decision comes near "
        f"its threshold{', or a right program fails' if case in right.failures else ''}"
    )


@dataclasses.dataclass
class RightPrograms:
    """NumPy's solution, which gives the goldens, and the example, which has to answer, too.

    In plain Python a division by zero fails, where NumPy's gives no number and goes on. `failures`
    are counted by the first case that was asked.
    """

    references: References
    example: Any | None
    failures: Counter[str] = dataclasses.field(default_factory=Counter)

    @classmethod
    def of(cls, assignment: Assignment) -> RightPrograms:
        """Load both. Raises GraderError."""
        references = load_references(assignment, device=None, only_numpy=True)
        staff, example = assignment.staff_folder, example_files(assignment.folder)
        # Without NumPy's solution the example is the reference already.
        has_both = staff and find_solution(staff, "numpy_*.py") and example
        return cls(references, run_example(assignment) if has_both else None)

    def ask(self, probes: Sequence[Probe]) -> dict[str, Any] | None:
        """Give the goldens of drawn probes, None where they can't be used, and others are to be.

        Raises RecordingError where a right program fails time and again.
        """
        try:
            return self.answer(probes)
        except RecordingError:
            case = probes[0].case.name
            self.failures[case] += 1
            if self.failures[case] == MOST_FAILURES:
                raise
            return None

    def answer(self, probes: Sequence[Probe]) -> dict[str, Any] | None:
        """Give the goldens, None where a decision comes near its threshold.

        Raises RecordingError where a right program can't answer.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what is no number is no golden
            answers, nearest = ask_watched(self.references, probes)
            if nearest < NEAREST:
                return None
            if self.example is not None:
                ask_all(self.references.functions, self.example, probes, "the example")
        return answers


def drawn_probes(assignment: Assignment, seed: int, draw: int) -> tuple[Probe, ...]:
    """Draw the assignment's drawn cases anew: a case `noisy` becomes `noisy@SEED`.

    Draw 0, 1, ... of the same seed differ: a case that can't be used is replaced by the next.
    """
    words = str(seed), f"{seed} {draw}"
    asking, staff = Asking.of(assignment.folder), assignment.staff_folder
    probes = draw_probes(asking, *words, hidden=False)
    if staff is not None and (staff / CASES).is_file():
        unseen = dataclasses.replace(asking, files=(load_file(staff / CASES),))
        probes += draw_probes(unseen, *words, hidden=True)
    return probes


def extend(
    assignment: Assignment, probes: Sequence[Probe], golden: Mapping[str, Any]
) -> Assignment:
    """Add probes and their goldens to an assignment."""
    return dataclasses.replace(
        assignment,
        probes=(*assignment.probes, *probes),
        criteria=tuple(add_probes(criterion, probes) for criterion in assignment.criteria),
        golden={**assignment.golden, **golden},
    )


def add_probes(criterion: Criterion, probes: Sequence[Probe]) -> Criterion:
    """Let a drawn probe count where the probe counts that it is another draw of."""
    more = [p.name for p in probes if ProbeName.parse(p.name).fixed in criterion.probes]
    return dataclasses.replace(criterion, probes=(*criterion.probes, *more))


def lacks_seed(root: Path, name: str) -> bool:
    """Tell whether cases are to be drawn for the class, and nobody has said from what."""
    folder, staff = root / "assignments" / name, root / "reference" / name
    if not staff.is_dir() or (staff / SEED).is_file():
        return False
    paths = (path for path in (folder / PROBES, folder / CASES, staff / CASES) if path.is_file())
    return any(load_file(path).marks_drawn for path in paths)
