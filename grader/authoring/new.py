"""Make a new assignment, in a course or as the first of one: all of its files, or none.

A draft is what is to be written: by the pattern, which is short and right, or from a teacher's own
solution. What it is made of is text; goldens are recorded afterwards.
"""

from __future__ import annotations

import contextlib
import keyword
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.authoring.examples import Copied, draw_class
from grader.authoring.rubric_guide import MODELINE, SCHEMA, schema
from grader.authoring.rubric_text import NEW, with_assignment
from grader.core.errors import GraderError, UsageError
from grader.core.files import DEVICES, read_bytes, read_text, writing
from grader.core.files import replace as put_in_place
from grader.core.text import clean
from grader.course.find import RUBRIC
from grader.course.probes import SEED
from grader.course.rubric import Rubric, load_rubric
from grader.course.source import (
    find_source,
    make_notebooks,
    notebook_bytes,
    notebook_of,
    percent_cells,
)

PATTERN = Path(__file__).with_name("pattern")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
TAKEN = ("example", "reference", "assignments")  # by files beside the starter, or by folders
SECRET_BYTES = 16
PROBES_IN = "assignments/*/probes.py"
PARTS = ("task", "probes", "rubric", "mistakes")


@dataclass(frozen=True)
class Draft:
    """An assignment before it is written.

    `source` is the text of `source.ipynb` or `source.py`, `task` that of the students' README;
    `cases` may stand among the `probes`; `mistakes` and `hidden` (the staff's cases) may be empty.
    `section` is its part of the rubric, from its name on; `more` are other files, by their path in
    the course, and `remarks` are told to whoever asked for it.
    """

    name: str
    source: bytes
    suffix: str
    task: str
    probes: str
    section: str
    cases: str = ""
    mistakes: str = ""
    hidden: str = ""
    more: Mapping[str, bytes] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def files(self) -> dict[str, bytes]:
        """All files by their path in the course, but for the notebooks that are made of one."""
        given, staff = f"assignments/{self.name}", f"reference/{self.name}"
        texts = {
            f"{given}/README.md": self.task,
            f"{given}/probes.py": self.probes,
            f"{given}/cases.py": self.cases,
            f"{staff}/cases.py": self.hidden,
            f"{staff}/mistakes/mistakes.yaml": self.mistakes,
            f"{staff}/{SEED}": secrets.token_hex(SECRET_BYTES) + "\n",
        }
        written = {**self.more, **{path: text.encode() for path, text in texts.items() if text}}
        return {**written, f"{staff}/source{self.suffix}": self.source}


def check_name(name: str) -> None:
    """Raise UsageError for what can't be the name of an assignment, a folder and a file."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name) or DEVICES.fullmatch(name.lower()):
        raise UsageError(
            f"{clean(name)!r}: an assignment is named in letters, digits and _, the first a "
            "letter, 40 at most, and by no word of Python's own: grade new logistic_regression"
        )
    if name.lower() in TAKEN:
        raise UsageError(f"{name!r}: a file or folder of every course is called so; take another")


def draft_pattern(name: str) -> Draft:
    """Draft an assignment that is short and right, to be changed piece by piece."""
    cells = tuple(percent_cells(pattern("source", name)))
    source = notebook_bytes(notebook_of(cells))
    task, probes, section, mistakes = (pattern(part, name) for part in PARTS)
    return Draft(name, source, ".ipynb", task, probes, section, mistakes=mistakes)


def pattern(part: str, name: str) -> str:
    """Read a part of the pattern, with the assignment's name in it."""
    return read_text(PATTERN / f"{part}.txt", GraderError).replace("NAME", name)


def begin_course(root: Path) -> None:
    """Raise UsageError for a folder that is no place for a course."""
    beside = sorted(path.name for path in root.iterdir() if not path.name.startswith("."))
    if beside:
        raise UsageError(
            f"{root}: no course here or above, and {beside[0]} is there, so that none begins by "
            "itself; run: mkdir course && cd course, or say where: --course DIR"
        )


def write_draft(root: Path, draft: Draft | Copied) -> list[Path]:
    """Write an assignment into a course, or a course around it; all of it, or nothing.

    An example gets a secret of its own first.
    Raises UsageError where something stands there already, or the rubric can't take it.
    """
    rubric = root / RUBRIC
    is_first = not rubric.is_file()
    refuse_taken(root, draft.name)
    text = MODELINE + NEW if is_first else decoded(rubric)
    files = {**draft.files, **(course_files(root) if is_first else {})}
    with drafted(root, draft.name, files) as made:
        added = section_added(text, draft.section, str(rubric), is_first=is_first)
        refuse_faults(root, made, added, draft.name)
        if isinstance(draft, Copied):
            (made / RUBRIC).write_text(added, encoding="utf-8")
            draw_class(made, draft.name)
        return put_out(root, made, added)


def decoded(path: Path) -> str:
    """Read a file's text with the line ends that it has. Raises UsageError."""
    try:
        return read_bytes(path, UsageError).decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 (byte {error.start + 1}); save it as UTF-8") from error


def refuse_taken(root: Path, name: str) -> None:
    """Raise UsageError where an assignment of that name is there, also in other letters."""
    if (root / RUBRIC).is_file():
        rubric = load_rubric(root / RUBRIC)
        names = [*rubric.assignments, *rubric.unfinished]
        if twin := next((each for each in names if each.lower() == name.lower()), None):
            raise UsageError(f"{root / RUBRIC}: has an assignment {twin!r}; take another name")
        if not (root / "reference").is_dir():
            raise UsageError(
                f"{root}: a student's kit, which has no place for solutions; run this elsewhere"
            )
    for folder in (root / "assignments" / name, root / "reference" / name):
        if folder.exists():
            raise UsageError(f"{folder}: is there already; take another name, or move it away")


def course_files(root: Path) -> dict[str, bytes]:
    """Give what a course has besides its assignments, where it is not there yet."""
    texts = {
        "README.md": pattern("course", "NAME"),
        ".gitignore": pattern("gitignore", "NAME"),
        SCHEMA: schema(),
    }
    return {name: text.encode() for name, text in texts.items() if not (root / name).exists()}


def section_added(text: str, section: str, where: str, *, is_first: bool) -> str:
    """Give the rubric's text with the new part."""
    if not is_first:
        return with_assignment(text, section, where)
    return text + "".join(f"  {line}" for line in section.splitlines(keepends=True))


@contextlib.contextmanager
def drafted(root: Path, name: str, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Write all files into a folder of their own within the course, from which they are moved."""
    with writing(clean(root)):
        root.mkdir(parents=True, exist_ok=True)
        # In the course, since only within one disk a folder takes its place at once.
        made = Path(tempfile.mkdtemp(prefix=".new-", dir=root))
    try:
        with writing(clean(root)):
            for path, raw in files.items():
                (made / path).parent.mkdir(parents=True, exist_ok=True)
                (made / path).write_bytes(raw)
            source = find_source(made / "reference" / name)
            for file, document in (make_notebooks(source, name) if source else {}).items():
                (made / "assignments" / name / file).write_bytes(notebook_bytes(document))
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def refuse_faults(root: Path, made: Path, added: str, name: str) -> None:
    """Raise UsageError unless the new rubric says all that the old one did, and the new part."""
    path = root / RUBRIC
    old = sections_of(load_rubric(path)) if path.is_file() else {}
    with tempfile.TemporaryDirectory() as folder:
        # What a rubric says may stand in the probes of its assignments.
        for base in (root, made):
            for probes in base.glob(PROBES_IN):
                target = folder / probes.relative_to(base)
                target.parent.mkdir(parents=True)
                target.write_bytes(probes.read_bytes())
        copy = Path(folder, RUBRIC)
        copy.write_text(added, encoding="utf-8")
        new = sections_of(load_rubric(copy))
    if new.pop(name, None) is None or new != old:
        raise UsageError(f"{path}: {name} can't be added below what is there; add it by hand")


def sections_of(rubric: Rubric) -> dict[str, Any]:
    """Give what a rubric says of each assignment, also of the unfinished."""
    finished = {name: each.section for name, each in rubric.assignments.items()}
    return {**finished, **{name: each.raw for name, each in rubric.unfinished.items()}}


def put_out(root: Path, made: Path, rubric: str) -> list[Path]:
    """Move what was made to its place; the rubric last, which makes it count."""
    moved: list[Path] = []
    try:
        with writing(clean(root)):
            for path in [p for p in sorted(made.rglob("*")) if is_top(p, made)]:
                target = root / path.relative_to(made)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.rename(target)
                moved.append(target)
            put_in_place(root / RUBRIC, rubric.encode())
    except BaseException:
        for target in moved:
            shutil.rmtree(target) if target.is_dir() else target.unlink()
        for folder in (root / "assignments", root / "reference"):
            with contextlib.suppress(OSError):  # it is there still where it holds others
                folder.rmdir()
        raise
    return moved


def is_top(path: Path, made: Path) -> bool:
    """Tell what is moved as one: an assignment's two folders, and files at the top."""
    depth = len(path.relative_to(made).parts)
    return path.name != RUBRIC and (depth == 1 if path.is_file() else depth == 2)
