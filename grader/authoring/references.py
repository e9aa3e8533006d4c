"""Ask the references: NumPy's solution gives the answers, PyTorch's must agree with them."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from grader.core.errors import GraderError, RecordingError, UsageError
from grader.core.probe import Answer, Probe
from grader.core.result import Tolerance
from grader.course.load import Assignment, probe_functions, run_module
from grader.judging.comparison import compare
from grader.sandbox.inside import probing

NEAREST = 1e-3  # a net input closer to its threshold than this could be turned by rounding
INSTALL = "pip install -c constraints.txt -e '.[reference]'"

Say = Callable[[str], None]


@dataclasses.dataclass(frozen=True)
class References:
    """The staff's solutions: `numpy` records, `torch` cross-checks where there is one."""

    numpy: Any
    torch: Any | None
    watch: Callable[[Any], contextlib.AbstractContextManager[list[float]]]
    functions: Mapping[str, Any]
    sources: tuple[Path, ...]


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
    functions = probe_functions(assignment.folder / "probes.py")
    return References(SimpleNamespace(**run_module(numpy_path)), torch, watch, functions, sources)


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
        one, nearest = ask_watched(references, [probe])
        answers.update(one)
        if nearest < NEAREST:
            faults.append(
                f"probe {probe.name}: a net input {nearest:.2g} from the threshold: "
                f"rounding could turn it, so change the case {probe.case.name}"
            )
    if references.torch is not None:
        say(f"{assignment.name}: {len(assignment.probes)} probes, PyTorch reference")
        answered = ask_all(references.functions, references.torch, assignment.probes)
        for name, answer in answered.items():
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


def ask_watched(references: References, probes: Sequence[Probe]) -> tuple[dict[str, Any], float]:
    """NumPy's answers, and how near to its threshold a decision came on the way."""
    with references.watch(references.numpy) as distances:
        answers = ask_all(references.functions, references.numpy, probes)
        return answers, min(distances, default=float("inf"))


def ask_all(
    functions: Mapping[str, Any], reference: Any, probes: Sequence[Probe]
) -> dict[str, Any]:
    """A reference's answers to probes, by name."""
    return {probe.name: ask_one(functions[probe.function], reference, probe) for probe in probes}


def ask_one(function: Any, reference: Any, probe: Probe) -> Any:
    """A reference's answer to one probe. Raises RecordingError."""
    missing = probing.find_missing(reference, probe.needs)
    if missing is not None:
        raise RecordingError(f"probe {probe.name}: the reference does not define {missing}")
    try:
        with tempfile.TemporaryDirectory() as folder:
            data, files = probing.pack_data(probe.case.data), probe.case.files
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
