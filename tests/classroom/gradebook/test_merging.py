"""Students renamed and merged: what is theirs stays theirs, and is as it was once undone."""

import pytest
from sqlalchemy import select
from support.gradebooks import (
    ADA,
    BEN,
    EVE,
    attempt,
    grade,
    judged,
    number,
    override,
    record,
    standing,
)

from grader.classroom.gradebook.actions import Action
from grader.classroom.gradebook.merging import MOVED, POINTING
from grader.classroom.gradebook.schema import tables
from grader.classroom.membership import merge, rename
from grader.classroom.people import Student
from grader.classroom.term import Reason
from grader.core.errors import UsageError

pytestmark = pytest.mark.database

WHY = Reason("tess", "one person")
OF_STUDENTS = ("students", "attempts", "overrides", "marks", "adjustments", "excuses", "choices")


def do_merge(book, gone, stays, ids_of=None):
    return book.act(merge(book, (gone, stays), WHY, ids_of))


def do_rename(book, student, key="", name=""):
    new = Student(key or student.key, name or student.name)
    return book.act(rename(book, student, new, WHY))


def own(book):
    """All rows that say whose something is, and what students are called."""

    def read(connection):
        held = [tables.tables[name] for name in OF_STUDENTS]
        return [
            [tuple(row) for row in connection.execute(select(t).order_by(t.c.id))] for t in held
        ]

    return book._database.read(read)


def adjust(book, student, points):
    detail = {"assignment": "hw1", "students": [book.number_of(student)], "points": points}
    return book.act(Action("adjust", "tess", "oral", detail))


def class_of(book):
    return [entry.student.key for entry in book.standings("hw1")]


def test_all_that_is_held_of_a_merged_student_is_the_other_s(book):
    grade(book, 5, 1)
    grade(book, 2, 2, student=BEN, content="B", minute=5)
    override(book, "c1", 4)
    adjust(book, ADA, 1)
    adjust(book, BEN, 0.5)
    before = own(book)
    id = do_merge(book, ADA, BEN)
    now = standing(book, BEN)
    assert (class_of(book), now.attempts) == (["ben"], 2)
    # The latest is Ben's own; the override and both adjustments come to its points.
    assert (now.judged, now.corrected, now.earned) == (4, 6, 7.5)
    assert [past.content for past in book.history(BEN).attempts] == ["A", "B"]
    book.undo(id, "tess")
    assert own(book) == before
    assert (standing(book, ADA).earned, standing(book, BEN).earned) == (10, 4.5)


def test_a_merge_knows_every_table_that_names_a_student_or_an_attempt():
    names = [(t.name, column.name) for t in tables.tables.values() for column in t.c]
    whose = {name for name, column in names if column == "student_id"}
    assert whose == {*MOVED, "aliases", "removals"}
    of_what = {name for name, column in names if column == "attempt_id"}
    # Two attempts that are the same have scores of their own each.
    assert of_what == {*POINTING, "removals", "scores", "settled"}


def test_two_hand_ins_that_are_the_same_are_one_and_keep_what_was_marked(book):
    first = record(book, attempt(ADA), judged(2))
    record(book, attempt(BEN), judged(2))
    pick = {"assignment": "hw1", "students": [book.number_of(ADA)], "attempt_id": first}
    book.act(Action("choose", "tess", "", {**pick, "shown": "hw.py"}))
    before = own(book)
    id = do_merge(book, ADA, BEN)
    assert (standing(book, BEN).attempts, standing(book, BEN).earned) == (1, 2)
    book.undo(id, "tess")
    assert own(book) == before


def test_a_later_hand_in_under_the_merged_key_is_the_other_s(book):
    book.enroll([BEN])
    grade(book, 1)
    do_merge(book, ADA, BEN)
    grade(book, 5, 5, content="B", minute=9)
    assert (standing(book, BEN).attempts, standing(book, BEN).earned) == (2, 10)
    assert number(book, attempt(ADA, "B", 9)) == number(book, attempt(BEN, "B", 9)) == 2
    assert book.find_student("ada") == book.find_student("ben")
    assert book.find_student("ben").name == "Ben"


def test_merged_one_after_the_other_all_keys_mean_the_last(book):
    for student in (ADA, BEN, EVE):
        grade(book, 1, student=student, content=student.key)
    first = do_merge(book, ADA, BEN)
    second = do_merge(book, BEN, EVE)
    assert {book.find_student(key).key for key in ("ada", "ben", "eve")} == {"eve"}
    assert standing(book, EVE).attempts == 3
    with pytest.raises(
        UsageError, match=f"can't be undone while {second}, merge, holds.*undo {second}"
    ):
        book.undo(first, "tess")
    book.undo(second, "tess")
    assert (class_of(book), standing(book, BEN).attempts) == (["ben", "eve"], 2)
    book.undo(first, "tess")
    assert class_of(book) == ["ada", "ben", "eve"]


def test_different_numbers_are_refused_until_it_is_said_whose_hold(book):
    ada = Student("ada", "Ada", {"canvas": "7", "sis": "s1", "section": "A"})
    ben = Student("ben", "Ada L.", {"canvas": "8", "email": "a@b.edu", "section": "B"})
    book.enroll([ada, ben])
    with pytest.raises(UsageError, match="different numbers: canvas 7 and 8; .*: --ids ben"):
        merge(book, (ada, ben), WHY)
    with pytest.raises(UsageError, match="is one student already"):
        merge(book, (ada, ada), WHY)
    before = own(book)
    id = do_merge(book, ada, ben, ids_of=ada)
    ids = {"canvas": "7", "sis": "s1", "email": "a@b.edu", "section": "A"}
    assert book.find_student("ben") == Student("ben", "Ada L.", ids)
    book.undo(id, "tess")
    assert own(book) == before


def test_what_was_learned_since_a_merge_is_kept_when_it_is_undone(book):
    book.enroll([Student("ada", "Ada", {"sis": "1"}), Student("ben", "Ben")])
    id = do_merge(book, Student("ada"), Student("ben"))
    book.enroll([Student("ben", "Benjamin", {"github": "ben"})])
    book.undo(id, "tess")
    assert book.find_student("ben") == Student("ben", "Benjamin", {"github": "ben"})


def test_a_renamed_student_has_what_was_theirs_and_is_found_by_either_key(book):
    book.enroll([ADA])
    grade(book, 3)
    before = own(book)
    id = do_rename(book, ADA, "a.lovelace", "Ada Lovelace")
    renamed = Student("a.lovelace", "Ada Lovelace")
    assert [entry.student for entry in book.standings("hw1")] == [renamed]
    assert book.find_student("ada") == renamed
    grade(book, 4, content="B", minute=3)
    assert standing(book, renamed).attempts == 2
    assert len(rows_of(book, "students")) == 1
    book.undo(id, "tess")
    assert own(book)[0] == before[0]


def rows_of(book, name):
    return book._database.read(lambda c: c.execute(select(tables.tables[name])).all())


def test_a_key_is_not_used_twice(book):
    book.enroll([ADA, BEN, EVE])
    with pytest.raises(
        UsageError, match="'ben' is another student's, or was; .*grade merge ada ben"
    ):
        do_rename(book, ADA, "ben")
    do_rename(book, BEN, "benjamin")
    with pytest.raises(UsageError, match="'ben' is another student's, or was"):
        do_rename(book, ADA, "ben")
    do_rename(book, Student("benjamin", "Ben"), "ben")
    assert book.find_student("benjamin").key == "ben"
    do_merge(book, EVE, ADA)
    with pytest.raises(UsageError, match="'eve' is another student's, or was"):
        do_rename(book, Student("ben", "Ben"), "eve")


def test_a_name_that_is_no_news_or_a_key_that_is_none_is_refused(book):
    book.enroll([ADA])
    with pytest.raises(UsageError, match="is called so already"):
        do_rename(book, ADA, "ada", "Ada")
    for key in (" ", "a\tb", "a/b", "a\\b"):
        with pytest.raises(UsageError, match="is no key"):
            do_rename(book, ADA, key)
    for name in ("Ada\x1b[31m", "Ada\u202e"):
        with pytest.raises(UsageError, match=r"^.Ada\\\S+: leave out what is not seen"):
            do_rename(book, ADA, name=name)
