"""Load the staff's solutions and ask them what students are asked. Judges no answer.

NumPy's solution gives the goldens, of drawn cases too; PyTorch's is there to be compared with it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from grader.core.errors import GraderError, RecordingError, UsageError
from grader.core.probe import Either, Probe
from grader.core.text import did_you_mean, key_text
from grader.course.golden import EITHER, as_either
from grader.course.load import Assignment
from grader.course.probes import probe_functions
from grader.course.program import run_example, standing_with
from grader.course.running import PROBES, run_module
from grader.course.source import find_source, refuse_outdated
from grader.sandbox.inside import probing
from grader.sandbox.inside.plain import TooLargeError, encode
from grader.sandbox.inside.recording.records import Records
from grader.sandbox.wire import decode

NEAREST = 1e-3  # a net input closer to its threshold than this could be turned by rounding
REFERENCE, PYTORCH = "the reference", "the PyTorch reference"  # in what is said of a fault
INSTALL = "pip install -c constraints.txt -e '.[reference]'"  # in the grader's own folder

Watch = Callable[[Any], contextlib.AbstractContextManager[list[float]]]


@dataclass(frozen=True)
class References:
    """The staff's solutions: `numpy` records, `torch` cross-checks where there is one.

    `watch` collects how near NumPy's decisions come to their threshold while it is asked.
    """

    numpy: Any
    torch: Any | None
    watch: Watch
    functions: Mapping[str, Any]
    sources: tuple[Path, ...]

    @property
    def is_of_numpy(self) -> bool:
        """Whether a solution in NumPy gives the goldens, and not the source's."""
        return any(path.name.startswith("numpy_") for path in self.sources)

    @property
    def who(self) -> str:
        return "the NumPy reference" if self.is_of_numpy else "the source's solution"


def load_references(
    assignment: Assignment, device: str | None, *, only_numpy: bool = False
) -> References:
    """Run the files of an assignment's solutions. Raises UsageError or RecordingError."""
    folder = assignment.staff_folder
    if folder is None:
        raise UsageError(
            "goldens are recorded from the references, which a student's kit does not hold: "
            "run this in the course's own folder"
        )
    numpy, margins = find_solution(folder, "numpy_*.py"), find_solution(folder, "margins.py")
    # Torch takes seconds to load, so whoever asks NumPy alone does not wait for it.
    torch = find_solution(folder, "torch_*.py")
    source = find_source(folder)
    return References(
        numpy=run_reference(assignment, numpy, source),
        torch=None if torch is None or only_numpy else load_torch(torch, device),
        watch=run_module(margins)["watched"] if margins else unwatched,
        functions=probe_functions(assignment.folder / PROBES),
        sources=tuple(path for path in (numpy, torch, margins, source) if path is not None),
    )


def run_reference(assignment: Assignment, numpy: Path | None, source: Path | None) -> Any:
    """Run what gives the goldens: NumPy's solution, else the example that a source makes.

    Raises RecordingError where there is neither, or the example is not today's.
    """
    if source is not None:
        refuse_outdated(assignment.root, assignment.name)
    if numpy is not None:
        require("numpy")
        return run_recorded(numpy, assignment.records)
    if source is not None:
        return run_example(assignment)
    raise RecordingError(
        f"{assignment.staff_folder}: no reference; write the solution in source.ipynb or "
        "numpy_NAME.py"
    )


def run_recorded(path: Path, names: Sequence[str]) -> SimpleNamespace:
    """Run a solution; what it draws and prints is kept, where it does not give that itself."""
    records = Records(names)
    others = {name: make(name) for name, make in records.modules().items()}
    others |= {f"{name}.pyplot": module.pyplot for name, module in others.items()}
    before = {name: sys.modules[name] for name in others if name in sys.modules}
    sys.modules.update(others)
    try:
        namespace = run_module(path)
    finally:
        for name in others:
            del sys.modules[name]
        sys.modules.update(before)
        own = {name: read() for name, read in records.readers().items()}
    return SimpleNamespace(**{**own, **namespace})


@contextlib.contextmanager
def unwatched(reference: Any) -> Iterator[list[float]]:
    """Watch nothing, for an assignment without thresholds."""
    yield []


def require(package: str) -> None:
    """Raise UsageError, with the line that installs it, where a package is missing."""
    if importlib.util.find_spec(package) is None:
        raise UsageError(
            f"{package} is not installed, and the references need it; run: pip install {package} "
            f"(or, in the grader's own folder and with tried versions, {INSTALL})"
        )


def find_solution(folder: Path, pattern: str) -> Path | None:
    """Find the file that fits a pattern, if there is one. Raises RecordingError for several."""
    paths = sorted(folder.glob(pattern))
    if len(paths) > 1:
        raise RecordingError(f"{folder}: more than one {pattern}: which is the reference?")
    return paths[0] if paths else None


def load_torch(path: Path, device: str | None) -> Any:
    """Load the PyTorch reference and have it compute on a device. Raises UsageError."""
    require("torch")
    torch = SimpleNamespace(**run_module(path))
    if device is None:
        return torch
    if not hasattr(torch, "use"):
        raise UsageError(f"--device {device}: {path} has no function `use(device)`")
    try:
        torch.use(device)
    except ValueError as error:
        raise UsageError(f"--device {device}: {error}") from error
    return torch


def ask_watched(references: References, probes: Sequence[Probe]) -> tuple[dict[str, Any], float]:
    """Ask NumPy; give its answers, and how near to its threshold a decision came on the way."""
    with references.watch(references.numpy) as distances:
        answers = ask_all(references.functions, references.numpy, probes, references.who)
        return answers, min(distances, default=float("inf"))


def ask_all(
    functions: Mapping[str, Any], reference: Any, probes: Sequence[Probe], who: str = REFERENCE
) -> dict[str, Any]:
    """Ask a reference; give its answers by the probes' names. Raises RecordingError."""
    return {
        probe.name: ask_one(functions[probe.function], reference, probe, who) for probe in probes
    }


def is_open(function: Any) -> bool:
    """Tell whether the author of a probe has not said what it needs."""
    return getattr(function, "undeclared", False)


def ask_one(function: Any, reference: Any, probe: Probe, who: str = REFERENCE) -> Any:
    """Ask a reference one probe, just as a submission is asked; what it prints is dropped.

    Raises RecordingError, which says who failed.
    """
    missing = probing.find_missing(reference, probe.needs, probe.variables)
    # What was found out of an earlier reference says nothing of this one.
    if missing is not None and not is_open(function):
        raise RecordingError(f"probe {probe.name}: {who} does not define {missing}")
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            standing_with(reference),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            data, files = probing.pack_data(probe.case.data), probe.case.files
            answer = probing.ask(function, reference, data, files, folder)
        # Over the wire that submissions answer by, so that no golden is what none could answer.
        return revived(plain(decode(encode(built_in(answer))), probe, who), probe)
    except GraderError:
        raise
    except TooLargeError as error:
        raise RecordingError(
            f"probe {probe.name}: no submission could answer so: {error}; ask for less"
        ) from error
    except Exception as error:
        raised = f"raised {type(error).__name__}: {error}{place_of(error)}"
        raise RecordingError(f"probe {probe.name}: {who} {unnamed(error) or raised}") from error


def unnamed(error: Exception) -> str:
    """Say of which name a case or the reference has nothing, if a probe asks for one."""
    thing = error.obj if isinstance(error, AttributeError) else None
    if not isinstance(error, AttributeError) or not isinstance(
        thing, (SimpleNamespace, ModuleType)
    ):
        return ""
    # By what they hold, as a probe may have been asked of what stands before the reference.
    is_program = thing.__name__ == "__main__" if isinstance(thing, ModuleType) else is_run(thing)
    is_case = isinstance(thing, SimpleNamespace) and not is_program and "path" in vars(thing)
    if not is_case and not is_program:
        return ""
    names = sorted(name for name in vars(thing) if not name.startswith("_"))
    known = did_you_mean(str(error.name), names) or f"; there are: {', '.join(names)}"
    what = "was asked of a case that has no" if is_case else "defines no"
    return f"{what} {error.name!r}{place_of(error)}{known}"


def is_run(thing: SimpleNamespace) -> bool:
    """Tell whether something holds what a file defines."""
    return "__file__" in vars(thing)


def place_of(error: BaseException) -> str:
    """Say where in the assignment's files something was raised; "" where it was in none."""
    frames = traceback.extract_tb(error.__traceback__)
    probes = next((path for f in frames if (path := Path(f.filename)).name == PROBES), None)
    if probes is None:
        return ""
    root, folder = probes.parents[2], probes.parent
    homes = folder, root / "reference" / folder.name
    (*_, last) = (f for f in frames if any(Path(f.filename).is_relative_to(h) for h in homes))
    return f" ({Path(last.filename).relative_to(root).as_posix()}, line {last.lineno})"


def built_in(value: Any) -> Any:
    """Turn arrays and tensors, at any depth, into lists and numbers of Python's own."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Either):
        return {EITHER: {str(n): built_in(each) for n, each in enumerate(value.answers, 1)}}
    if isinstance(value, dict):
        return {built_in(key): built_in(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        kind = tuple if isinstance(value, tuple) else list
        return kind(map(built_in, value))
    return value


def revived(value: Any, probe: Probe) -> Any:
    """Put together again what is `Either`. Raises RecordingError where nothing compares by it."""
    if not isinstance(value, dict):
        if '"' + EITHER in json.dumps(value):
            raise RecordingError(
                f"probe {probe.name}: an Either is a whole answer, or a part of a dict; here it "
                "stands in a list"
            )
        return value
    return as_either({key: revived(part, probe) for key, part in value.items()})


def plain(value: Any, probe: Probe, who: str) -> Any:
    """Write an answer as JSON can say it, without axes of length 1.

    Raises RecordingError for what is no golden: NaN and infinity are but where the author says so.
    """
    if isinstance(value, dict):
        return plain_dict(value, probe, who)
    if isinstance(value, (list, tuple)):
        # An axis of length 1 goes: no shape criterion looks at it.
        parts = [plain(part, probe, who) for part in value]
        return parts[0] if len(parts) == 1 else parts
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float) and (probe.non_finite or value - value == 0):
        return value
    declare = '; if that is right, say "non_finite": True in its case'
    raise RecordingError(
        f"probe {probe.name}: {who} answers {value!r}, which is no golden"
        f"{declare * isinstance(value, float)}"
    )


def plain_dict(value: dict[Any, Any], probe: Probe, who: str) -> dict[str, Any]:
    """Write a dict with texts for keys. Raises RecordingError where that loses any."""
    odd = [key for key in value if not isinstance(key, (str, int, float))]
    parts = {key_text(key): plain(part, probe, who) for key, part in value.items()}
    if odd or len(parts) < len(value):
        key = odd[0] if odd else next(iter(value))
        raise RecordingError(
            f"probe {probe.name}: {who} answers a dict with the key {key!r}: "
            "keys must be texts or numbers, all different when written"
        )
    return parts
