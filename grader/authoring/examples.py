"""Whole assignments that come with the grader, to begin with: without what of them is secret."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.carried import PARTS, example_names, place
from grader.authoring.goldens import draw_seed, hash_sources
from grader.authoring.rubric_text import section_of
from grader.core.errors import UsageError
from grader.core.files import read_bytes, read_text
from grader.core.probe import ProbeName
from grader.core.text import clean, did_you_mean
from grader.course.find import RUBRIC, Course, find_course
from grader.course.golden import golden_paths, read_golden
from grader.course.load import load_assignment
from grader.course.probes import SEED
from grader.course.recording import origin_of, write_golden
from grader.course.references import ask_all, load_references

NEEDED = "numpy"  # which the references compute with


@dataclass(frozen=True)
class Copied:
    """An assignment as it is copied: its files by their path in a course, its rubric's part."""

    name: str
    files: Mapping[str, bytes]
    section: str
    remarks: tuple[str, ...]


def read_example(name: str) -> Copied:
    """Read an assignment that comes with the grader. Raises UsageError for another."""
    if name not in example_names():
        names = ", ".join(example_names()) or "none, in this copy of the grader"
        known = did_you_mean(name, example_names()) or f"; there are: {names}"
        raise UsageError(f"--example {clean(name)}: no such example{known}")
    files = {
        path.relative_to(place()).as_posix(): read_bytes(path, UsageError)
        for part in PARTS
        for path in sorted((place() / part / name).rglob("*"))
        if path.is_file() and path.name != SEED and "__pycache__" not in path.parts
    }
    section = section_of(read_text(place() / RUBRIC, UsageError), name)
    return Copied(name, files, section, remarks(name))


def remarks(name: str) -> tuple[str, ...]:
    """Say what a class must not rely on."""
    public = "its solutions and hidden cases are public: what is yours alone is the seed"
    if has_numpy():
        return (f"{name} is an example; {public}, reference/{name}/seed",)
    return (
        f"{name} is an example; {public}, which is not drawn yet; "
        f"run: pip install numpy torch && grade golden {name} --new-seed",
    )


def has_numpy() -> bool:
    """Tell whether the references can be asked here."""
    return importlib.util.find_spec(NEEDED) is not None


def draw_class(root: Path, name: str) -> None:
    """Draw the secret of a copied assignment, and record what is drawn from it.

    All else is recorded already. Of the old seed's cases nothing stays.
    """
    course = find_course(root, root)
    path = golden_paths(root, name)[1]
    document = read_golden(path, name)
    answers = {p: a for p, a in document["answers"].items() if not ProbeName.parse(p).is_of_class}
    sources = {file: value for file, value in document["sources"].items() if not is_seed(file)}
    if has_numpy():
        draw_seed(course, name)
        more, sources = ask_class(course, name)
        answers |= more
    write_golden(path, answers, origin_of(document, sources))


def is_seed(file: str) -> bool:
    """Tell whether a source of goldens is the secret."""
    return file.rpartition("/")[2] == SEED


def ask_class(course: Course, name: str) -> tuple[dict[str, object], dict[str, str]]:
    """Ask the reference what is drawn for the class; give its answers, and what they depend on."""
    rubric = course.rubric.assignments[name]
    assignment = load_assignment(course.root, rubric, with_golden=False)
    references = load_references(assignment, None, only_numpy=True)
    of_class = [p for p in assignment.probes if ProbeName.parse(p.name).is_of_class]
    answers = ask_all(references.functions, references.numpy, of_class)
    return answers, hash_sources(assignment, references, hidden=True)
