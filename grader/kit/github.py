"""What GitHub is given: a template repository, the students' kit that grades itself at each push.

Nothing of the staff's side is in it: it is proven as a kit for students is, with all its files.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping
from functools import partial

from grader.core.errors import UsageError
from grader.core.result import Points, whole
from grader.core.text import Say, points
from grader.course.find import Course
from grader.course.load import Assignment
from grader.kit.build import Kit, make_for_students
from grader.kit.contents import MANIFEST, contents, find_starter, manifest
from grader.kit.gradescope import SLOWEST, TEXTS, filled

FOLDER = TEXTS.with_name("github")
# As git, Codespaces and GitHub Classroom look for them; a file's name can't begin with a dot there.
PLACES = {
    "gitignore": ".gitignore",
    "devcontainer.json": ".devcontainer/devcontainer.json",
    "classroom.yml": ".github/workflows/classroom.yml",
}
INSTALL_MINUTES = 5


def make(course: Course, assignment: Assignment, say: Say, fail_under: float | None = None) -> Kit:
    """Make a template repository and prove it. Raises UsageError."""
    # First, as a proof takes a while.
    bound = bound_of(assignment, fail_under)
    return make_for_students(course, assignment, say, partial(repository, bound=bound))


def bound_of(assignment: Assignment, fail_under: float | None) -> Points:
    """Say below which points a push fails. Raises UsageError where every push would."""
    most = sum(criterion.points for criterion in assignment.criteria if not criterion.hidden)
    if fail_under is None:
        return assignment.rubric.maximum(with_hidden=False)
    if fail_under > most:
        raise UsageError(
            f"--fail-under {points(fail_under)}: of what students see of {assignment.name} nobody "
            f"can have more than {points(most)} points"
        )
    return whole(fail_under)


def repository(course: Course, assignment: Assignment, say: Say, bound: Points) -> dict[str, bytes]:
    """Make all files of a repository by their path in it, sorted. Raises UsageError."""
    files = contents(course, assignment, say, for_github=True)
    del files[MANIFEST]
    words = words_of(assignment, next(name for name in files if name.endswith(".whl")), bound)
    files |= {place: filled(FOLDER / name, words) for name, place in PLACES.items()}
    files["README.md"] += filled(FOLDER / "README.md", words)
    files[MANIFEST] = manifest(assignment, files)
    return dict(sorted(files.items()))


def words_of(assignment: Assignment, wheel: str, bound: Points) -> Mapping[str, object]:
    """Say what the texts are filled in with."""
    rubric, starter = assignment.rubric, find_starter(assignment).name
    folder = f"assignments/{rubric.name}"
    packages = " ".join(map(shlex.quote, (f"./{wheel}", *rubric.modules.packages)))
    return {
        "title": rubric.section.title or rubric.name,
        "folder": folder,
        "starter": starter,
        "notebook": shlex.quote(f"{folder}/{starter}"),
        "install": f"python -m pip install -q -c constraints.txt {packages}",
        "fail_under": points(bound),
        "points": points(rubric.maximum(with_hidden=False)),
        "minutes": INSTALL_MINUTES + math.ceil(SLOWEST * assignment.limits.longest / 60),
    }
