"""Find the course, choose the assignment, and load its probes and cases. Trusts the course.

A submission never chooses its course: the search starts at the working directory.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.core.errors import CourseError, GoldenError, UsageError
from grader.core.probe import Case, Probe
from grader.core.result import Criterion, Signature, Tolerance
from grader.core.submission import Limits, Modules
from grader.course.golden import load_golden
from grader.course.rubric import AssignmentRubric, Rubric, load_rubric
from grader.course.signatures import hash_record, load_record

RUBRIC = "rubric.yaml"


@dataclass(frozen=True, eq=False)  # by identity: what is made of one is kept
class Assignment:
    """One homework: what is asked, what is right, what it is worth."""

    name: str
    folder: Path
    staff_folder: Path | None
    probes: tuple[Probe, ...]
    probes_source: str
    criteria: tuple[Criterion, ...]
    tolerance: Tolerance
    limits: Limits
    modules: Modules
    rubric_hash: str
    hidden_points: int = 0
    carry_forward: float = 0.0
    golden: Mapping[str, Any] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    catalogue_hash: str = ""
    seeds: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    data: tuple[tuple[str, bytes], ...] = ()  # what is in them goes wherever files are graded

    @property
    def root(self) -> Path:
        return self.folder.parents[1]

    @property
    def maximum(self) -> int:
        return sum(criterion.points for criterion in self.criteria)

    @property
    def needs(self) -> dict[str, tuple[str, ...]]:
        """The functions that each probe calls."""
        return {probe.name: probe.needs for probe in self.probes}

    def data_files(self) -> Iterator[tuple[str, Path]]:
        """What a script may read, by its path relative to the starter."""
        return find_data_files(self.folder)


@dataclass(frozen=True)
class Course:
    """The folder with `rubric.yaml`."""

    root: Path
    rubric: Rubric

    @property
    def names(self) -> list[str]:
        return sorted(self.rubric.assignments)

    @property
    def is_kit(self) -> bool:
        """Whether this is a student's copy: nothing of the staff's side is there."""
        return not (self.root / "reference").is_dir()

    def is_own(self, path: Path) -> bool:
        """Whether a submission is of whoever grades it: in a kit, or in `assignments/`."""
        own = os.path.realpath(self.root / "assignments")  # unlike `resolve`, fails for no link
        return self.is_kit or Path(os.path.realpath(path)).is_relative_to(own)

    def limits_of(self, name: str | None) -> Limits:
        """An assignment's limits; before it is known, those of the one that takes most."""
        if name is not None and name in self.rubric.assignments:
            return self.rubric.assignments[name].limits
        all_limits = [rubric.limits for rubric in self.rubric.assignments.values()]
        return max(all_limits, key=lambda limits: limits.submission_mb)


def find_course(option: Path | None, start: Path) -> Course:
    """The course given by option, else the nearest one upwards from a folder.

    Raises UsageError where there is none, RubricError where its rubric is malformed.
    """
    if option is not None:
        if not (option / RUBRIC).is_file():
            raise UsageError(f"--course {option}: no {RUBRIC} there; name the folder that holds it")
        return Course(option.resolve(), load_rubric(option / RUBRIC))
    for folder in (start, *start.parents):
        if (folder / RUBRIC).is_file():
            return Course(folder, load_rubric(folder / RUBRIC))
    raise UsageError(
        f"no {RUBRIC} in {start} or above it: run this inside the course's folder, "
        "or name that folder with --course DIR"
    )


def choose_assignment(course: Course, option: str | None, metadata: str | None, path: Path) -> str:
    """The assignment named by option, else by the notebook, else by the file, else the only one."""
    if option is not None:
        if option not in course.names:
            raise UsageError(
                f"--assignment {option}: no such assignment; there are: {', '.join(course.names)}"
            )
        return option
    if metadata in course.names:
        return str(metadata)
    in_name = [name for name in course.names if name in path.stem]
    if len(in_name) == 1:
        return in_name[0]
    if len(course.names) == 1:
        return course.names[0]
    raise UsageError(
        f"{path}: which assignment is this? Say --assignment NAME; "
        f"there are: {', '.join(course.names)}"
    )


def load_assignment(course: Course, name: str, *, with_golden: bool = True) -> Assignment:
    """Everything about one assignment.

    Raises CourseError for malformed probes or cases, RubricError for a criterion whose probes do
    not exist, and (unless without golden, for recording) GoldenError for a missing or stale one.
    """
    folder, rubric = course.root / "assignments" / name, course.rubric.assignments[name]
    if not folder.is_dir():
        raise CourseError(f"{course.root / RUBRIC}: assignment {name!r} has no folder {folder}")
    staff = None if course.is_kit else course.root / "reference" / name
    source = read_source(folder / "probes.py")
    functions = probe_functions(folder / "probes.py")
    probes = load_probes(functions, folder / "cases.py", hidden=False)
    if staff is not None and (staff / "cases.py").is_file():
        probes += load_probes(functions, staff / "cases.py", hidden=True)
    refuse_twins(probes, folder)
    criteria = rubric.criteria_for(probes, with_hidden=staff is not None)
    golden = load_golden(course.root, name) if with_golden else {}
    unanswered = [probe.name for probe in probes if probe.name not in golden]
    if with_golden and unanswered:
        raise GoldenError(
            f"{folder / 'golden.json'}: no answer to {unanswered[0]}; run: grade golden {name}"
        )
    signatures = load_record(course.root, name).mistakes if with_golden else ()
    return Assignment(
        name=name,
        folder=folder,
        staff_folder=staff,
        probes=probes,
        probes_source=source,
        criteria=criteria,
        tolerance=rubric.tolerance,
        limits=rubric.limits,
        modules=rubric.modules,
        rubric_hash=rubric.visible_hash,
        hidden_points=rubric.points_hidden,
        carry_forward=rubric.section.carry_forward,
        golden=golden,
        signatures=rubric.with_carry_forward(signatures) if with_golden else (),
        catalogue_hash=hash_record(course.root, name),
        notes=staff_notes(rubric, staff),
        data=tuple((name, read_file(path)) for name, path in find_data_files(folder)),
    )


def find_data_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files under an assignment's `data/`, by their path relative to the starter."""
    for path in sorted((folder / "data").rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def read_file(path: Path) -> bytes:
    """A course file's bytes. Raises CourseError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path}: cannot be read: {error}") from error


def staff_notes(rubric: AssignmentRubric, staff: Path | None) -> tuple[str, ...]:
    """What only staff output says: the hash of the rubric with its hidden criteria."""
    if staff is None:
        return ()
    return (f"whole rubric, hidden criteria included: {rubric.whole_hash}",)


def read_source(path: Path) -> str:
    """A course file's text. Raises CourseError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: cannot be read: {error}") from error


def run_module(path: Path) -> dict[str, Any]:
    """The names that a course's file defines; it is run here, since the course is trusted."""
    namespace: dict[str, Any] = {"__name__": path.stem, "__file__": str(path)}
    try:
        exec(compile(read_source(path), str(path), "exec"), namespace)
    except Exception as error:
        raise CourseError(f"{path}: {type(error).__name__}: {error}") from error
    return namespace


def probe_functions(path: Path) -> dict[str, Any]:
    """The functions of a probes file that say what they need. Raises CourseError."""
    functions = {name: value for name, value in run_module(path).items() if hasattr(value, "needs")}
    for name, function in functions.items():
        if not function.__doc__:
            raise CourseError(f"{path}: probe {name!r} has no docstring: students read it")
    return functions


def load_probes(functions: Mapping[str, Any], cases: Path, *, hidden: bool) -> tuple[Probe, ...]:
    """One probe for each function and each case that names it, in the functions' order."""
    by_function: dict[str, list[Case]] = {name: [] for name in functions}
    for name, raw in run_module(cases).get("CASES", {}).items():
        case, asked = make_case(name, raw, cases)
        for function in asked:
            if function not in functions:
                raise CourseError(
                    f"{cases}: case {name!r} names no probe: {function!r}; "
                    f"a probe is a function of probes.py that is marked with its `needs`"
                )
            by_function[function].append(case)
    return tuple(
        make_probe(functions[function], function, case, hidden=hidden)
        for function, some in by_function.items()
        for case in some
    )


def make_probe(function: Any, name: str, case: Case, *, hidden: bool) -> Probe:
    """The question that a function puts about a case."""
    sentence = " ".join(str(function.__doc__).split())
    return Probe(name, case, tuple(function.needs), sentence, hidden)


def make_case(name: str, raw: Mapping[str, Any], path: Path) -> tuple[Case, Sequence[str]]:
    """A case, and the names of the probes that are asked about it. Raises CourseError."""
    try:
        data = dict(raw)
        asked = data.pop("probes")
        return Case(name, data, data.pop("files", {})), asked
    except (KeyError, TypeError, ValueError) as error:
        raise CourseError(f"{path}: case {name!r} must be a dict with `probes`: {error}") from error


def refuse_twins(probes: Sequence[Probe], folder: Path) -> None:
    """Raise CourseError where two probes have one name."""
    refuse_repeated([probe.name for probe in probes], f"{folder}: two cases share a name")


def refuse_repeated(names: Sequence[str], fault: str) -> None:
    """Raise CourseError where a name occurs twice: it would stand for the last one in silence."""
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise CourseError(f"{fault}: {', '.join(twins)}")
