"""Record the goldens from the references, verify the recorded ones, and add cases from a seed.

The NumPy reference gives the golden; the PyTorch reference must agree within the tolerance, and no
decision may be so near its threshold that rounding could turn it.
"""

from __future__ import annotations

import dataclasses
import importlib.metadata
import platform
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.authoring.catalogue import observe_catalogue
from grader.authoring.references import (
    NEAREST,
    References,
    Say,
    ask_watched,
    differ,
    load_references,
    trusted_answers,
)
from grader.core.errors import RecordingError, StaleError, UsageError
from grader.core.probe import Probe
from grader.core.result import Criterion, Signature, Tolerance
from grader.core.version import __version__
from grader.course import golden
from grader.course.load import Assignment, Course, drawn_probes, load_assignment
from grader.course.signatures import load_record, write_record
from grader.judging.diagnosis import is_like

DRAWS = 100


def record(course: Course, name: str, device: str | None, say: Say) -> None:
    """Ask the references everything and write both golden files.

    Raises RecordingError, and writes nothing, where an answer can't be trusted.
    """
    assignment = load_assignment(course, name, with_golden=False)
    references = load_references(assignment, device)
    answers = trusted_answers(assignment, references, say)
    catalogue = observe_catalogue(assignment, answers, say)
    for path, hidden in zip(golden.golden_paths(course.root, name), (False, True), strict=True):
        chosen = {p.name: answers[p.name] for p in assignment.probes if p.hidden is hidden}
        if chosen or not hidden:
            sources = hash_sources(assignment, references, hidden=hidden)
            golden.write_golden(path, chosen, sources, made_with(references))
            say(f"{path}: {len(chosen)} answers recorded")
    if catalogue.mistakes or catalogue.variants:
        hidden_names = {probe.name for probe in assignment.probes if probe.hidden}
        for path in write_record(course.root, name, catalogue, hidden_names):
            say(f"{path}: {len(catalogue.mistakes)} mistakes recorded")


def check(course: Course, name: str, device: str | None, say: Say) -> None:
    """Ask the references everything and compare with what is recorded.

    Raises StaleError that names what changed: sources, probes that came or went, answers.
    """
    assignment = load_assignment(course, name, with_golden=False)
    references = load_references(assignment, device)
    recorded: dict[str, Any] = {}
    faults: list[str] = []
    for path, hidden in zip(golden.golden_paths(course.root, name), (False, True), strict=True):
        if hidden and not any(probe.hidden for probe in assignment.probes):
            continue
        document = golden.read_golden(path, name)
        recorded.update(document["answers"])
        sources = hash_sources(assignment, references, hidden=hidden)
        faults += [f"{path}: {name} changed" for name in differing(document["sources"], sources)]
    answers = trusted_answers(assignment, references, say)
    faults += [f"probe {probe} came or went" for probe in sorted(answers.keys() ^ recorded.keys())]
    for probe in answers.keys() & recorded.keys():
        difference = differ(probe, answers[probe], recorded[probe], assignment.tolerance)
        faults += [f"probe {probe}: {difference}"] if difference else []
    refuse_stale(name, faults)  # the catalogue takes long, and would only say it again
    now, then = observe_catalogue(assignment, answers, say), load_record(course.root, name)
    faults += compare_programs("mistake", now.mistakes, then.mistakes, assignment.tolerance)
    faults += compare_programs("variant", now.variants, then.variants, assignment.tolerance)
    refuse_stale(name, faults)
    say(f"{name}: {len(recorded)} recorded answers are what the references answer now")


def refuse_stale(name: str, faults: Sequence[str]) -> None:
    """Raise StaleError where anything changed."""
    if faults:
        listed = "\n  ".join(sorted(set(faults)))
        raise StaleError(f"the goldens of {name} are stale; run: grade golden {name}\n  {listed}")


def compare_programs(
    kind: str, now: Sequence[Signature], then: Sequence[Signature], tolerance: Tolerance
) -> Iterator[str]:
    """What changed of the catalogue's programs, in words."""
    recorded = {one.name: one for one in then}
    for one in now:
        other = recorded.pop(one.name, None)
        if other is None:
            yield f"{kind} {one.name}: is not recorded"
        elif not is_unchanged(one, other, tolerance):
            yield f"{kind} {one.name}: answers otherwise than recorded, or says so"
    yield from (f"{kind} {gone}: is recorded, but gone" for gone in recorded)


def is_unchanged(one: Signature, other: Signature, tolerance: Tolerance) -> bool:
    """Whether a program answers and says what is recorded of it."""
    if one.answers.keys() != other.answers.keys():
        return False
    texts = dataclasses.replace(one, answers={}) == dataclasses.replace(other, answers={})
    return texts and is_like(one, frozenset(one.answers), other.answers, tolerance)


def with_seed(assignment: Assignment, seed: int) -> Assignment:
    """The assignment with the cases that a seed draws, under the same criteria, golden included.

    A case in which a decision comes near its threshold is replaced by its next draw, which depends
    on nothing but the seed: so everyone gets the same.
    """
    if assignment.staff_folder is None:
        raise UsageError("--seed needs the NumPy reference, which a student's kit does not hold")
    references = load_references(assignment, device=None, only_numpy=True)
    accepted: dict[str, Any] = {}
    probes: list[Probe] = []
    for draw in range(DRAWS + 1):
        drawn = [p for p in drawn_probes(assignment, seed, draw) if p.name not in accepted]
        if not drawn:
            break
        if draw == DRAWS:
            raise RecordingError(
                f"--seed {seed}: in {DRAWS} draws of case {drawn[0].case.name} a decision always "
                "came near its threshold"
            )
        for case in dict.fromkeys(probe.case.name for probe in drawn):
            asked = [probe for probe in drawn if probe.case.name == case]
            answers, nearest = ask_watched(references, asked)
            if nearest >= NEAREST:
                accepted.update(answers)
                probes += asked
    extended = extend(assignment, tuple(probes), accepted)
    return dataclasses.replace(extended, seeds=(*assignment.seeds, seed))


def extend(
    assignment: Assignment, probes: Sequence[Probe], answers: Mapping[str, Any]
) -> Assignment:
    """An assignment with more probes and their goldens."""
    return dataclasses.replace(
        assignment,
        probes=(*assignment.probes, *probes),
        criteria=tuple(add_probes(criterion, probes) for criterion in assignment.criteria),
        golden={**assignment.golden, **answers},
    )


def add_probes(criterion: Criterion, probes: Sequence[Probe]) -> Criterion:
    """A drawn probe counts where the probe counts that it is another draw of."""
    more = [p.name for p in probes if p.name.partition("@")[0] in criterion.probes]
    return dataclasses.replace(criterion, probes=(*criterion.probes, *more))


def hash_sources(assignment: Assignment, references: References, *, hidden: bool) -> dict[str, str]:
    """The hash of everything that an assignment's goldens depend on."""
    folder = assignment.folder
    paths = [folder / "probes.py", folder / "cases.py", *references.sources]
    paths += [path for _, path in assignment.data_files()]
    if hidden and assignment.staff_folder is not None:
        paths.append(assignment.staff_folder / "cases.py")
    return golden.hash_sources(assignment.root, paths)


def differing(recorded: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names whose hash is not what was recorded."""
    return [name for name in recorded.keys() | now.keys() if recorded.get(name) != now.get(name)]


def made_with(references: References) -> dict[str, str]:
    """The versions that a golden is made with."""
    packages = ["numpy", "torch"] if references.torch is not None else ["numpy"]
    versions = {package: importlib.metadata.version(package) for package in packages}
    return {"grader": __version__, "python": platform.python_version(), **versions}
