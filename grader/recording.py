"""Record the goldens from the references, verify the recorded ones, and add cases from a seed.

The NumPy reference gives the golden; the PyTorch reference must agree within the tolerance, and no
decision may be so near its threshold that rounding could turn it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.metadata
import importlib.util
import json
import platform
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from grader import __version__, golden, probing
from grader.catalogue import observe_catalogue
from grader.comparison import compare
from grader.course import (
    Assignment,
    Course,
    drawn_probes,
    load_assignment,
    probe_functions,
    run_module,
)
from grader.diagnosis import is_like
from grader.errors import GraderError, RecordingError, StaleError, UsageError
from grader.model import Answer, Criterion, Probe, Signature, Tolerance
from grader.signatures import load_record, write_record

NEAREST = 1e-3  # a net input closer to its threshold than this could be turned by rounding
DRAWS = 100
INSTALL = "pip install -c constraints.txt -e '.[reference]'"

Say = Callable[[str], None]


@dataclasses.dataclass(frozen=True)
class References:
    """The staff's solutions: `numpy` records, `torch` cross-checks where there is one."""

    numpy: Any
    torch: Any | None
    watch: Callable[[Any], contextlib.AbstractContextManager[list[float]]]
    sources: tuple[Path, ...]


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
            sources = hash_sources(course, assignment, references, hidden=hidden)
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
        sources = hash_sources(course, assignment, references, hidden=hidden)
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
    for draw in range(DRAWS):
        drawn = [p for p in drawn_probes(assignment, seed, draw) if p.name not in accepted]
        for case in dict.fromkeys(probe.case.name for probe in drawn):
            asked = [probe for probe in drawn if probe.case.name == case]
            answers, nearest = ask_watched(assignment, references, asked)
            if nearest >= NEAREST:
                accepted.update(answers)
                probes += asked
    return extend(assignment, tuple(probes), accepted)


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


def load_references(
    assignment: Assignment, device: str | None, *, only_numpy: bool = False
) -> References:
    """The staff's solutions of an assignment. Raises UsageError or RecordingError."""
    folder = assignment.staff_folder
    if folder is None:
        raise UsageError(
            "goldens are recorded from the references, which a student's kit does not hold: "
            "run this in the course's own folder"
        )
    require("numpy")
    numpy_path, torch_path = find_one(folder, "numpy_*.py"), find_one(folder, "torch_*.py")
    if numpy_path is None:
        raise RecordingError(f"{folder}: no reference; write the solution in numpy_NAME.py")
    torch = None
    if torch_path is not None and not only_numpy:
        require("torch")
        torch = SimpleNamespace(**run_module(torch_path))
        use_device(torch, torch_path, device)
    margins = folder / "margins.py"
    watch = run_module(margins)["watched"] if margins.is_file() else unwatched
    paths = (numpy_path, torch_path, margins if margins.is_file() else None)
    sources = tuple(path for path in paths if path is not None)
    return References(SimpleNamespace(**run_module(numpy_path)), torch, watch, sources)


@contextlib.contextmanager
def unwatched(reference: Any) -> Iterator[list[float]]:
    """For an assignment without thresholds."""
    yield []


def require(package: str) -> None:
    """Raise UsageError, with the line that installs it, where a package is missing."""
    if importlib.util.find_spec(package) is None:
        raise UsageError(f"{package} is not installed, and the references need it; run: {INSTALL}")


def find_one(folder: Path, pattern: str) -> Path | None:
    """The file of a folder that fits a pattern, if there is one."""
    found = sorted(folder.glob(pattern))
    if len(found) > 1:
        raise RecordingError(f"{folder}: more than one {pattern}: which is the reference?")
    return found[0] if found else None


def use_device(torch: Any, path: Path, device: str | None) -> None:
    """Have the PyTorch reference compute on a device. Raises UsageError."""
    if device is None:
        return
    if not hasattr(torch, "use"):
        raise UsageError(f"--device {device}: {path} has no function `use(device)`")
    try:
        torch.use(device)
    except ValueError as error:
        raise UsageError(f"--device {device}: {error}") from error


def trusted_answers(assignment: Assignment, references: References, say: Say) -> dict[str, Any]:
    """NumPy's answers to all probes. Raises RecordingError with every reason not to trust them."""
    faults: list[str] = []
    answers: dict[str, Any] = {}
    say(f"{assignment.name}: {len(assignment.probes)} probes, NumPy reference")
    for probe in assignment.probes:
        one, nearest = ask_watched(assignment, references, [probe])
        answers.update(one)
        if nearest < NEAREST:
            faults.append(
                f"probe {probe.name}: a net input {nearest:.2g} from the threshold: "
                f"rounding could turn it, so change the case {probe.case.name}"
            )
    if references.torch is not None:
        say(f"{assignment.name}: {len(assignment.probes)} probes, PyTorch reference")
        for name, answer in ask_all(assignment, references.torch, assignment.probes).items():
            difference = differ(name, answer, answers[name], assignment.tolerance)
            faults += [f"probe {name}: NumPy and PyTorch disagree: {difference}"] * bool(difference)
    if faults:
        raise RecordingError(f"{assignment.name}: nothing was recorded\n  " + "\n  ".join(faults))
    return answers


def differ(probe: str, answer: Any, recorded: Any, tolerance: Tolerance) -> str | None:
    """Where an answer differs from a recorded one in shape or value, or None."""
    for by_shape in (True, False):
        verdict = compare(probe, Answer(answer), recorded, tolerance, by_shape=by_shape)
        if verdict.departure is not None:
            return verdict.departure.message
    return None


def ask_watched(
    assignment: Assignment, references: References, probes: Sequence[Probe]
) -> tuple[dict[str, Any], float]:
    """NumPy's answers, and how near to its threshold a decision came on the way."""
    with references.watch(references.numpy) as distances:
        answers = ask_all(assignment, references.numpy, probes)
        return answers, min(distances, default=float("inf"))


def ask_all(assignment: Assignment, reference: Any, probes: Sequence[Probe]) -> dict[str, Any]:
    """A reference's answers to probes, by name."""
    functions = probe_functions(assignment.folder / "probes.py")
    return {probe.name: ask_one(functions[probe.function], reference, probe) for probe in probes}


def ask_one(function: Any, reference: Any, probe: Probe) -> Any:
    """A reference's answer to one probe. Raises RecordingError."""
    missing = probing.find_missing(reference, probe.needs)
    if missing is not None:
        raise RecordingError(f"probe {probe.name}: the reference does not define {missing}")
    try:
        with tempfile.TemporaryDirectory() as folder:
            data, files = json.dumps(probe.case.data), probe.case.files
            return plain(probing.ask(function, reference, data, files, folder), probe)
    except GraderError:
        raise
    except Exception as error:
        message = f"probe {probe.name}: the reference raised {type(error).__name__}: {error}"
        raise RecordingError(message) from error


def plain(value: Any, probe: Probe) -> Any:
    """Arrays and tensors as lists, so that a golden is JSON; lists without axes of length 1."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): plain(part, probe) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return squeezed([plain(part, probe) for part in value])
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float) and value - value == 0:
        return value
    raise RecordingError(f"probe {probe.name}: the reference answers {value!r}, which is no golden")


def squeezed(value: Any) -> Any:
    """Nested lists without axes of length 1, which no shape criterion looks at."""
    if not isinstance(value, list):
        return value
    return squeezed(value[0]) if len(value) == 1 else [squeezed(item) for item in value]


def hash_sources(
    course: Course, assignment: Assignment, references: References, *, hidden: bool
) -> dict[str, str]:
    """The hash of everything that an assignment's goldens depend on."""
    folder = assignment.folder
    paths = [folder / "probes.py", folder / "cases.py", *references.sources]
    paths += [path for _, path in assignment.data_files()]
    if hidden and assignment.staff_folder is not None:
        paths.append(assignment.staff_folder / "cases.py")
    return golden.hash_sources(course.root, paths)


def differing(recorded: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names whose hash is not what was recorded."""
    return [name for name in recorded.keys() | now.keys() if recorded.get(name) != now.get(name)]


def made_with(references: References) -> dict[str, str]:
    """The versions that a golden is made with."""
    packages = ["numpy", "torch"] if references.torch is not None else ["numpy"]
    versions = {package: importlib.metadata.version(package) for package in packages}
    return {"grader": __version__, "python": platform.python_version(), **versions}
