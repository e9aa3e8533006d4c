"""Load an assignment's probes: the functions that ask, and the cases that they ask about."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.core.errors import CourseError
from grader.core.probe import CLASS, Case, Probe
from grader.core.text import did_you_mean
from grader.course.calls import find_variables
from grader.course.golden import recorded_needs
from grader.course.running import PROBES, has_source, line_of, read_source, run_module

SEED = "seed"  # beside the references
CASES = "cases.py"


Make = Callable[[random.Random], Mapping[str, Any]]


@dataclass(frozen=True)
class CaseText:
    """A case as a file says it; what is made of no random number is the same each time."""

    name: str
    probes: tuple[str, ...]
    make: Make
    line: int = 0

    def made(self, generator: random.Random) -> Mapping[str, Any]:
        made = self.make(generator)
        return {"probes": self.probes, **made} if self.probes else made


@dataclass(frozen=True)
class Sheet:
    """The cases that a file writes down, and those of them that a seed draws anew."""

    fixed: list[CaseText] = field(default_factory=list)
    drawn: list[CaseText] = field(default_factory=list)


# That of the file that is being run, if any: files of a course are run, not imported.
SHEET: ContextVar[Sheet | None] = ContextVar("sheet", default=None)


@contextmanager
def noting() -> Iterator[Sheet]:
    """Note the cases that are written down while this lasts."""
    sheet = Sheet()
    token = SHEET.set(sheet)
    try:
        yield sheet
    finally:
        SHEET.reset(token)


@dataclass(frozen=True)
class CourseFile:
    """What a file of probes or cases says, once it was run."""

    path: Path
    names: Mapping[str, Any]
    sheet: Sheet

    @property
    def marks_drawn(self) -> bool:
        """Whether any case is marked by `@drawn`, and so is to be drawn for the class, too."""
        return any(written in self.sheet.fixed for written in self.sheet.drawn)


def load_file(path: Path) -> CourseFile:
    """Run a file of probes or cases. Raises CourseError."""
    with noting() as sheet:
        names = run_module(path)
    # As a file says it without `grader.author`.
    fixed, drawn = names.get("CASES", {}), names.get("DRAWN", {})
    sheet.fixed.extend(CaseText(name, (), always(raw)) for name, raw in fixed.items())
    sheet.drawn.extend(CaseText(name, (), make) for name, make in drawn.items())
    return CourseFile(path, names, sheet)


def always(raw: Any) -> Make:
    """Make the same, whatever number is drawn."""
    return lambda _: raw


@dataclass(frozen=True)
class Asking:
    """The functions of an assignment that ask, and the files of the cases that all may see."""

    functions: Mapping[str, Any]
    files: tuple[CourseFile, ...]

    @classmethod
    def of(cls, folder: Path) -> Asking:
        """Run the files beside a starter. Raises CourseError."""
        probes, cases = load_file(folder / PROBES), folder / CASES
        is_alone = (probes.sheet.fixed or probes.sheet.drawn) and not has_source(cases)
        files = (probes,) if is_alone else (probes, load_file(cases))
        return cls(functions_of(probes), files)


def probe_functions(path: Path) -> dict[str, Any]:
    """Find the functions of a probes file that are marked as probes. Raises CourseError."""
    return functions_of(load_file(path))


def functions_of(file: CourseFile) -> dict[str, Any]:
    """Find the functions that are marked as probes, each with what it needs. Raises CourseError."""
    # By their mark, so that a probes file may have functions of its own besides.
    marked = {name: value for name, value in file.names.items() if hasattr(value, "needs")}
    refuse(
        f"{file.path}: probe {name!r} has no docstring: students read it"
        for name, function in marked.items()
        if not function.__doc__
    )
    undeclared = {name: each for name, each in marked.items() if each.needs is None}
    recorded = recorded_needs(file.path.parent) if undeclared else {}
    for name, function in undeclared.items():
        function.needs, function.undeclared = tuple(recorded.get(name, ())), True
    source = read_source(file.path)
    for function in marked.values():
        function.variables = find_variables(source, function.needs)
    return marked


def load_all_probes(folder: Path, staff: Path | None) -> tuple[Probe, ...]:
    """Load the visible probes, then the hidden ones. Raises CourseError."""
    asking, seed = Asking.of(folder), read_seed(staff) if staff else ""
    probes = load_probes(asking.functions, asking.files, "", hidden=False)
    if staff is not None and (staff / CASES).is_file():
        file = load_file(staff / CASES)
        # What is drawn for a class's side only must not be drawn from what anybody can guess.
        if not seed and file.marks_drawn:
            again = f"run: grade golden {folder.name}"
            raise CourseError(f"{staff / SEED}: hidden cases are drawn from it; {again}")
        probes += load_probes(asking.functions, (file,), seed, hidden=True)
    if seed:
        probes += draw_probes(asking, CLASS, seed, hidden=True)
    refuse_repeated([probe.name for probe in probes], f"{folder}: two cases share a name")
    return probes


def read_seed(staff: Path) -> str:
    """Read the secret that a class's cases are drawn from; empty where there is none."""
    path = staff / SEED
    return read_source(path).strip() if path.is_file() else ""


def load_probes(
    functions: Mapping[str, Any], files: Sequence[CourseFile], seed: str, *, hidden: bool
) -> tuple[Probe, ...]:
    """Make a probe of each function and each case that names it, in the functions' order.

    Raises CourseError with every fault.
    """
    by_function: dict[str, list[Case]] = {name: [] for name in functions}
    faults: list[str] = []
    for file in files:
        faults += written_twice(file)
        for written in file.sheet.fixed:
            try:
                case, asked = make_case(file.path, written, written.name, seed)
                faults += unknown_probes(file.path, written, asked, functions)
            except CourseError as error:
                faults += error.args
                continue
            for function in asked:
                by_function.setdefault(function, []).append(case)
    refuse(faults)
    return tuple(
        make_probe(functions[function], function, case, hidden=hidden)
        for function, its_cases in by_function.items()
        for case in its_cases
    )


def unknown_probes(
    path: Path, written: CaseText, asked: Sequence[str], functions: Mapping[str, Any]
) -> Iterator[str]:
    """Say of each name under which there is no probe what is one."""
    for name in asked:
        if name not in functions:
            yield (
                f"{place(path, written)}: case {written.name!r} names no probe: {name!r}"
                f"{did_you_mean(name, functions)}; a probe is a function of probes.py that is "
                "marked by @probe or with its `needs`"
            )


def written_twice(file: CourseFile) -> Iterator[str]:
    """Say of each case whose name an earlier one of the file has."""
    lines: dict[str, int] = {}
    for written in file.sheet.fixed:
        first = lines.setdefault(written.name, written.line)
        if first != written.line:
            yield (
                f"{place(file.path, written)}: the case {written.name!r} is in line {first}, too; "
                "give one of them another name"
            )


def draw_probes(asking: Asking, name: str, seed: str, *, hidden: bool) -> tuple[Probe, ...]:
    """Draw the drawn cases of some files from a seed: a case `noisy` becomes `noisy@NAME`."""
    functions = asking.functions
    return tuple(
        make_probe(functions[function], function, case, hidden=hidden)
        for file in asking.files
        for written in file.sheet.drawn
        for case, asked in [make_case(file.path, written, f"{written.name}@{name}", seed)]
        for function in asked
    )


def make_probe(function: Any, name: str, case: Case, *, hidden: bool) -> Probe:
    """Make the question that a function puts about a case."""
    # A docstring may be broken into lines; what students read is one sentence.
    sentence = " ".join(str(function.__doc__).split())
    non_finite = case.non_finite or getattr(function, "non_finite", False)
    needs, variables = tuple(function.needs), function.variables
    return Probe(name, case, needs, sentence, hidden, non_finite, variables)


def make_case(path: Path, written: CaseText, name: str, seed: str) -> tuple[Case, Sequence[str]]:
    """Make a case, and name the probes that are asked about it. Raises CourseError."""
    # The case's own name comes first, so that no two are drawn alike.
    generator = random.Random(f"{written.name} {seed}" if seed else written.name)
    try:
        data = dict(written.made(generator))
        asked = data.pop("probes")
        files, non_finite = data.pop("files", {}), data.pop("non_finite", False)
        return Case(name, data, files, non_finite), asked
    except Exception as error:
        fault = f"must be a dict with `probes`: {type(error).__name__}: {error}"
        if written.line:  # of what `grader.author` has marked
            fault = f"is asked about by no probe, or gives no dict: {type(error).__name__}: {error}"
        if isinstance(error, KeyError) and error.args == ("probes",):
            fault = "names no probe: say which are asked about it, by `probes` or @drawn(PROBE)"
        if line := line_of(error, path):  # where what draws it has failed
            fault = f"{type(error).__name__}: {error}"
        where = f"{path}{line}" if line else place(path, written)
        raise CourseError(f"{where}: case {written.name!r} {fault}") from error


def place(path: Path, written: CaseText) -> str:
    """Say where a case stands."""
    return f"{path}, line {written.line}" if written.line else str(path)


def refuse(faults: Iterator[str] | Sequence[str]) -> None:
    """Raise CourseError with all faults at once, if there are any."""
    if listed := [*faults]:
        raise CourseError(*listed)


def refuse_repeated(names: Sequence[str], fault: str) -> None:
    """Raise CourseError where a name occurs twice: it would stand for the last one in silence."""
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise CourseError(f"{fault}: {', '.join(twins)}")
