"""What is put into a gradebook: scores, observations and the attempts that they are of."""

import os
import tracemalloc
from base64 import b64encode
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from support.gradebooks import (
    ADA,
    BEN,
    EVE,
    NOON,
    attempt,
    describe,
    grade,
    judged,
    kept,
    number,
    override,
    perform,
    record,
    rescore,
    rows,
    standing,
)

from grader.classroom.batch.run import owned, record_of
from grader.classroom.compression import compress
from grader.classroom.gradebook import recording, rescoring
from grader.classroom.gradebook.entries import (
    AssignmentRecord,
    Attempt,
    Change,
    CriterionRecord,
    GradedHandIn,
)
from grader.classroom.people import HandIn, Student
from grader.core.errors import GraderError
from grader.core.probe import Level
from grader.core.result import Diagnosis, Report, Status
from grader.core.submission import Submission
from grader.reports.records import stored

APPEND_ONLY = ["observations", "attempts", "scores", "criteria", "mistakes", "overrides"]


def test_what_was_put_in_comes_out(book):
    notes = ("two files; the first was taken",)
    record(book, attempt(late=True, notes=notes), judged(5, 2, seconds=1.5), kept())
    (past,) = book.history(ADA).attempts
    assert (past.assignment, past.content, past.place) == ("hw1", "A", "in.zip/hw.py")
    assert (past.submitted_at, past.late, past.notes) == (NOON, True, notes)
    (score,) = past.scores
    assert (score.status, score.earned, score.maximum, score.seconds) == ("graded", 7, 10, 1.5)
    assert (score.judging, score.isolation) == ("j1", "strong")
    assert (score.report.scores[1].name, score.report.scores[1].earned) == ("c1", 2)
    assert book.find_observation("k1") == kept()


@pytest.mark.parametrize(
    ("file", "most"),
    [
        pytest.param(b"x = 1\n" * 2000, 200, id="code is made small"),
        pytest.param(
            b'{"image/png": "' + b64encode(os.urandom(30_000)) + b'"}',
            31_000,
            id="so are a picture's letters",
        ),
    ],
)
def test_what_was_handed_in_comes_out_as_it_was(book, file, most):
    record(book, attempt(), judged(1), kept(), file=file)
    assert book.find_file("A") == (attempt().hand_in.name, file)
    assert len(compress(file)) < most


def test_times_come_out_in_utc_wherever_they_were_written(book):
    east = datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    hand_in = HandIn("p", "n", ADA, east, lambda: b"")
    record(book, Attempt("hw1", hand_in, "A"), judged(1))
    (past,) = book.history(ADA).attempts
    assert past.submitted_at == NOON
    assert past.submitted_at.tzinfo == timezone.utc


def test_a_score_may_have_no_points_and_no_observations(book):
    grade(book, status="unreadable")
    assert standing(book).status == "unreadable"
    assert standing(book).earned is None
    assert [score.observation for score in book.current_scores("hw1")] == [None]


def test_observations_are_kept_once_for_all_who_hand_in_the_same(book, where):
    grade(book, 5, observed=kept())
    grade(book, 5, student=BEN, observed=kept(document=b"seen again"))
    assert book.find_observation("k2") is None
    assert book.find_observation("k1").document == b"seen"
    assert len(rows(where, "observations")) == 1


def test_names_that_no_database_takes_are_spelled_out(book):
    odd = Student("a\0b", "Zo\udcff")
    hand_in = HandIn("a\udcff.zip", "h\0w.py", odd, NOON, lambda: b"")
    first = record(book, Attempt("hw1", hand_in, "A"), judged(1))
    assert number(book, attempt(odd)) == first
    (past,) = book.history(odd).attempts
    assert (past.place, past.name) == ("a\\udcff.zip", "h\\x00w.py")


def test_an_unknown_assignment_or_attempt_is_refused_and_nothing_stays(book, where):
    with pytest.raises(GraderError, match="nothing of this was recorded"):
        record(book, attempt(assignment="hw9"), judged(5))
    with pytest.raises(GraderError, match="nothing of this was recorded"):
        perform(book, recording.record, {"t": recording.NewScore(99, judged(5))})
    assert [rows(where, table) for table in ("students", "observations", "scores")] == [[], [], []]


def test_hand_ins_that_come_together_are_all_recorded_or_none(book, where):
    good, bad = (GradedHandIn(each, judged(5), kept()) for each in (attempt(), attempt(BEN, "B")))
    with pytest.raises(GraderError, match="nothing of this was recorded"):
        book.record_hand_ins([good, replace(bad, attempt=attempt(BEN, "B", assignment="hw9"))])
    assert [rows(where, table) for table in ("students", "observations", "scores")] == [[], [], []]
    book.record_hand_ins([good, bad])
    assert len(rows(where, "observations")) == 1
    assert [each.observation for each in book.current_scores("hw1")] == [kept(), kept()]


def test_hand_ins_that_come_together_are_told_of_each_in_its_place(book):
    grade(book, 5, content="A", minute=5)
    late = [attempt(BEN, "B"), attempt(content="C", minute=1), attempt(content="D", minute=9)]
    remarks = book.record_hand_ins([GradedHandIn(each, judged(7), None) for each in late])
    assert [bool(remark) for remark in remarks] == [False, True, False]


def test_of_a_student_s_hand_ins_that_come_together_the_order_stays(book):
    both = [attempt(content="Z"), attempt(BEN, "B"), attempt(content="A")]
    numbered = [replace(each, hand_in=replace(each.hand_in, number=1)) for each in both]
    book.record_hand_ins([GradedHandIn(each, judged(7), None) for each in numbered])
    assert [each.content for each in book.current_scores("hw1") if each.student == ADA] == [
        "Z",
        "A",
    ]


def test_no_call_changes_or_removes_a_row_that_is_only_added_to(book, where):
    def everything():
        return {table: {repr(row) for row in rows(where, table)} for table in APPEND_ONLY}

    def again():
        grade(book, 1, 2, observed=kept(), mistakes=["m1"])
        grade(book, 3, judging="j2", observed=kept(document=b"other"))
        override(book, "c0", 4)
        override(book, "c0", None)
        book.enroll([Student("ada", "Ada L.", {"sis": "7"})])
        describe(book, counts="best", title="Renamed", maximum=20)

    again()
    before = everything()
    again()
    after = everything()
    for table in APPEND_ONLY:
        assert before[table]
        assert before[table] <= after[table]


def test_two_diagnoses_of_one_mistake_are_one_row(book):
    diagnoses = Diagnosis(("m1",), "c0", "look"), Diagnosis(("m1", "m2"), "c0", "look")
    report = Report(
        Submission(Path("hw.py")), "hw1", Status.GRADED, 0, 10, Level.STRONG, diagnoses=diagnoses
    )
    record(book, attempt(), record_of(owned(stored(report), "in.zip/hw.py", ADA, ()), "j1"))
    assert [mistake.name for mistake in book.statistics("hw1").mistakes] == ["m1"]


def test_a_first_hand_in_is_new_and_the_same_again_is_known(book):
    assert number(book, attempt()) is None
    first, _ = perform(book, recording.find_or_add, attempt())
    assert (number(book, attempt()), book.latest_score(attempt())) == (first, None)
    assert perform(book, recording.find_or_add, attempt()) == (first, "")


def test_a_known_attempt_says_what_its_latest_score_was_made_from(book):
    grade(book, 1, observed=kept())
    grade(book, status="not_graded", judging="j2")
    latest = book.latest_score(attempt())
    assert (latest.status, latest.judging, latest.observation_key) == ("not_graded", "j2", None)
    grade(book, 1, judging="j3", observed=kept())
    latest = book.latest_score(attempt())
    assert (latest.status, latest.judging, latest.observation_key) == ("graded", "j3", "k1")


def test_returning_to_an_older_file_is_a_new_attempt(book):
    ids = [grade(book, 1, content=content, minute=n) for n, content in enumerate("ABA")]
    assert len(set(ids)) == 3
    assert standing(book).attempts == 3


def test_the_latest_file_again_is_known_at_any_time(book):
    grade(book, 1, content="A")
    latest = grade(book, 1, content="B", minute=1)
    assert number(book, attempt(content="B", minute=9)) == latest
    assert grade(book, 1, content="B", minute=9) == latest


def test_an_older_file_of_the_same_time_is_known(book):
    first = grade(book, 1, content="A")
    grade(book, 1, content="B", minute=1)
    assert number(book, attempt()) == first
    assert grade(book, 1) == first


def test_the_same_file_of_another_student_or_assignment_is_new(book):
    describe(book, "hw2")
    first = grade(book, 1)
    assert number(book, attempt(BEN)) is None
    assert number(book, attempt(assignment="hw2")) is None
    others = {grade(book, 1, student=BEN), record(book, attempt(assignment="hw2"), judged(1))}
    assert len({first, *others}) == 3


def test_an_older_hand_in_that_comes_late_is_not_the_latest(book):
    grade(book, 5, content="B", minute=5)
    grade(book, 1, content="A", minute=0)
    assert standing(book).earned == 5


def test_asking_whether_an_attempt_is_known_adds_nothing(book, where):
    assert book.latest_score(attempt()) is None
    assert (rows(where, "students"), rows(where, "attempts")) == ([], [])
    grade(book, 1, observed=kept())
    assert book.latest_score(attempt()).observation_key == "k1"
    assert book.latest_score(attempt(BEN)) is None
    assert [len(rows(where, table)) for table in ("students", "attempts")] == [1, 1]


def test_a_hand_in_and_its_score_are_recorded_together_or_not_at_all(book, where):
    for points in (2, 3):
        book.record_hand_in(GradedHandIn(attempt(), judged(points), kept()))
    assert (standing(book).earned, standing(book).attempts) == (3, 1)
    unheard_of = replace(kept("k2"), assignment="hw9")
    with pytest.raises(GraderError, match="nothing of this was recorded"):
        book.record_hand_in(GradedHandIn(attempt(BEN, "B"), judged(2), unheard_of))
    assert [len(rows(where, table)) for table in ("students", "attempts", "scores")] == [1, 1, 2]


def test_current_scores_hold_what_judging_again_takes(book):
    attempt_id = grade(book, 1, observed=kept())
    grade(book, 2, judging="j2", observed=kept())
    grade(book, 3, student=BEN, observed=kept("k2", document=b"other"))
    perform(book, recording.find_or_add, attempt(EVE))
    first, second = book.current_scores("hw1")
    assert (first.attempt_id, first.student, first.content) == (attempt_id, ADA, "A")
    assert (first.judging, first.observation) == ("j2", kept())
    assert (second.student, second.observation.document) == (BEN, b"other")


def test_scores_may_be_recorded_while_the_current_ones_are_read(book):
    for n in range(120):
        grade(book, 1, student=Student(f"s{n}"), observed=kept(f"k{n}"))
    for score in book.current_scores("hw1"):
        rescore(book, [Change(score, judged(2, judging="j2"))])
    again = list(book.current_scores("hw1"))
    assert len(again) == 120
    assert {score.judging for score in again} == {"j2"}
    assert {standing.earned for standing in book.standings("hw1")} == {2}


def peak(work):
    """The most memory that Python held during some work, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_rescore_is_written_whole_or_not_at_all(book, where):
    grade(book, 1, observed=kept())
    grade(book, 1, student=BEN)
    ada, ben = (Change(score, judged(2, judging="j2")) for score in book.current_scores("hw1"))
    lost = replace(ben, was=replace(ben.was, attempt_id=99))
    with pytest.raises(GraderError, match="nothing of this was recorded"):
        rescore(book, [ada, lost])
    assert len(rows(where, "scores")) == 2
    rescore(book, [ada, ben])
    assert [score.judging for score in book.current_scores("hw1")] == ["j2", "j2"]
    assert [score.observation for score in book.current_scores("hw1")] == [kept(), None]


def test_what_was_graded_anew_since_it_was_read_is_not_judged_over(book):
    grade(book, 1, observed=kept())
    grade(book, 1, student=BEN, observed=kept("k2"))
    read = list(book.current_scores("hw1"))
    grade(book, 5, 4, judging="j2", observed=kept("k3"))  # with more time, say
    changes = [Change(score, judged(2, judging="j2")) for score in read]
    done = book.rescore(AssignmentRecord("hw1", "Homework", 10, "last"), changes)
    assert done.written == 1
    assert moved(done.shifts) == {"ben": (("graded", 1), ("graded", 2))}
    assert [each.earned for each in book.standings("hw1")] == [9, 2]


def test_what_criteria_say_comes_out_as_any_column_writes_it(book, where):
    odd = CriterionRecord("a\0\ud800", "g", 1, 2, "earned")
    half = CriterionRecord("b", "g", 0.25, 1.5, "partly", "part")
    record(book, attempt(), replace(judged(5), criteria=(odd, half, odd)))
    name = "a\\x00\\ud800"
    assert [row[1:] for row in sorted(rows(where, "criteria"))] == [
        (0, name, "g", 1, 2, "earned", None),
        (1, "b", "g", 0.25, 1.5, "partly", "part"),
        (2, name, "g", 1, 2, "earned", None),
    ]


def moved(shifts):
    """By key, what counted and what counts."""
    return {
        s.student.key: ((s.was.status, s.was.earned), (s.now.status, s.now.earned)) for s in shifts
    }


@pytest.mark.parametrize("counts", ["last", "best"])
def test_a_rehearsal_says_who_moves_as_writing_does_and_changes_nothing(book, where, counts):
    grade(book, 4, observed=kept())
    grade(book, 1, content="B", minute=1, observed=kept("k2"))
    grade(book, 3, student=BEN, observed=kept("k3"))
    grade(book, 5, student=EVE, observed=kept("k4"))
    override(book, "c0", 5, student=EVE)
    scores = list(book.current_scores("hw1"))
    changes = [Change(score, judged(2, judging="j2")) for score in scores[1:]]
    before = [each.earned for each in book.standings("hw1")], rows(where, "scores")
    shifts = rescore(book, changes, rehearsed=True, counts=counts)
    assert before == ([each.earned for each in book.standings("hw1")], rows(where, "scores"))
    assert book.counts("hw1") == "last"
    ada = ("graded", 2 if counts == "last" else 4)
    assert moved(shifts) == {
        "ada": (("graded", 1), ada),
        "ben": (("graded", 3), ("graded", 2)),
    }
    assert rescore(book, changes, counts=counts) == shifts
    assert {each.student.key: each.earned for each in book.standings("hw1")} == {
        "ada": ada[1],
        "ben": 2,
        "eve": 5,
    }
    assert rescore(book, [], counts=counts) == []


@pytest.mark.parametrize("few", [-1, 1, 500])
def test_who_moves_is_the_same_where_only_some_are_looked_at(book, monkeypatch, few):
    monkeypatch.setattr(rescoring, "FEW", few)
    grade(book, 5)
    for minute, student in enumerate((ADA, BEN, EVE)):
        grade(book, 4, student=student, content="B", minute=minute + 1)
    perform(book, recording.find_or_add, attempt(Student("una", "Una")))
    _, ada, ben, eve = book.current_scores("hw1")
    changes = [Change(score, judged(4, judging="j2")) for score in (ada, ben, eve)]
    assert rescore(book, changes, rehearsed=True) == []
    changes[1] = Change(ben, judged(5, judging="j2"))
    expected = {"ben": (("graded", 4), ("graded", 5))}
    assert moved(rescore(book, changes, rehearsed=True)) == expected
    # What the rubric says anew of all may move anybody.
    by_best = {"ada": (("graded", 4), ("graded", 5)), **expected}
    assert moved(rescore(book, changes, rehearsed=True, counts="best")) == by_best
    shifts = rescore(book, changes, rehearsed=True, maximum=20)
    assert moved(shifts) == {"una": (("not_graded", None),) * 2, **expected}
    assert moved(rescore(book, changes)) == expected
    assert {each.student.key: each.earned for each in book.standings("hw1")}["ben"] == 5


def test_what_each_was_asked_whose_score_counts_is_known(book):
    grade(book, 1, observed=kept())
    grade(book, 1, student=BEN)
    assert book.questions("hw1") == {"ada": ("asked", (1, 2))}


def test_memory_does_not_grow_with_what_is_read_or_written(book):
    def fill():
        for n in range(300):
            document = os.urandom(100_000)
            grade(book, 1, student=Student(f"s{n}"), observed=kept(f"k{n}", document=document))

    assert peak(fill) < 8e6
    assert peak(lambda: sum(1 for _ in book.current_scores("hw1"))) < 20e6


def test_a_list_adds_who_is_new_and_what_is_new_of_others(book):
    book.enroll([BEN])
    twice = [Student("cem", "Cem", {"sis": "1"}), Student("cem", "", {"github": "cem"})]
    book.enroll([*twice, Student(BEN.key, "", {"sis": "2"}), Student("eve", "Eve", {"sis": ""})])
    assert list(book.roster()) == [
        Student(BEN.key, BEN.name, {**BEN.ids, "sis": "2"}),
        Student("cem", "Cem", {"sis": "1", "github": "cem"}),
        Student("eve", "Eve"),
    ]
