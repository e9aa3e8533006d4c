"""Find the course, choose the assignment, load it. A submission never chooses its course."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.core.errors import UsageError
from grader.core.submission import SUFFIXES, Limits
from grader.core.text import did_you_mean
from grader.core.version import is_whole
from grader.course.load import Assignment, load_assignment
from grader.course.rubric import Rubric, load_rubric, refuse

if TYPE_CHECKING:
    from grader.course.telling import Asked

RUBRIC = "rubric.yaml"


@dataclass(frozen=True)
class Course:
    """The folder with `rubric.yaml`; `is_found` where nobody has named it."""

    root: Path
    rubric: Rubric
    loaded: dict[Any, Assignment] = field(default_factory=dict, repr=False, compare=False)
    is_found: bool = False

    def assignment(
        self, name: str, seeds: Sequence[int] = (), timeout: float | None = None
    ) -> Assignment:
        """Load an assignment, once, with the cases that seeds draw.

        `timeout` are the seconds for a whole file, in place of the rubric's. Raises CourseError,
        RubricError, GoldenError.
        """
        self.refuse_unfinished(name)
        key = name, tuple(dict.fromkeys(seeds)), timeout
        if key not in self.loaded:
            assignment = load_assignment(self.root, self.rubric.assignments[name])
            for seed in key[1]:
                assignment = self.with_seed(assignment, seed)
            # After the drawing, which asks the reference: that may take what time it needs.
            if timeout is not None:
                limits = replace(assignment.limits, submission_seconds=timeout)
                assignment = replace(assignment, limits=limits)
            self.loaded[key] = assignment
        return self.loaded[key]

    def with_seed(self, assignment: Assignment, seed: int) -> Assignment:
        """Add a seed's cases. Raises UsageError in a kit, which has no reference to ask."""
        if self.is_kit:
            raise UsageError(
                "--seed needs the NumPy reference, which a student's kit does not hold"
            )
        # Here, as a kit's copy of the grader leaves it out.
        from grader.course.draws import with_seed

        return with_seed(assignment, seed)

    @property
    def names(self) -> list[str]:
        return sorted(self.rubric.assignments)

    @property
    def all_names(self) -> list[str]:
        """The assignments, and those that are unfinished."""
        return sorted([*self.rubric.assignments, *self.rubric.unfinished])

    @functools.cached_property
    def asked(self) -> Asked:
        """What tells an assignment's files by what they define; not in a student's copy."""
        from grader.course.telling import Asked

        return Asked(self.root, self.all_names)

    @property
    def remarks(self) -> dict[str, str]:
        """A line for each assignment that is unfinished."""
        lines = {}
        for name, part in self.rubric.unfinished.items():
            first, more = part.faults[0].partition("\n")[0], len(part.faults) - 1
            others = f" (and {more} more)" if more else ""
            lines[name] = f"{first}{others}: the assignment {name!r} is left out until it is mended"
        return lines

    def refuse_unfinished(self, *names: str) -> None:
        """Raise RubricError with all faults of the assignments named that are unfinished."""
        parts = [self.rubric.unfinished.get(name) for name in names]
        refuse([fault for part in parts if part for fault in part.faults])

    @property
    def is_kit(self) -> bool:
        """Whether this is a student's copy: nothing of the staff's side is there."""
        return not (self.root / "reference").is_dir()

    def is_own(self, path: Path) -> bool:
        """Tell whether a submission is of whoever grades it: in a kit, or in `assignments/`."""
        own = os.path.realpath(self.root / "assignments")  # unlike `resolve`, fails for no link
        return self.is_kit or Path(os.path.realpath(path)).is_relative_to(own)

    def refuse_within(self, source: Path) -> None:
        """Raise UsageError where it may have been handed in itself, and nobody has named it."""
        path = Path(os.path.realpath(source))
        folder = path.parent if path.suffix.lower() in SUFFIXES else path
        # In a student's copy of the grader all is the student's own.
        is_within = path.exists() and self.root.is_relative_to(folder)
        if self.is_found and is_whole() and is_within:
            raise UsageError(
                f"{source}: the course {self.root} lies in the folder of what is graded; "
                "if it was not handed in with it, name it with --course DIR"
            )

    def limits_of(self, name: str | None) -> Limits:
        """Give an assignment's limits; before it is known, those of the one that takes most."""
        if name is not None and name in self.rubric.assignments:
            return self.rubric.assignments[name].limits
        all_limits = [rubric.limits for rubric in self.rubric.assignments.values()]
        return max(all_limits, key=lambda limits: limits.submission_mb)


def find_course(
    option: Path | None, start: Path, load: Callable[[Path], Rubric] = load_rubric
) -> Course:
    """Find the course given by option, else the only one upwards from a folder.

    Raises UsageError where there is none or several, RubricError for a malformed rubric.
    """
    root = find_root(option, start)
    return Course(root, load((option or root) / RUBRIC), is_found=option is None)


def find_root(option: Path | None, start: Path) -> Path:
    """Find the course's folder, whatever its rubric says. Raises UsageError."""
    if option is not None:
        if not (option / RUBRIC).is_file():
            raise UsageError(f"--course {option}: no {RUBRIC} there; name the folder that holds it")
        return option.resolve()
    roots = [folder for folder in (start, *start.parents) if os.path.isfile(folder / RUBRIC)]
    if not roots:
        raise UsageError(
            f"no {RUBRIC} in {start} or above it: run this inside the course's folder, "
            "or name that folder with --course DIR"
        )
    if len(roots) > 1:  # the inner one may have been handed in
        raise UsageError(
            f"{roots[0]}: a course within another, {roots[1]}: name one with --course DIR"
        )
    return roots[0]


def choose_assignment(
    course: Course,
    option: str | None,
    metadata: str | None,
    path: Path,
    defined: Collection[str] = (),
) -> str:
    """Choose by option; else the only one; else by the notebook's word, its name, what it defines.

    Raises UsageError where none can be told, RubricError for one that is unfinished.
    """
    name = named_assignment(course, option)
    if name is None and is_whole():
        # Here, as a kit's copy of the grader leaves it out: a kit is of one assignment.
        from grader.course.telling import likely_assignment

        name = likely_assignment(course.asked, metadata, path, defined)
    name = name or named_assignment(course, metadata or "")
    course.refuse_unfinished(str(name))
    return str(name)


def named_assignment(course: Course, option: str | None) -> str | None:
    """Give the assignment of an option, or the only one that there is. Raises UsageError."""
    names = course.all_names
    if option is not None:
        if option not in names:
            known = did_you_mean(option, names) or f"; there are: {', '.join(names)}"
            raise UsageError(f"--assignment {option}: no such assignment{known}")
        return option
    return names[0] if len(names) == 1 else None
