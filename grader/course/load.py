"""Load an assignment: its probes and cases, goldens and signatures. Trusts the course."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.core.errors import CourseError, GoldenError
from grader.core.files import read_bytes
from grader.core.probe import Probe, ProbeName
from grader.core.result import Criterion, Points, Signature, Tolerance, whole
from grader.core.submission import SUFFIXES, Limits, Modules
from grader.course.calls import find_calls, find_variables
from grader.course.golden import load_golden, other_versions
from grader.course.probes import load_all_probes
from grader.course.rubric import AssignmentRubric
from grader.course.running import AUTHOR, PROBES, read_source
from grader.course.signatures import hash_record, load_mistakes
from grader.sandbox.inside.probing import RECORDED
from grader.sandbox.packages import find_packages

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

    @functools.lru_cache(maxsize=16)  # noqa: B019  # an assignment lives as long as the command
    def for_groups(self, groups: frozenset[str]) -> Assignment:
        """Give the assignment as it is for a student of some groups, and of no others.

        What is for another group is not there; what is for one of these counts as all else does.
        """
        if not self.audiences:
            return self
        theirs = (c for c in self.criteria if not c.audience or c.audience.casefold() in groups)
        criteria = tuple(replace(c, bonus=c.bonus and not c.audience) for c in theirs)
        return replace(self, criteria=criteria)

    @functools.cached_property
    def audiences(self) -> frozenset[str]:
        """The groups for which there are criteria that are not there for others."""
        return frozenset(each.audience.casefold() for each in self.criteria if each.audience)

    @property
    def judged_maximum(self) -> Points:
        """What can be had without what is marked by hand, a bonus included."""
        return whole(sum(c.points for c in self.criteria if c.marked is None))

    @property
    def needs(self) -> dict[str, tuple[str, ...]]:
        """The functions that each probe calls."""
        return {probe.name: probe.needs for probe in self.probes}

    @functools.cached_property
    def variables(self) -> frozenset[str]:
        """The needs that are read and not called."""
        return frozenset().union(*(probe.variables for probe in self.probes))

    @functools.cached_property
    def records(self) -> tuple[str, ...]:
        """What is kept of what a script draws and prints: nothing that no probe asks for."""
        return tuple(sorted(find_variables(self.probes_source, RECORDED)))

    @functools.cached_property
    def shared(self) -> tuple[tuple[str, bytes], ...]:
        """The data that is written once for all submissions: to copy it would take too long."""
        return tuple((name, raw) for name, raw in self.data if len(raw) >= SHARED_BYTES)

    @functools.cached_property
    def asked(self) -> dict[str, tuple[str, ...]]:
        """The functions that visible probes call, each with what it is called with."""
        visible = (probe for probe in self.probes if not probe.hidden)
        needs = dict.fromkeys(n for p in visible for n in p.needs if n not in p.variables)
        return find_calls(self.probes_source, tuple(needs))

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
    catalogue_hash = hash_record(root, name)
    signatures = load_mistakes(root, name, catalogue_hash) if with_golden else ()
    golden, made_with = load_answers(root, folder, probes) if with_golden else ({}, {})
    # What only staff's output says, and students' must not.
    source = read_probes(folder / PROBES)
    refuse_undrawn(folder, source, rubric)
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
        probes_source=source,
        criteria=rubric.criteria_for(probes, with_hidden=staff is not None),
        tolerance=rubric.tolerance,
        limits=rubric.limits,
        modules=modules,
        rubric_hash=rubric.visible_hash,
        hidden_points=rubric.gist.hidden,
        golden=golden,
        signatures=rubric.with_carry_forward(signatures) if with_golden else (),
        catalogue_hash=catalogue_hash,
        notes=() if staff is None else tuple(notes),
        data=tuple(
            (name, read_bytes(path, CourseError))
            for name, path in find_data_files(folder, rubric.data)
        ),
    )


def refuse_undrawn(folder: Path, source: str, rubric: AssignmentRubric) -> None:
    """Raise CourseError where probes ask for figures and nobody could draw any."""
    is_drawn = not rubric.modules.stand_ins.isdisjoint(["matplotlib", "pylab"])
    if "figures" in find_variables(source, RECORDED) and not is_drawn:
        raise CourseError(
            f"{folder / PROBES}: `student.figures` is what matplotlib's stand-in notes: write "
            f"`modules: {{stand_ins: [matplotlib]}}` under {rubric.name} in rubric.yaml"
        )


def read_probes(path: Path) -> str:
    """Read what asks, without cases and marks: behind the wall is nothing of the grader's."""
    text = read_source(path)
    if AUTHOR not in text:
        return text
    from grader.course.trimming import trim  # a kit, which is without it, has no such file

    return trim(text)


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
