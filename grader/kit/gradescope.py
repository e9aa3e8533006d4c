"""What Gradescope is given to grade an assignment: the grader, and the course with what is hidden.

It is staff's alone. Proven before it is handed out: with what is in it, the starter has no points
and the example all, the hidden ones too.
"""

from __future__ import annotations

import math
import os
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from jinja2 import StrictUndefined, Template

from grader.core.result import whole
from grader.core.text import Say
from grader.course.find import RUBRIC, Course
from grader.course.golden import golden_paths, read_golden
from grader.course.load import Assignment
from grader.course.running import read_source
from grader.kit.build import Kit, find_example, prove_audit, prove_points
from grader.kit.contents import MANIFEST, manifest, tested_versions
from grader.kit.target import write_files
from grader.kit.wheel import describe_project, whole_files, write_wheel, zipped

TEXTS = Path(__file__).with_name("systems") / "gradescope"
COURSE = "course"
SMALLEST_MB, OWN_MB = 768, 256  # a container's memory, and what of it the grader needs
MINUTES = 9  # a minute less than Gradescope's limit, where staff set no other
SLOWEST = 2  # of half a processor all takes twice as long
LEFT_OUT = ("__pycache__", ".ipynb_checkpoints")


def make(course: Course, assignment: Assignment, say: Say) -> Kit:
    """Make an autograder for Gradescope and prove it. Raises UsageError."""
    prove_audit(assignment, say)
    files = contents(course, assignment)
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        write_files(root, files)
        prove_points(course, assignment, root / COURSE, say)
    # At its top, not in a folder: there Gradescope looks for them.
    return Kit(assignment, files, zipped(files))


def contents(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """Make all files by their path in the archive, sorted. Raises UsageError."""
    project = describe_project()
    wheel, raw = write_wheel(project, whole_files())
    files = {
        wheel: raw,
        "constraints.txt": tested_versions(course, assignment, project),
        **{f"{COURSE}/{name}": text for name, text in staff_side(course, assignment)},
        **texts(assignment),
    }
    files[MANIFEST] = manifest(assignment, files)
    return dict(sorted(files.items()))


def staff_side(course: Course, assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """Give the course as it is, with one assignment and nothing of the others."""
    yield RUBRIC, own_rubric(course, assignment.name)
    own = (f"{part}/{assignment.name}" for part in ("assignments", "reference"))
    paths = {path for folder in own for path in (course.root / folder).rglob("*")}
    # What answers were recorded from, wherever that lies: else they would be stale.
    for golden in golden_paths(course.root, assignment.name):
        if golden.is_file():
            recorded = read_golden(golden, assignment.name)["sources"]
            paths |= {course.root / source for source in recorded}
    for path in sorted(paths):
        name = path.relative_to(course.root)
        if path.is_file() and not set(LEFT_OUT).intersection(name.parts):
            yield name.as_posix(), path.read_bytes()


def own_rubric(course: Course, name: str) -> bytes:
    """Write the rubric with one assignment, hidden criteria and all."""
    document = yaml.safe_load(read_source(course.root / RUBRIC))
    own = document["assignments"][name]
    # What being late costs is taken off where the course's gradebook is. In UTC, as Gradescope's
    # machine may know no zones.
    own.pop("late", None)
    if due := course.rubric.assignments[name].due:
        own["due"] = f"{due.due.at:%Y-%m-%d %H:%M:%S} UTC"
    document = {"version": document["version"], "assignments": {name: own}}
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    return text.encode()


def texts(assignment: Assignment) -> dict[str, bytes]:
    """Write what Gradescope runs, and what staff are to know."""
    rubric, limits = assignment.rubric, assignment.limits
    minutes = max(MINUTES, math.ceil(SLOWEST * limits.longest / 60))
    marked = (each.points for each in assignment.criteria if each.marked and not each.bonus)
    by_hand = whole(sum(marked))
    words = {
        "title": rubric.section.title or rubric.name,
        "name": shlex.quote(rubric.name),
        "packages": "".join(f" {shlex.quote(name)}" for name in rubric.modules.packages),
        "example": shlex.quote(f"{rubric.name}/{find_example(assignment).name}"),
        "points": assignment.judged_maximum,
        "maximum": whole(assignment.maximum - by_hand),
        "by_hand": by_hand,
        "is_torch": "torch" in rubric.modules.packages,
        "minutes": minutes,
        "memory": limits.memory_mb + OWN_MB,
        "smallest": SMALLEST_MB,
    }
    return {name: filled(TEXTS / name, words) for name in os.listdir(TEXTS)}


def filled(path: Path, words: Mapping[str, object]) -> bytes:
    """Fill in a text; a word of its that nothing fills in is an error."""
    text = path.read_text(encoding="utf-8")
    template = Template(text, keep_trailing_newline=True, undefined=StrictUndefined)
    page: str = template.render(**words)
    return page.encode()
