"""The catalogue: known mistakes and correct variants, each a few lines over a correct program.

The files in `reference/NAME/mistakes/` and `variants/` hold ordinary functions and classes; a
decorator says what each one replaces in the assignment's example solution. What is run is the
example's own text with the replacement after it, the way a submission goes.
"""

from __future__ import annotations

import ast
import dataclasses
import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from grader.core.errors import CourseError, RecordingError
from grader.core.probe import Failure, FailureKind, Observations
from grader.core.result import Signature
from grader.core.submission import Cell, Script, Submission
from grader.course.golden import hash_sources
from grader.course.load import Assignment, refuse_repeated, run_module
from grader.course.marks import mistake, variant
from grader.course.signatures import Record
from grader.judging.diagnosis import agrees
from grader.judging.scoring import is_lost, score
from grader.pipeline import job_of, questions_of
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.session import observe
from grader.submission.notebook import Reading, read_submission

DEFINITION = (ast.FunctionDef, ast.ClassDef)


@dataclasses.dataclass(frozen=True)
class Entry:
    """One program of the catalogue; a variant has no cause, no advice and is about nothing."""

    name: str
    puts: tuple[tuple[str, str], ...]
    source: str
    cause: str = ""
    advice: str = ""
    about: tuple[str, ...] = ()


def load_entries(path: Path) -> tuple[Entry, ...]:
    """The marked functions and classes of a file, in its order. Raises CourseError."""
    namespace = run_module(path)
    text = path.read_text(encoding="utf-8")
    definitions = [node for node in ast.parse(text).body if isinstance(node, DEFINITION)]
    sources = {node.name: plain_source(text, node) for node in definitions}
    refuse_repeated([node.name for node in definitions], f"{path}: defined twice")
    return tuple(
        make_entry(name, namespace[name].entry, sources)
        for name in sources
        if hasattr(namespace[name], "entry")
    )


def make_entry(name: str, fields: Mapping[str, Any], sources: Mapping[str, str]) -> Entry:
    """An entry with the source of every definition it puts somewhere."""
    # What else is put in comes first: a class may build on it.
    unknown = sorted({part for _, part in fields["puts"]} - set(sources))
    if unknown or not fields["puts"]:
        raise CourseError(f"{name}: must say what it replaces; not defined: {', '.join(unknown)}")
    parts = dict.fromkeys([*(part for _, part in fields["puts"] if part != name), name])
    return Entry(name=name, source="\n\n".join(sources[part] for part in parts), **fields)


def plain_source(text: str, node: ast.FunctionDef | ast.ClassDef) -> str:
    """A definition with its own decorators, but without ours."""
    lines = text.split("\n")
    own = [ast.unparse(one) for one in node.decorator_list if not is_ours(one)]
    decorators = [f"@{one}" for one in own]
    return "\n".join([*decorators, *lines[node.lineno - 1 : node.end_lineno]])


def is_ours(decorator: ast.expr) -> bool:
    """Whether a decorator only marks an entry of the catalogue."""
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(call, ast.Name) and call.id in (mistake.__name__, variant.__name__)


def example_of(assignment: Assignment) -> Script:
    """The assignment's example solution, which the entries are put into. Raises CourseError."""
    for name in ("example.ipynb", "example.py"):
        if (assignment.folder / name).is_file():
            return read_submission(assignment.folder / name, assignment.limits).script
    raise CourseError(f"{assignment.folder}: the catalogue needs an example.ipynb to start from")


def load_catalogue(assignment: Assignment) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The assignment's mistakes and variants. Raises CourseError where a name occurs twice."""
    kinds = [
        tuple(entry for path in paths for entry in load_entries(path))
        for paths in catalogue_paths(assignment)
    ]
    names = [entry.name for kind in kinds for entry in kind]
    refuse_repeated(names, f"{assignment.name}: twice in the catalogue")
    return kinds[0], kinds[1]


def catalogue_paths(assignment: Assignment) -> tuple[list[Path], list[Path]]:
    """The files of the mistakes and of the variants; none in a student's kit."""
    if assignment.staff_folder is None:
        return [], []
    mistakes, variants = (assignment.staff_folder / kind for kind in ("mistakes", "variants"))
    return sorted(mistakes.glob("*.py")), sorted(variants.glob("*.py"))


def observe_catalogue(
    assignment: Assignment, golden: Mapping[str, Any], say: Callable[[str], None]
) -> Record:
    """Run every mistake and every variant the way a submission goes.

    Raises RecordingError with every entry that is no use.
    """
    mistakes, variants = load_catalogue(assignment)
    if not mistakes and not variants:
        return Record()
    base = example_of(assignment)
    scripts = {entry.name: program(base, entry) for entry in (*mistakes, *variants)}
    seen = observe_all(assignment, scripts, say)
    faults = [
        fault
        for entry in (*mistakes, *variants)
        for fault in find_faults(entry, seen[entry.name], assignment, golden)
    ]
    refuse_faults(assignment, faults)
    return Record(
        mistakes=tuple(signature_of(e, seen[e.name], assignment, golden) for e in mistakes),
        variants=tuple(signature_of(e, seen[e.name], assignment, golden) for e in variants),
        sources=hash_catalogue(assignment),
    )


def refuse_faults(assignment: Assignment, faults: Sequence[str]) -> None:
    """Raise RecordingError, naming every entry at fault."""
    if faults:
        listed = "\n  ".join(faults)
        raise RecordingError(f"{assignment.name}: the catalogue has faults\n  {listed}")


def hash_catalogue(assignment: Assignment) -> dict[str, str]:
    """The hash of everything that the catalogue's answers depend on."""
    staff = assignment.staff_folder or assignment.folder
    names = ("probes.py", "cases.py", "example.ipynb", "example.py")
    paths = [*(assignment.folder / name for name in names), staff / "cases.py"]
    paths += itertools.chain(*catalogue_paths(assignment))
    paths += (path for _, path in assignment.data_files())
    return hash_sources(assignment.root, [path for path in set(paths) if path.is_file()])


def observe_all(
    assignment: Assignment, scripts: Mapping[str, Script], say: Callable[[str], None]
) -> dict[str, Observations]:
    """Run programs, as many at a time as there are processors, and say how far it is."""
    if not scripts:
        return {}

    # Made here and not in the threads, of which no two may parse at a time.
    submission, questions = Submission(assignment.folder), questions_of(assignment)
    jobs = [job_of(Reading(submission, script), assignment) for script in scripts.values()]
    seen = {}
    with open_sandbox() as sandbox, ThreadPoolExecutor(os.cpu_count()) as pool:
        observed = pool.map(lambda job: observe(job, questions, sandbox), jobs)
        for name, one in zip(scripts, observed, strict=True):
            seen[name] = one
            if len(seen) % 50 == 0 or len(seen) == len(scripts):
                say(f"{assignment.name}: {len(seen)} of {len(scripts)} programs have answered")
    return seen


def find_faults(
    entry: Entry, seen: Observations, assignment: Assignment, golden: Mapping[str, Any]
) -> Iterator[str]:
    """What makes an entry useless: it must load, come to an end and, if a mistake, differ."""
    yield from unknown_criteria(entry.name, entry.about, assignment)
    if seen.tampered:
        yield f"{entry.name}: breaks the channel: {seen.tampered}"
    if seen.errors:
        error = seen.errors[-1]
        yield f"{entry.name}: does not load: {error}"
    hung = [p for p, one in seen.by_probe.items() if is_failure(one, FailureKind.HUNG)]
    if hung:
        yield f"{entry.name}: hangs when asked {hung[0]}"
    differs = any(
        not agrees(one, golden[probe], assignment.tolerance) for probe, one in seen.by_probe.items()
    )
    if entry.cause and not differs:
        yield f"{entry.name}: equals the reference on all probes, so it is no mistake here"
    elif entry.cause:
        yield from costless(entry, seen, assignment, golden)


def unknown_criteria(name: str, about: Sequence[str], assignment: Assignment) -> Iterator[str]:
    """A fault where an entry is about criteria that the rubric does not have."""
    unknown = sorted(set(about) - {criterion.name for criterion in assignment.criteria})
    if unknown:
        yield f"{name}: is about criteria that do not exist: {', '.join(unknown)}"


def costless(
    entry: Entry, seen: Observations, assignment: Assignment, golden: Mapping[str, Any]
) -> Iterator[str]:
    """A fault where a mistake loses points, but none of what it says it is about.

    One that loses nothing at all is no fault of the entry: the rubric does not see it.
    """
    scores = score(assignment.criteria, seen.by_probe, golden, ())
    lost = {score.name for score in scores if is_lost(score)}
    if lost and not lost.intersection(entry.about):
        about = ", ".join(entry.about) or "nothing"
        yield f"{entry.name}: is about {about}, but loses {', '.join(sorted(lost))}"


def is_failure(seen: object, kind: FailureKind) -> bool:
    """Whether there was no answer, for a certain reason."""
    return isinstance(seen, Failure) and seen.kind is kind


def signature_of(
    entry: Entry, seen: Observations, assignment: Assignment, golden: Mapping[str, Any]
) -> Signature:
    """What a mistake answers wherever it departs from the golden."""
    answers = {
        probe: one
        for probe, one in seen.by_probe.items()
        if not agrees(one, golden[probe], assignment.tolerance)
    }
    target = entry.puts[0][0]
    return Signature(entry.name, entry.cause, entry.advice, entry.about, target, answers)


def program(base: Script, entry: Entry) -> Script:
    """The example's cells, and one that puts the replacement in."""
    assignments = [f"{target} = {name}" for target, name in entry.puts]
    source = "\n".join([entry.source, *assignments])
    return Script((*base.cells, Cell(len(base.cells) + 1, source)))
