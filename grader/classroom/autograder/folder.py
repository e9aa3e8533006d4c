"""Which file of a folder is graded, where one student has handed in all that is in it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.intake.choice import Looker, OwnedFile, open_zips, wanted_of
from grader.classroom.intake.crowds import MOST_OF_STUDENT
from grader.classroom.intake.file_names import Claim
from grader.classroom.intake.hand_ins import choose_one, few
from grader.classroom.intake.sources import SourceFile, list_source
from grader.classroom.people import HandIn, Remark, Student
from grader.core.errors import SubmissionError
from grader.core.text import clean
from grader.course.load import Assignment
from grader.submission.reader import Cost, Reader

SOMEBODY = Student("student")  # whoever handed it in: the system knows
NOTHING = "nothing was handed in; hand in the notebook (.ipynb) or a .py file"


@dataclass(frozen=True)
class Chosen:
    """The file that is graded, and what there is to say of the others."""

    hand_in: HandIn
    remarks: tuple[str, ...]


def choose_in(folder: Path, assignment: Assignment, cost: Cost) -> Chosen:
    """Choose among all files of a folder. Raises SubmissionError where there is none."""
    most = assignment.limits.submission_mb * 1024 * 1024
    source = list_source(folder, most)
    files = [owned(file) for file in source.files[:MOST_OF_STUDENT] if file.parts]
    if not files:
        raise SubmissionError(source.fault if source.files else NOTHING)
    wanted = wanted_of(assignment)
    with contextlib.closing(Looker(wanted, Reader(cost))) as looker:
        items = list(choose_one((wanted, open_zips(files)), looker))
    remarks = (item for item in items if isinstance(item, Remark))
    (hand_in,) = (item for item in items if isinstance(item, HandIn))
    return Chosen(hand_in, tuple(shown(str(each), folder) for each in few(remarks)))


def owned(file: SourceFile) -> OwnedFile:
    """Give a file as the one student's."""
    return OwnedFile(SOMEBODY, file, Claim("folder", SOMEBODY.key, file.parts[-1]), ())


def shown(text: str, folder: Path) -> str:
    """Leave out of a text where the folder lies: students know it by no such name."""
    return text.replace(f"{clean(str(folder))}/", "")
