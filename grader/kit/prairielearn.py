"""What PrairieLearn is given: a question with the staff's side in its tests, and an image.

The image has to be public, so it holds the grader and nothing of the course's. Students download
their kit. Both are proven: the kit as any, the question by the points that its course gives.
"""

from __future__ import annotations

import math
import shlex
import uuid
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.core.text import Say, points
from grader.core.version import __version__
from grader.course.find import Course
from grader.course.load import Assignment
from grader.kit.build import Kit, make_for_students, prove_points, prove_secrecy
from grader.kit.contents import MANIFEST, manifest, tested_versions
from grader.kit.gradescope import COURSE, SLOWEST, TEXTS, filled, staff_side
from grader.kit.target import write_files
from grader.kit.wheel import describe_project, whole_files, write_wheel, zipped

FOLDER = TEXTS.with_name("prairielearn")
NAME = f"YOUR-ACCOUNT/golden-grader:{__version__}"
IMAGE = "image/"
LONGEST = 600  # seconds that PrairieLearn gives at most
SPARE = 20  # of them, in which the container starts, and ends


def make(course: Course, assignment: Assignment, say: Say) -> Kit:
    """Make a question and its image, and prove them. Raises UsageError."""
    kit = make_for_students(course, assignment, say)
    question = f"questions/{assignment.name}"
    files = contents(course, assignment, question, kit)
    image = {name: raw for name, raw in files.items() if name.startswith(IMAGE)}
    say(f"{prove_secrecy(course, assignment, image, whole_files())} in the public image")
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        write_files(root, files)
        prove_points(course, assignment, root / question / "tests" / COURSE, say)
    return Kit(assignment, files, zipped(files))


def contents(course: Course, assignment: Assignment, question: str, kit: Kit) -> dict[str, bytes]:
    """Make all files by their path in the folder, sorted. Raises UsageError."""
    project = describe_project()
    wheel, raw = write_wheel(project, whole_files())
    words = words_of(assignment, wheel)
    files = {
        f"{IMAGE}{wheel}": raw,
        f"{IMAGE}constraints.txt": tested_versions(course, assignment, project),
        **{place: filled(FOLDER / place.rpartition("/")[2], words) for place in texts(question)},
        f"{question}/clientFilesQuestion/{words['kit']}": kit.archive,
        **{
            f"{question}/tests/{COURSE}/{name}": text
            for name, text in staff_side(course, assignment)
        },
    }
    files[MANIFEST] = manifest(assignment, files)
    return dict(sorted(files.items()))


def texts(question: str) -> tuple[str, ...]:
    """Say where the texts go."""
    own = (f"{question}/{name}" for name in ("info.json", "question.html", "tests/run.sh"))
    return ("README.md", f"{IMAGE}Dockerfile", *own)


def words_of(assignment: Assignment, wheel: str) -> Mapping[str, object]:
    """Say what the texts are filled in with."""
    rubric, limits = assignment.rubric, assignment.limits
    seconds = min(LONGEST, math.ceil(SLOWEST * limits.longest) + 2 * SPARE)
    return {
        "title": rubric.section.title or rubric.name,
        "folder": rubric.name,
        "name": shlex.quote(rubric.name),
        # The same for each making, so that a question stays the same one.
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"golden-grader:{rubric.name}")),
        "image": NAME,
        "wheel": wheel,
        "packages": " ".join(map(shlex.quote, (f"./{wheel}", *rubric.modules.packages))),
        "kit": f"{rubric.name}-kit.zip",
        "seconds": seconds,
        "minutes": round((seconds - SPARE) / 60, 2),
        "points": points(rubric.section.points.visible),
        "hidden": points(rubric.section.points.hidden) if rubric.section.points.hidden else "",
    }
