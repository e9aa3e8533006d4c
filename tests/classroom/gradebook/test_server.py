"""A server that goes away."""

import contextlib
import re
import select
import socket
import threading
import time

import pytest
from support.gradebooks import (
    ADA,
    BEN,
    Impatient,
    attempt,
    describe,
    grade,
    judged,
    kept,
    override,
    perform,
    rescore,
    rows,
    standing,
)

from grader.classroom.gradebook import recording
from grader.classroom.gradebook.database import RetryPolicy
from grader.classroom.gradebook.entries import Change, GradedHandIn
from grader.classroom.gradebook.mark_forms import MarkForm
from grader.classroom.gradebook.marks import MarkDecision, MarkedPart
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Student
from grader.core.errors import GraderError


class Patient(Gradebook):
    """The same, with pauses that are long enough for a server to start again."""

    patience = RetryPolicy(pauses=(0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0))


def database_of(where):
    return re.search(r"test_\w+", where)[0]


def hang_up(server, where):
    """Close the connections of a database from the server's side."""
    server.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{database_of(where)}'"
    )


@pytest.fixture
def remote(postgresql):
    where = postgresql.make_database()
    with Patient.open(where, create=True) as opened:
        describe(opened)
        yield opened, where


def test_a_connection_that_drops_between_calls_is_made_again(postgresql, remote):
    book, where = remote
    calls = [
        lambda: book.enroll([ADA]),
        lambda: describe(book, counts="best"),
        lambda: book.latest_score(attempt()),
        lambda: book.record_hand_in(GradedHandIn(attempt(), judged(3), kept())),
        lambda: book.find_observation("k1"),
        lambda: book.roster(),
        lambda: book.counts("hw1"),
        lambda: override(book, "c0", 4),
        lambda: list(book.current_scores("hw1")),
        lambda: book.statistics("hw1"),
        lambda: book.find_student("ada"),
        lambda: book.history(ADA),
    ]
    for call in calls:
        hang_up(postgresql, where)
        call()
    hang_up(postgresql, where)
    assert standing(book).earned == 4
    assert [len(rows(where, table)) for table in ("attempts", "scores", "overrides")] == [1, 1, 1]


def test_standings_go_on_where_the_connection_drops_between_two_pieces(postgresql, remote):
    book, where = remote
    for n in range(120):
        grade(book, 1, student=Student(f"s{n:03}"))
    listed = []
    for entry in book.standings("hw1"):
        listed.append(entry.student.key)
        if len(listed) == 10:
            hang_up(postgresql, where)
    assert listed == [f"s{n:03}" for n in range(120)]


def test_a_server_that_is_started_again_in_mid_run_loses_and_doubles_nothing(postgresql, remote):
    book, where = remote
    is_back, recorded = threading.Event(), []

    def grade_until_it_is_back():
        while not is_back.is_set():
            name = f"s{len(recorded)}"
            grade(book, 1, student=Student(name), observed=kept(name))
            recorded.append(name)

    grading = threading.Thread(target=grade_until_it_is_back)
    grading.start()
    time.sleep(0.2)
    postgresql.stop()
    postgresql.start()
    is_back.set()
    grading.join()
    assert sorted(key for (key,) in rows(where, "observations", "key")) == sorted(recorded)
    assert len(rows(where, "scores")) == len(rows(where, "attempts")) == len(recorded) > 0


def test_a_server_that_stays_away_is_named_after_some_tries(postgresql, empty):
    with Impatient.open(empty, create=True) as book:
        describe(book)
        postgresql.stop()
        try:
            with pytest.raises(GraderError, match="the connection was lost .*see that the server"):
                grade(book, 1)
        finally:
            postgresql.start()
        assert book.latest_score(attempt()) is None
        assert grade(book, 1)


def test_a_server_compiles_no_query_of_ours(empty):
    with Gradebook.open(empty, create=True) as book:
        assert book._database.read(lambda c: c.exec_driver_sql("SHOW jit").scalar()) == "off"


def test_a_server_has_counted_what_is_new_once_a_gradebook_is_open(empty):
    """Or it would plan for the few rows that a new table is taken to have."""
    with Gradebook.open(empty, create=True) as book:
        book.enroll([Student(f"s{number}") for number in range(90)])
        assert rows_known_of_students(book) == -1
    with Gradebook.open(empty, create=False) as book:
        assert rows_known_of_students(book) == 90


def rows_known_of_students(book):
    statement = "SELECT reltuples FROM pg_class WHERE oid = 'students'::regclass"
    return book._database.read(lambda c: c.exec_driver_sql(statement).scalar())


@pytest.fixture
def empty(postgresql):
    return postgresql.make_database()


class Wire(threading.Thread):
    """A wire to the server that breaks once, when the next commit has been done but not told."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self._path = f"{server.folder}/.s.PGSQL.5432"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.breaks = threading.Event()
        self.connections = 0

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                with client, socket.socket(socket.AF_UNIX) as server:
                    server.connect(self._path)
                    self.carry(client, server)

    def carry(self, client, server):
        committing = False
        while True:
            ready, _, _ = select.select([client, server], [], [])
            data = ready[0].recv(65536)
            if not data or (committing and ready[0] is server):
                return
            committing = self.breaks.is_set() and b"COMMIT\0" in data
            if committing:
                self.breaks.clear()
            (client if ready[0] is server else server).sendall(data)

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.join()


def judge_again(book):
    """A rescore of the one attempt that is there."""
    rescore(book, [Change(score, judged(2)) for score in book.current_scores("hw1")])


def mark_first(book):
    """Mark the one attempt, as a form does."""
    part = MarkedPart("hw1", "ada", "c0", "p", 1, is_current=True)
    form = MarkForm("ada", "of this form", lambda parts: [MarkDecision(part, 4, "tess")])
    book.mark_by_forms("hw1", [form])


@pytest.mark.parametrize(
    ("call", "table"),
    [
        pytest.param(lambda book: grade(book, 3, observed=kept()), "scores", id="a score"),
        pytest.param(
            lambda book: grade(book, 3, student=BEN, observed=kept()),
            "scores",
            id="a hand-in with its score",
        ),
        pytest.param(lambda book: override(book, "c0", 4), "overrides", id="an override"),
        pytest.param(
            lambda book: perform(book, recording.find_or_add, attempt(BEN)),
            "attempts",
            id="an attempt",
        ),
        pytest.param(judge_again, "scores", id="a rescore"),
        pytest.param(mark_first, "marks", id="the marks of a form"),
    ],
)
def test_a_connection_that_drops_during_the_commit_doubles_nothing(postgresql, call, table):
    where = postgresql.make_database()
    wire = Wire(postgresql)
    wire.start()
    through = f"postgresql+psycopg://grader@127.0.0.1:{wire.port}/{database_of(where)}"
    with contextlib.closing(wire), Patient.open(through, create=True) as book:
        describe(book)
        grade(book, 1)
        before = len(rows(where, table))
        wire.breaks.set()
        call(book)
        assert wire.connections == 2
        assert len(rows(where, table)) == before + 1
