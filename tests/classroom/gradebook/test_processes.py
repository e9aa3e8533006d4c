"""Several processes at one gradebook: none waits for good, nothing is lost or doubled."""

import contextlib
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text
from support.gradebooks import ADA, BEN, NOON, attempt, grade, judged, kept, perform, rows, standing
from support.writers import begin, numbers, writer

from grader.classroom.batch.forks import spread
from grader.classroom.gradebook import recording, rescoring, writing
from grader.classroom.gradebook.actions import act
from grader.classroom.gradebook.entries import AssignmentRecord, GradedHandIn
from grader.classroom.gradebook.settling import locking
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.membership import merge
from grader.classroom.people import Student
from grader.classroom.term import Reason
from grader.core.errors import GraderError
from grader.course.due import DueRule
from grader.course.zones import ZonedTime

pytestmark = pytest.mark.database

DUE = DueRule(ZonedTime(NOON, "UTC"))


def test_what_is_read_is_one_moment_though_others_write_meanwhile(book, where):
    def twice(connection):
        first = connection.scalar(text("SELECT COUNT(*) FROM scores"))
        with Gradebook.open(where, create=False) as other:
            grade(other, 1)
        return first, connection.scalar(text("SELECT COUNT(*) FROM scores"))

    assert book._database.read(twice) == (0, 0)
    assert len(rows(where, "scores")) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process does it all")
def test_forks_read_by_connections_of_their_own(book):
    grade(book, 5)

    def look(number):
        return os.getpid(), [each.earned for each in book.standings("hw1")]

    done = list(spread(look, range(12), 3))
    assert len({process for process, _ in done}) == 4
    assert all(points == [5] for _, points in done)
    # Nor is that of the process that they were made by another's then.
    grade(book, 3, student=BEN)
    assert [each.earned for each in book.standings("hw1")] == [5, 3]


@contextlib.contextmanager
def uncommitted(where, work, *arguments):
    """What another does to a gradebook is done when this begins, and committed a moment later."""
    done = threading.Event()

    def slow(transaction):
        work(transaction, *arguments)
        done.set()
        time.sleep(0.3)

    def run():
        with Gradebook.open(where, create=False) as other:
            perform(other, slow)

    thread = threading.Thread(target=run)
    thread.start()
    assert done.wait(10)
    yield
    thread.join()


def test_an_attempt_that_another_is_adding_is_known_once_that_is_done(book, where):
    book.enroll([ADA])
    with uncommitted(where, recording.find_or_add, attempt()):
        grade(book, 1)
    assert len(rows(where, "attempts")) == 1


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "new to both"])
def test_a_file_that_two_hand_in_at_once_with_other_times_is_one_attempt(book, where, is_known):
    if is_known:
        book.enroll([ADA])
    first = GradedHandIn(attempt(minute=1), judged(1), None)
    with uncommitted(where, recording.record_hand_ins, [first]):
        grade(book, 1)
    assert len(rows(where, "attempts")) == 1
    assert len(rows(where, "scores")) == 2


def test_a_student_whom_another_is_adding_is_the_same(book, where):
    with uncommitted(where, recording.find_or_add, attempt()):
        grade(book, 1, content="B", minute=1)
    assert len(rows(where, "attempts")) == 2
    assert len(rows(where, "students")) == 1


def test_observations_that_another_is_adding_are_shared(book, where):
    grade(book, 1)
    with uncommitted(where, recording.keep, [kept()]):
        grade(book, 2, observed=kept())
    assert len(rows(where, "observations")) == 1
    assert [score.observation for score in book.current_scores("hw1")] == [kept()]


def test_a_hand_in_that_comes_while_its_student_is_merged_is_the_other_s(book, where):
    grade(book, 1)
    book.enroll([BEN])
    action = merge(book, (ADA, BEN), Reason("tess", "one person"))
    with uncommitted(where, act, action):
        grade(book, 5, 5, content="B", minute=1)
    assert (standing(book, BEN).attempts, standing(book, BEN).earned) == (2, 10)


def test_what_two_learn_of_a_student_at_once_adds_up(book, where):
    book.enroll([ADA])
    with uncommitted(where, writing.enroll, [Student("ada", "Ada", {"sis": "7"})]):
        grade(book, 1, student=Student("ada", "Ada", {"canvas": "70"}))
    assert book.find_student("ada").ids == {"sis": "7", "canvas": "70"}


def test_two_processes_that_grade_the_same_lose_and_double_nothing(where):
    with writer(where, 0, 60) as first, writer(where, 0, 60) as second:
        begin(first)
        begin(second)
        assert numbers(first) == numbers(second) == list(range(60))
    assert len(rows(where, "attempts")) == len(rows(where, "observations")) == 60
    assert len(rows(where, "students")) == 60
    assert len(rows(where, "scores")) == 120
    assert len(rows(where, "criteria", "score_id")) == 240


def test_two_processes_that_enroll_in_opposite_orders_do_not_block_each_other(where):
    people = [Student(f"s{n:03}") for n in range(300)]
    with Gradebook.open(where, create=True):
        pass

    def enroll(order):
        try:
            with Gradebook.open(where, create=False) as book:
                for size in range(1, 4):
                    book.enroll([replace(student, name=f"Name {size}") for student in order])
        except GraderError as error:
            failed.append(error)

    failed = []
    orders = [people, people[::-1]]
    threads = [threading.Thread(target=enroll, args=[order]) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(rows(where, "students")) == 300


def test_a_killed_writer_loses_nothing_that_it_had_recorded_and_doubles_nothing(where):
    first = 0
    for _ in range(3):
        with writer(where, first, first + 10_000) as process:
            begin(process)
            for _ in range(20):
                recorded = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            recorded = max([recorded, *map(int, process.communicate()[0].split())])
        with Gradebook.open(where, create=False) as book:
            listed = {standing.student.key: standing for standing in book.standings("hw1")}
        complete = [n for n in range(recorded + 1) if listed[f"s{n}"].report]
        assert complete == list(range(recorded + 1))
        assert {standing.attempts for standing in listed.values()} == {1}
        # Not by what it said: it may have recorded one more, and was killed before it said so.
        first = sum(1 for standing in listed.values() if standing.report)
    scored = [id for (id,) in rows(where, "scores", "attempt_id")]
    assert len(scored) == len(set(scored))
    assert len(rows(where, "criteria", "score_id")) == 2 * len(scored)
    assert len(rows(where, "mistakes", "score_id")) == len(scored)


def test_groups_of_hand_ins_of_the_same_students_don_t_block_each_other(book, where):
    ways = ("forwards", 1), ("backwards", -1)
    together = threading.Barrier(len(ways), timeout=30)

    def record(name, step):
        with Gradebook.open(where, create=False) as other:
            for turn in range(5):
                those = [
                    GradedHandIn(attempt(Student(f"{turn}-{n}"), f"{name} {turn}"), judged(1), None)
                    for n in range(20)
                ]
                together.wait()
                other.record_hand_ins(those[::step])
        return name

    with ThreadPoolExecutor() as pool:
        done = [pool.submit(record, *way) for way in ways]
        assert [each.result() for each in done] == [name for name, _ in ways]
    assert len(rows(where, "scores")) == 200


def add_hand_in(transaction):
    recording.record_hand_in(transaction, GradedHandIn(attempt(content="B"), judged(2), None))


def rescore_nothing(transaction):
    rescoring.rescore(transaction, AssignmentRecord("hw1", "Homework", 20, "last", DUE), [])


@pytest.mark.parametrize("later", [add_hand_in, rescore_nothing])
def test_who_writes_of_students_does_not_block_who_describes(book, where, later):
    book.describe(AssignmentRecord("hw1", "Homework", 10, "last", DUE))
    grade(book, 1)
    held = threading.Event()

    def slow(transaction):
        transaction.connection.execute(locking())
        held.set()
        time.sleep(0.3)
        later(transaction)

    def write():
        with Gradebook.open(where, create=False) as other:
            perform(other, slow)

    with ThreadPoolExecutor() as pool:
        written = pool.submit(write)
        assert held.wait(10)
        book.describe(AssignmentRecord("hw1", "Homework", 20, "last", DUE))
        written.result()
