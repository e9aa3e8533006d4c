"""What people mark by hand in a gradebook: which attempt has which mark, and what counts then."""

import contextlib
import dataclasses
import json
import sqlite3
import zlib
from pathlib import Path

import pytest
from support.gradebooks import (
    ADA,
    BEN,
    attempt,
    grade,
    judged,
    kept,
    override,
    record,
    rescore,
    standing,
)

from grader.classroom.gradebook.entries import Change, CriterionRecord
from grader.classroom.gradebook.marks import MarkDecision
from grader.core.result import ScoreStatus

pytestmark = pytest.mark.database
TO_MARK = ScoreStatus.TO_MARK.value


def by_hand(part, *points, **fields):
    """A score of a criterion that is marked by hand, with up to 5 points, and of others."""
    score = judged(0, *points, **fields)
    report = json.loads(zlib.decompress(score.report))
    report["criteria"][0]["status"] = TO_MARK
    first = CriterionRecord("c0", "data", 0, 5, TO_MARK, part)
    return dataclasses.replace(
        score,
        report=zlib.compress(json.dumps(report).encode()),
        criteria=(first, *score.criteria[1:]),
    )


def hand_in(book, part, *points, student=ADA, content="A", minute=0, **fields):
    return record(book, attempt(student, content, minute), by_hand(part, *points, **fields))


def mark(book, points, student=ADA, **fields):
    """Mark what counts for a student."""
    (part,) = [p for p in book.parts("hw1") if p.is_current and p.student == student.key]
    book.mark([MarkDecision(part, points, "tess", **fields)])


def test_what_counts_for_one_is_found_without_a_look_at_others(book, where):
    if not isinstance(where, Path):
        pytest.skip("only SQLite tells how many steps it takes")
    for student in (ADA, BEN):
        hand_in(book, "p", 2, student=student)
        mark(book, 4, student)

    def steps():
        taken = []
        with contextlib.closing(sqlite3.connect(where)) as file:
            file.execute("SELECT 1 FROM counting").fetchall()
            file.set_progress_handler(lambda: taken.append(1), 1)
            file.execute("SELECT earned FROM counting WHERE student_id = 1").fetchall()
        return len(taken)

    before = steps()
    for points in range(5):
        mark(book, points, BEN)
    assert steps() == before


def test_what_is_to_be_marked_counts_nothing_until_it_is_marked(book):
    hand_in(book, "p", 2)
    before = standing(book)
    assert (before.earned, before.to_mark, before.report.scores[0].is_unmarked) == (2, 5, True)
    mark(book, 4, comment="good")
    now = standing(book)
    assert (now.earned, now.report.earned, now.to_mark) == (6, 6, 0)
    score = now.report.scores[0]
    assert (score.status, score.earned) == (ScoreStatus.MARKED, 4)
    assert (score.mark.who, score.mark.comment, score.mark.former) == ("tess", "good", False)
    mark(book, 3)
    assert standing(book).earned == 5
    mark(book, None)
    assert (standing(book).earned, standing(book).to_mark) == (2, 5)


@pytest.mark.parametrize(
    ("part", "content", "earned"),
    [
        pytest.param("p", "B", 5, id="the same part of another file"),
        pytest.param("q", "B", 1, id="another part"),
        pytest.param(None, "B", 1, id="all of another file"),
    ],
)
def test_a_later_attempt_has_the_mark_of_the_same_part(book, part, content, earned):
    hand_in(book, "p", 2)
    mark(book, 4)
    hand_in(book, part, 1, content=content, minute=1)
    assert standing(book).earned == earned
    assert standing(book).to_mark == (0 if earned == 5 else 5)
    if earned == 5:
        assert standing(book).report.scores[0].mark.former


def test_nobody_has_another_s_mark_though_the_part_is_the_same(book):
    hand_in(book, "p", 2)
    hand_in(book, "p", 2, student=BEN, content="B")
    mark(book, 4)
    assert (standing(book).earned, standing(book, BEN).earned) == (6, 2)


def test_parts_of_some_are_theirs_alone_with_their_marks(book):
    hand_in(book, "p", 2)
    hand_in(book, "q", 2, student=BEN)
    mark(book, 4)
    (part,) = book.parts("hw1", [ADA.key])
    assert (part.student, part.part, part.points) == ("ada", "p", 4)
    assert [part.student for part in book.parts("hw1")] == ["ada", "ben"]
    assert book.parts("hw1", []) == []


def test_where_no_part_is_known_a_mark_is_of_the_whole_file(book):
    hand_in(book, None, 2)
    mark(book, 4)
    hand_in(book, None, 1, judging="j2")
    assert standing(book).earned == 5


def test_an_override_of_what_was_judged_goes_before_a_mark(book):
    hand_in(book, "p", 2)
    mark(book, 4)
    override(book, "c0", 1, was=0)
    assert standing(book).earned == 3


def test_a_mark_of_a_score_that_is_no_score_counts_nothing(book):
    hand_in(book, "p", 2)
    mark(book, 4)
    record(book, attempt(content="A"), judged(0, 2, status="tampered", judging="j2"))
    assert standing(book).earned == 0


def test_a_class_s_mean_leaves_out_what_nobody_has_marked(book):
    hand_in(book, "p", 2)
    hand_in(book, "q", 2, student=BEN, content="B")
    mark(book, 4)
    share = next(each for each in book.statistics("hw1").criteria if each.name == "c0")
    assert (share.students, share.mean) == (1, 4)


def test_all_of_what_a_student_was_given_by_hand_is_in_the_history(book):
    hand_in(book, "p", 2)
    mark(book, 4, comment="good")
    mark(book, None)
    past = [(each.criterion, each.points, each.comment) for each in book.history(ADA).marks]
    assert past == [("c0", 4, "good"), ("c0", None, "")]


def shifts_of(book, part):
    """Who would have other points, by a rehearsal and by a rescore for good."""
    changes = [
        Change(score, by_hand(part, 3, judging="j2")) for score in book.current_scores("hw1")
    ]
    rehearsed = rescore(book, changes, rehearsed=True)
    assert rescore(book, changes) == rehearsed
    return {each.student.key: (each.was.earned, each.now.earned) for each in rehearsed}


def test_a_rehearsal_knows_of_marks_where_the_judged_points_are_the_same(book):
    for student in (ADA, BEN):
        record(book, attempt(student), by_hand("p", 3), kept(student.key))
    mark(book, 4)
    assert shifts_of(book, "p") == {}
    assert shifts_of(book, "q") == {"ada": (7, 3)}  # what was marked is no part of it any more


def test_a_rehearsal_knows_of_overrides_where_the_judged_points_are_the_same(book):
    for student in (ADA, BEN):
        grade(book, 4, 1, student=student, observed=kept(student.key))
    override(book, "c0", 5)
    changes = [Change(score, judged(1, 4, judging="j2")) for score in book.current_scores("hw1")]
    assert not any(change.is_other for change in changes)
    (shift,) = rescore(book, changes, rehearsed=True)
    assert (shift.student.key, shift.was.earned, shift.now.earned) == ("ada", 6, 9)
    assert rescore(book, changes) == [shift]
