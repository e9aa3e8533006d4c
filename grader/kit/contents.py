"""What an assignment's kit consists of, made from the course: file by file, as bytes.

A kit is a course with one assignment and nothing of the staff's side. What is the same in both is
copied; rubric, goldens and the mistakes' answers are written anew, with what is visible.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from grader.core.errors import UsageError
from grader.core.files import PACKED
from grader.core.hashing import digest
from grader.core.text import Say, clean
from grader.core.version import __version__
from grader.course.example import EXAMPLES
from grader.course.find import RUBRIC, Course
from grader.course.golden import golden_paths, hash_source, read_golden
from grader.course.load import Assignment
from grader.course.probes import CASES
from grader.course.recording import golden_text, origin_of, pack, pack_mistakes
from grader.course.rubric import AssignmentRubric
from grader.course.running import AUTHOR, PROBES, read_source
from grader.course.signatures import FAMILIES, read_document, signature_paths
from grader.kit.questions import plain_questions
from grader.kit.readme import readme
from grader.kit.wheel import (
    GITHUB,
    PACKAGE,
    Project,
    constraints,
    describe_project,
    engine_files,
    unused,
    write_wheel,
)

MANIFEST = "kit.json"
FORMAT = 1
ASKED = (PROBES, CASES)
MADE = ("golden.json", "signatures.json", FAMILIES)
STAFF = "reference/"
OF_THE_TERM = {"due", "late", "attempts"}  # what decides about no answer, and may change any day
MARKED_BY = "grader.course.families"  # what a kit has of `grader.author`


def contents(
    course: Course, assignment: Assignment, say: Say, *, for_github: bool = False
) -> dict[str, bytes]:
    """Make all files of a kit by their path in it, sorted.

    Raises UsageError for what is missing.
    """
    rubric, starter = course.rubric.assignments[assignment.name], find_starter(assignment)
    project = describe_project()
    visible = [criterion for criterion in assignment.criteria if not criterion.hidden]
    packages = bool(assignment.modules.packages)
    kinds = {picture.kind for picture in rubric.pictures}
    records = bool(assignment.records)
    without = unused(visible, records=records, packages=packages, pictures=kinds)
    without += () if for_github else GITHUB
    wheel_name, wheel = write_wheel(project, engine_files(without))
    own = {starter.name: starter.read_bytes(), **own_files(course, assignment)}
    tell_left_out(assignment, own, say)
    # An allow-list: what a kit is to hold besides must be named here.
    files = {
        RUBRIC: visible_rubric(rubric),
        "README.md": readme(assignment, starter.name, wheel_name),
        "constraints.txt": tested_versions(course, assignment, project),
        wheel_name: wheel,
        **{f"assignments/{assignment.name}/{part}": raw for part, raw in own.items()},
    }
    files[MANIFEST] = manifest(assignment, files)
    return dict(sorted(files.items()))


def tested_versions(course: Course, assignment: Assignment, project: Project) -> bytes:
    """List the versions tested together, of what the grader and the homework need."""
    lists = (folder / "constraints.txt" for folder in (PACKAGE.parent, course.root))
    return constraints([*project.requires, *assignment.rubric.modules.packages], lists)


def own_files(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """Make what lies beside the starter in its folder. Raises UsageError for what is missing."""
    return {
        "README.md": read_part(assignment.folder / "README.md"),
        **{f"{part}{PACKED}": pack(text) for part, text in questions(assignment).items()},
        **{part: path.read_bytes() for part, path in visible_data(assignment).items()},
        **families(assignment),
        f"golden.json{PACKED}": visible_golden(course, assignment),
        **visible_signatures(course, assignment),
    }


def questions(assignment: Assignment) -> dict[str, str]:
    """Give what the questions are and what they are about, as plain functions and cases."""
    paths = (assignment.folder / part for part in ASKED)
    own = {path.name: read_source(path) for path in paths if path.is_file()}
    return own | {part: raw.decode() for part, raw in plain_questions(assignment).items()}


def families(assignment: Assignment) -> dict[str, bytes]:
    """Pack what knows families of mistakes, where there is any: without what only people read."""
    path = assignment.folder / FAMILIES
    if not path.is_file():
        return {}
    tree = ast.parse(read_source(path))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == AUTHOR:
            node.module = MARKED_BY
        if isinstance(node, (ast.FunctionDef, ast.Module)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return {f"{FAMILIES}{PACKED}": pack(ast.unparse(tree))}


def find_starter(assignment: Assignment) -> Path:
    """Find the notebook that students fill in. Raises UsageError."""
    notebooks = [path for path in assignment.folder.glob("*.ipynb") if path.name not in EXAMPLES]
    if len(notebooks) != 1:
        names = ", ".join(sorted(path.name for path in notebooks)) or "none"
        raise UsageError(
            f"{assignment.folder}: a kit needs one starter notebook beside the example; "
            f"there is {names}"
        )
    try:
        metadata = json.loads(notebooks[0].read_bytes())["metadata"]
        # So that a student's copy is graded as this assignment, whatever they call it.
        if metadata["grade"]["assignment"] == assignment.name:
            return notebooks[0]
    except (ValueError, KeyError, TypeError):
        pass
    wanted = json.dumps({"grade": {"assignment": assignment.name}})
    raise UsageError(f"{notebooks[0]}: the notebook's metadata must hold {wanted}")


def read_part(path: Path) -> bytes:
    """Read a file that every kit has. Raises UsageError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: a kit needs this file: {error.strerror}") from error


def visible_data(assignment: Assignment) -> dict[str, Path]:
    """Find the data by their path beside the starter, but not what an editor or a system left."""
    return {
        name: path
        for name, path in assignment.data_files()
        if not any(part.startswith((".", "__")) for part in Path(name).parts)
    }


def tell_left_out(assignment: Assignment, own: Mapping[str, bytes], say: Say) -> None:
    """Say which files of the folder no kit has: whoever put them there may not think so."""
    known = {*own, *MADE, *ASKED, *EXAMPLES}
    here = (path for path in assignment.folder.iterdir() if path.is_file())
    for path in sorted(path.name for path in here if path.name not in known):
        say(f"{assignment.name}: not in the kit: {clean(path)}")


def visible_golden(course: Course, assignment: Assignment) -> bytes:
    """Pack the answers to visible probes, without the traces of the staff's files."""
    path = golden_paths(course.root, assignment.name)[0]
    recorded = read_golden(path, assignment.name)
    visible = [probe.name for probe in assignment.probes if not probe.hidden]
    answers = {probe: recorded["answers"][probe] for probe in visible}
    sources = {k: v for k, v in recorded["sources"].items() if not k.startswith(STAFF)}
    own = f"assignments/{assignment.name}"
    plain = plain_questions(assignment).items()
    sources.update({f"{own}/{name}": hash_source(raw) for name, raw in plain})
    return pack(golden_text(answers, origin_of(recorded, sources)))


def visible_signatures(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """Pack the mistakes' answers to visible probes; nothing where there is no catalogue.

    A mistake that shows on hidden data only can't be told of in a kit, and is left out.
    """
    path = signature_paths(course.root, assignment.name)[0]
    document = read_document(path, assignment.name)
    if not document:
        return {}
    section = course.rubric.assignments[assignment.name].section
    criteria = {c.name for c in section.criteria if c.visibility == "visible"}
    probes = {probe.name for probe in assignment.probes if not probe.hidden}
    mistakes = [
        {
            **raw,
            "about": [name for name in raw["about"] if name in criteria],
            "answers": {p: answer for p, answer in raw["answers"].items() if p in probes},
        }
        for raw in document["mistakes"]
    ]
    # A rubric that gives a mistake a share is refused where that mistake is not known.
    known = [raw for raw in mistakes if raw["answers"] or raw["name"] in section.mistakes]
    return {path.name + PACKED: pack_mistakes({**document, "mistakes": known})}


def visible_rubric(rubric: AssignmentRubric) -> bytes:
    """Write the assignment's part of the rubric, its visible criteria and no comment of staff's."""
    # Only what was set: students read what the author wrote, and no list of defaults.
    section: dict[str, Any] = rubric.section.model_dump(
        exclude_unset=True, by_alias=True, exclude=OF_THE_TERM
    )
    criteria = zip(rubric.section.criteria, section.pop("criteria"), strict=True)
    section["criteria"] = [raw for criterion, raw in criteria if criterion.visibility == "visible"]
    document = {"version": 1, "assignments": {rubric.name: section}}
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    return f"# What each answer is worth. Written by `grade kit`.\n{text}".encode()


def manifest(assignment: Assignment, files: Mapping[str, bytes]) -> bytes:
    """Write what marks files as a kit of ours, and shows whether anyone changed them."""
    document = {
        "kit": assignment.name,
        "format": FORMAT,
        "grader": __version__,
        "rubric": assignment.rubric_hash,
        "files": {name: digest(raw) for name, raw in sorted(files.items())},
    }
    return (json.dumps(document, indent=2) + "\n").encode()
