"""What a class has written: what the gradebook keeps of it, or what lies in folders and downloads.

A stranger's file is read in the process that reads, which may cost so much and no more; what can't
be read is remarked, and stops no other.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue

from grader.classroom.anonymity import Cover, shown_cells
from grader.classroom.batch.serialize import unpack_script
from grader.classroom.gradebook.store import Gradebook, in_chunks
from grader.classroom.intake.choice import Looker, wanted_of
from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.roster import Roster
from grader.classroom.people import MISSING, HandIn, Remark, Standing, Student
from grader.classroom.similarity.codes import way_hash
from grader.classroom.similarity.compare import (
    LEAST,
    Comparison,
    Equal,
    Writing,
    compare,
    find_equal,
)
from grader.classroom.similarity.tokens import coded, hash_code
from grader.core.errors import GraderError, RecordError, SubmissionError
from grader.core.submission import Cell, Submission
from grader.core.text import Say, clean
from grader.course.find import Course
from grader.course.load import Assignment
from grader.course.source import EXAMPLE
from grader.pipeline import refuse_other
from grader.submission.beside import read_all
from grader.submission.notebook import read_submission
from grader.submission.reader import Reader

MOST_READERS = 8
NOT_KEPT = "nothing is kept of what was handed in"
Item = Writing | Remark


@dataclass(frozen=True)
class Similarity:
    """How the hand-ins of an assignment compare, and what could not be compared."""

    comparison: Comparison
    remarks: tuple[Remark, ...]


def find_similar(
    course: Course,
    name: str,
    where: Gradebook | Sequence[Path],
    earlier: Sequence[Path] = (),
    *,
    roster: Roster | None = None,
    least: float = LEAST,
    say: Say = lambda text: None,
) -> Similarity:
    """Compare the hand-ins of an assignment with each other, and with those of earlier folders.

    `where` is a gradebook, of which the attempts that count are compared, or folders and downloads
    as `grade batch` takes them, whose owners are told by the roster. Raises GraderError.
    """
    assignment = course.assignment(name)
    if isinstance(where, Gradebook):
        items = counted(where, assignment, say)
    else:
        items = in_sources(course, assignment, where, roster, say)
    compared = [item for item in items if isinstance(item, Writing) or item.is_loss]
    for folder in earlier:
        for item in in_sources(course, assignment, [folder], None, say):
            if isinstance(item, Writing):
                compared.append(replace(item, earlier=clean(folder)))
            elif item.is_loss:
                compared.append(item)
    say("comparing")
    writings = [item for item in compared if isinstance(item, Writing)]
    remarks = tuple(item for item in compared if isinstance(item, Remark))
    return Similarity(compare(writings, starters(assignment), least), remarks)


def find_equal_hand_ins(
    course: Course, name: str, book: Gradebook, say: Say = lambda text: None
) -> list[Equal]:
    """Find the attempts that count which are equal, or as they were given out. Raises GraderError.

    What can't be read is equal to nothing.
    """
    assignment, cover = course.assignment(name), book.cover()
    way = way_hash()
    programs = book.codes(name, way)
    learned = learn(book, way, [each.key for each in programs if each.code is None], say)
    keys: dict[Writing, str] = {}
    for program in programs:
        if code := learned.get(program.key, program.code):
            writing = Writing(program.student, (), program.content, known_hash=code)
            keys[owned(writing, assignment, cover)] = program.key

    def code_of(writing: Writing) -> str:
        """Read the code of one of many that have the same."""
        return code_in(book.documents([keys[writing]])[keys[writing]][1]) or ""

    return list(find_equal([*keys], [coded(cells) for cells in starters(assignment)], code_of))


def learn(book: Gradebook, way: str, keys: Sequence[str], say: Say) -> dict[str, str]:
    """Hash the code of what was observed under some keys, once and for all; of no code nothing.

    What can't be read is left out.
    """
    learned: dict[str, str] = {}
    for some in in_chunks([*dict.fromkeys(keys)]):
        say(f"reading the gradebook: {len(learned)}")
        codes = {key: code_in(raw) for key, (_, raw) in book.documents(some).items()}
        new = {key: code and hash_code(code) for key, code in codes.items() if code is not None}
        book.learn_codes(way, new)
        learned |= new
    return learned


def code_in(document: bytes) -> str | None:
    """Give the code of what is kept of a hand-in: "" for no program, None for what is damaged."""
    try:
        return coded(unpack_script(document, Submission(Path())).shown)
    except RecordError:
        return None
    except SubmissionError:
        return ""


# From a gradebook


def counted(book: Gradebook, assignment: Assignment, say: Say) -> Iterator[Item]:
    """Give what the gradebook keeps of the attempts that count."""
    cover = book.cover()
    for number, standing in enumerate(book.standings(assignment.name), 1):
        say(f"reading the gradebook: {number}")
        if standing.outcome != MISSING or standing.fault:
            item = kept(book, standing)
            yield item if isinstance(item, Remark) else owned(item, assignment, cover)


def kept(book: Gradebook, standing: Standing) -> Item:
    """Give what the gradebook keeps of one student's attempt, or say why there is nothing."""
    student, key = standing.student, standing.observation_key
    try:
        observed = book.find_observation(key) if key else None
        if observed is None:
            raise GraderError(standing.fault or (standing.notes or (NOT_KEPT,))[-1])
        script = unpack_script(observed.document, Submission(Path(place_of(standing))))
    except GraderError as error:
        return Remark(str(student), str(error), is_loss=True)
    return Writing(student, script.shown, content_of(standing))


def owned(writing: Writing, assignment: Assignment, cover: Cover | None) -> Writing:
    """Say of whose group a work is; and show it without the name, where names are hidden."""
    student = writing.student
    person = cover.people.get(student.key, student) if cover else student
    cells = shown_cells(writing.cells, cover, student)
    return replace(writing, cells=cells, group=group_of(person, assignment))


def place_of(standing: Standing) -> str:
    """Say where a file lay, for people."""
    return str(standing.report.submission.path) if standing.report else ""


def content_of(standing: Standing) -> str:
    """Give the hash of the bytes that were handed in."""
    return (standing.report.submission.sha256 if standing.report else "") or ""


def group_of(student: Student, assignment: Assignment) -> str:
    """Give the group of whose work it is, where the assignment is group work."""
    return student.ids.get("group", "") if assignment.rubric.is_group_work else ""


# From folders and downloads


def in_sources(
    course: Course,
    assignment: Assignment,
    sources: Sequence[Path],
    roster: Roster | None,
    say: Say,
) -> Iterator[Item]:
    """Read what lies in folders and downloads of an assignment. Raises UsageError for no source."""
    for source in sources:
        course.refuse_within(source)
    most = assignment.limits.submission_mb * 1024 * 1024
    with contextlib.closing(Looker(wanted_of(assignment))) as looker:
        items = list(find_hand_ins(sources, roster, looker, most))
    yield from (item for item in items if isinstance(item, Remark))
    hand_ins = [item for item in items if isinstance(item, HandIn)]
    for number, item in enumerate(read_files(hand_ins, assignment), 1):
        say(f"reading {number} of {len(hand_ins)}")
        yield item


def read_files(hand_ins: Iterable[HandIn], assignment: Assignment) -> Iterator[Item]:
    """Read hand-ins, several at a time, and give them in their order."""
    number = min(os.cpu_count() or 1, MOST_READERS)
    idle: SimpleQueue[Reader] = SimpleQueue()
    lock = threading.Lock()  # two of them may lie in one zip

    def read(hand_in: HandIn) -> Item:
        reader = idle.get()
        try:
            return read_one(hand_in, assignment, reader, lock)
        finally:
            idle.put(reader)

    with contextlib.ExitStack() as stack:
        for _ in range(number):
            reader = stack.enter_context(contextlib.closing(Reader()))
            reader.closely = False
            idle.put(reader)
        yield from stack.enter_context(ThreadPoolExecutor(number)).map(read, hand_ins)


def read_one(hand_in: HandIn, assignment: Assignment, reader: Reader, lock: threading.Lock) -> Item:
    """Read one hand-in, or say why that can't be done."""
    try:
        with lock:
            raw, files = hand_in.read(), read_all(hand_in.beside)
        reading = reader.read_content(Path(hand_in.name), raw)
        refuse_other(reading, assignment)
        reading = reader.read_files(reading, files)
    except GraderError as error:
        why = str(error).removeprefix(f"{hand_in.place}: ").removeprefix(f"{hand_in.name}: ")
        return Remark(hand_in.place, f"{hand_in.student}: {why}", is_loss=True)
    content, student = reading.submission.sha256 or "", hand_in.student
    return Writing(student, reading.script.shown, content, group_of(student, assignment))


def starters(assignment: Assignment) -> list[tuple[Cell, ...]]:
    """Read what students were given. Raises GraderError."""
    paths = sorted(path for path in assignment.folder.glob("*.ipynb") if path.name != EXAMPLE)
    # They are the course's own: no process that may cost so much and no more is started for them.
    return [read_submission(path, assignment.limits).script.cells for path in paths]
