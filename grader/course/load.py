"""Load an assignment: its probes and cases, goldens and signatures. Trusts the course."""

from __future__ import annotations

import functools
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.core.errors import CourseError, GoldenError
from grader.core.files import read_bytes, read_text
from grader.core.probe import CLASS, Case, Probe, ProbeName
from grader.core.result import Criterion, Points, Signature, Tolerance, whole
from grader.core.submission import SUFFIXES, Limits, Modules
from grader.course.calls import find_calls
from grader.course.golden import load_golden, other_versions
from grader.course.rubric import AssignmentRubric
from grader.course.signatures import hash_record, load_record
from grader.sandbox.packages import find_packages

SEED = "seed"  # beside the references
DATA = "data"  # which an assignment need not have
SHARED_BYTES = 1024 * 1024


@dataclass(frozen=True, eq=False)  # by identity: what is made of one is kept
class Assignment:
    """One homework: what is asked, what is right, what it is worth."""

    name: str
    rubric: AssignmentRubric
    folder: Path
    staff_folder: Path | None
    probes: tuple[Probe, ...]
    probes_source: str
    criteria: tuple[Criterion, ...]
    tolerance: Tolerance
    limits: Limits
    modules: Modules
    rubric_hash: str
    hidden_points: Points = 0
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
    def maximum(self) -> Points:
        return whole(sum(each.points for each in self.criteria if not each.bonus))

    @property
    def judged_maximum(self) -> Points:
        """What can be had without what is marked by hand, a bonus included."""
        return whole(sum(c.points for c in self.criteria if c.marked is None))

    @property
    def needs(self) -> dict[str, tuple[str, ...]]:
        """The functions that each probe calls."""
        return {probe.name: probe.needs for probe in self.probes}

    @functools.cached_property
    def shared(self) -> tuple[tuple[str, bytes], ...]:
        """The data that is written once for all submissions: to copy it would take too long."""
        return tuple((name, raw) for name, raw in self.data if len(raw) >= SHARED_BYTES)

    @functools.cached_property
    def asked(self) -> dict[str, tuple[str, ...]]:
        """The functions that visible probes call, each with what it is called with."""
        needs = (need for probe in self.probes if not probe.hidden for need in probe.needs)
        return find_calls(self.probes_source, tuple(dict.fromkeys(needs)))

    def data_files(self) -> Iterator[tuple[str, Path]]:
        """Find what a script may read, by its path relative to the starter."""
        return find_data_files(self.folder, self.rubric.data)


def load_assignment(
    root: Path, rubric: AssignmentRubric, *, with_golden: bool = True
) -> Assignment:
    """Load everything about one assignment of the course in a folder.

    Raises CourseError for malformed probes or cases, RubricError for a criterion whose probes do
    not exist, and (unless without golden, for recording) GoldenError for a missing or stale one.
    """
    name, folder = rubric.name, root / "assignments" / rubric.name
    if not folder.is_dir():
        raise CourseError(f"{root / 'rubric.yaml'}: assignment {name!r} has no folder {folder}")
    # There is no staff's side in a student's copy.
    staff = root / "reference" / name if (root / "reference").is_dir() else None
    probes = load_all_probes(folder, staff)
    # Of drawn or newly recorded goldens nothing is known yet, so neither of the mistakes' answers.
    signatures = load_record(root, name).mistakes if with_golden else ()
    golden, made_with = load_answers(root, folder, probes) if with_golden else ({}, {})
    # What only staff's output says, and students' must not.
    notes = [f"whole rubric, hidden criteria included: {rubric.whole_hash}"]
    if of_class := sum(ProbeName.parse(probe.name).is_of_class for probe in probes):
        notes.insert(0, f"{of_class} questions are about cases drawn for the class")
    modules = rubric.modules
    packages = find_packages(modules.packages)
    if others := other_versions(made_with, dict(packages.versions)):
        notes.append(
            f"recorded with {others}; if right answers depart: grade golden {name} --check"
        )
    return Assignment(
        name=name,
        rubric=rubric,
        folder=folder,
        staff_folder=staff,
        probes=probes,
        probes_source=read_source(folder / "probes.py"),
        criteria=rubric.criteria_for(probes, with_hidden=staff is not None),
        tolerance=rubric.tolerance,
        limits=rubric.limits,
        modules=modules,
        rubric_hash=rubric.visible_hash,
        hidden_points=rubric.section.points.hidden,
        golden=golden,
        signatures=rubric.with_carry_forward(signatures) if with_golden else (),
        catalogue_hash=hash_record(root, name),
        notes=() if staff is None else tuple(notes),
        data=tuple(
            (name, read_bytes(path, CourseError))
            for name, path in find_data_files(folder, rubric.data)
        ),
    )


def load_all_probes(folder: Path, staff: Path | None) -> tuple[Probe, ...]:
    """Load the visible probes, then the hidden ones. Raises CourseError."""
    functions = probe_functions(folder / "probes.py")
    probes = load_probes(functions, folder / "cases.py", hidden=False)
    if staff is not None and (staff / "cases.py").is_file():
        probes += load_probes(functions, staff / "cases.py", hidden=True)
    if staff is not None and (seed := read_seed(staff)):
        probes += draw_probes(functions, folder / "cases.py", CLASS, seed, hidden=True)
    refuse_repeated([probe.name for probe in probes], f"{folder}: two cases share a name")
    return probes


def read_seed(staff: Path) -> str:
    """Read the secret that a class's cases are drawn from; empty where there is none."""
    path = staff / SEED
    return read_source(path).strip() if path.is_file() else ""


def draw_probes(
    functions: Mapping[str, Any], cases: Path, name: str, seed: str, *, hidden: bool
) -> tuple[Probe, ...]:
    """Draw the drawn cases of a file from a seed: a case `noisy` becomes `noisy@NAME`."""
    probes = []
    for own, make in run_module(cases).get("DRAWN", {}).items():
        case, asked = make_case(f"{own}@{name}", make(random.Random(f"{own} {seed}")), cases)
        probes += [make_probe(functions[f], f, case, hidden=hidden) for f in asked]
    return tuple(probes)


def load_answers(
    root: Path, folder: Path, probes: Sequence[Probe]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Load the golden, which must answer every probe, and what made it. Raises GoldenError."""
    golden, made_with = load_golden(root, folder.name)
    unanswered = [probe.name for probe in probes if probe.name not in golden]
    if unanswered:
        raise GoldenError(
            f"{folder / 'golden.json'}: no answer to {unanswered[0]}; "
            f"run: grade golden {folder.name}"
        )
    return golden, made_with


def find_data_files(folder: Path, places: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Find the files that a script sees, by their path relative to the starter.

    Raises CourseError for a place that is not there, or is no data.
    """
    for place in dict.fromkeys(map(os.path.normpath, places)):
        top = folder / place
        if not top.exists() and place != DATA:
            raise CourseError(f"{top}: no such file or folder; mend `data` in rubric.yaml")
        if not top.parent.is_relative_to(folder) or ".." in top.parts or is_answer(top, folder):
            raise CourseError(f"{top}: no data of this assignment; mend `data` in rubric.yaml")
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file():
                yield path.relative_to(folder).as_posix(), path


def is_answer(path: Path, folder: Path) -> bool:
    """Tell whether a file beside the starter is what no script may read."""
    known = path.suffix in SUFFIXES or path.name.startswith(("golden.json", "signatures.json"))
    return known and path.parent == folder


def read_source(path: Path) -> str:
    """Read a course file's text. Raises CourseError."""
    return read_text(path, CourseError)


def run_module(path: Path) -> dict[str, Any]:
    """Run a course's file here, since the course is trusted, and give the names it defines."""
    return run_text(read_source(path), path)


def run_text(text: str, path: Path, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Run a file's text, where some names are there before it. Raises CourseError."""
    # Not imported: `probes` and `cases` are names that each assignment has for itself.
    namespace: dict[str, Any] = {**(before or {}), "__name__": path.stem, "__file__": str(path)}
    try:
        exec(compile(text, str(path), "exec"), namespace)
    except Exception as error:
        raise CourseError(f"{path}: {type(error).__name__}: {error}") from error
    return namespace


def probe_functions(path: Path) -> dict[str, Any]:
    """Find the functions of a probes file that say what they need. Raises CourseError."""
    # By their mark, so that a probes file may have functions of its own besides.
    functions = {name: value for name, value in run_module(path).items() if hasattr(value, "needs")}
    for name, function in functions.items():
        if not function.__doc__:
            raise CourseError(f"{path}: probe {name!r} has no docstring: students read it")
    return functions


def load_probes(functions: Mapping[str, Any], cases: Path, *, hidden: bool) -> tuple[Probe, ...]:
    """Make a probe of each function and each case that names it, in the functions' order."""
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
        for function, its_cases in by_function.items()
        for case in its_cases
    )


def make_probe(function: Any, name: str, case: Case, *, hidden: bool) -> Probe:
    """Make the question that a function puts about a case."""
    # A docstring may be broken into lines; what students read is one sentence.
    sentence = " ".join(str(function.__doc__).split())
    non_finite = case.non_finite or getattr(function, "non_finite", False)
    return Probe(name, case, tuple(function.needs), sentence, hidden, non_finite)


def make_case(name: str, raw: Mapping[str, Any], path: Path) -> tuple[Case, Sequence[str]]:
    """Make a case, and name the probes that are asked about it. Raises CourseError."""
    try:
        data = dict(raw)
        asked = data.pop("probes")
        files, non_finite = data.pop("files", {}), data.pop("non_finite", False)
        return Case(name, data, files, non_finite), asked
    except (KeyError, TypeError, ValueError) as error:
        raise CourseError(f"{path}: case {name!r} must be a dict with `probes`: {error}") from error


def refuse_repeated(names: Sequence[str], fault: str) -> None:
    """Raise CourseError where a name occurs twice: it would stand for the last one in silence."""
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise CourseError(f"{fault}: {', '.join(twins)}")
