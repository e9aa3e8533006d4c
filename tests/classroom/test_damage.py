"""One student's damaged record costs that student's score alone, and the command says whose it is.

In a gradebook of a real submission there is a student for each column of each table, with damage in
that column of what is theirs; and some whose records are as they were, whom every command shows.
"""

import contextlib
import dataclasses
import json
import sqlite3
import sys
import zlib
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from support.courses import STATS, notebook
from support.desk import Desk, hand_in
from support.gradebooks import NOON, database, number
from support.project import TINY

from grader.classroom.batch import forks
from grader.classroom.batch.fingerprints import Fingerprints
from grader.classroom.batch.run import owned, record_of
from grader.classroom.batch.worker import BatchWorker, Setup, Task
from grader.classroom.exports import pieces
from grader.classroom.exports import write as writing
from grader.classroom.gradebook import schema, store
from grader.classroom.gradebook.comments import Commented
from grader.classroom.gradebook.entries import (
    AssignmentRecord,
    Attempt,
    GradedHandIn,
    ObservationRecord,
)
from grader.classroom.gradebook.marks import MarkDecision, MarkedPart
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.hiding import hide_names
from grader.classroom.membership import rename
from grader.classroom.people import HandIn, Override, Student
from grader.classroom.tables.class_list import render_history
from grader.classroom.term import (
    Participant,
    Reason,
    adjust,
    choose,
    excuse,
    extend,
    remove_hand_in,
)
from grader.cli import main
from grader.core.errors import GraderError, UsageError
from grader.core.probe import Level
from grader.core.submission import Place
from grader.course.due import DueRule
from grader.course.find import find_course
from grader.course.zones import ZonedTime
from grader.reports.terminal import Style

pytestmark = [pytest.mark.database, pytest.mark.processes]

WHOLE = ("aaron", "mia", "zoe")
NAME = "stats"
COLUMNS = [
    (table.name, column.name)
    for table in schema.tables.tables.values()
    for column in table.c
    # What is a number by itself takes nothing else.
    if table.name != "assignments" and (table.name, column.name) != ("settled", "attempt_id")
    if column.name != "id"
]
COMMANDS = {
    "gradebook": ["gradebook"],
    "rescore": ["rescore"],
    "rescore and write": ["rescore", "--yes"],
    "csv": ["export", "--format", "csv"],
    "json": ["export", "--format", "json"],
    "junit": ["export", "--format", "junit"],
    "gradescope": ["export", "--format", "gradescope", "--out"],
    "canvas": ["export", "--format", "canvas", "--column", "Stats (1)", "--into"],
    "report": ["report", "--out"],
}
CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,Stats (1)\r\n    Points Possible,,,,,7\r\n"
FAULT = "a fault of the grader's"
THEIRS = {
    "students": "key = :who",
    "observations": "id IN (SELECT s.observation_id FROM scores s JOIN attempts a"
    " ON a.id = s.attempt_id WHERE a.student_id = :id)",
    "codes": "observation_id IN (SELECT s.observation_id FROM scores s JOIN attempts a"
    " ON a.id = s.attempt_id WHERE a.student_id = :id)",
    "attempts": "student_id = :id",
    "scores": "attempt_id IN (SELECT id FROM attempts WHERE student_id = :id)",
    "criteria": "score_id IN (SELECT s.id FROM scores s JOIN attempts a ON a.id = s.attempt_id"
    " WHERE a.student_id = :id) AND position = 0",
    "mistakes": "score_id IN (SELECT s.id FROM scores s JOIN attempts a ON a.id = s.attempt_id"
    " WHERE a.student_id = :id)",
    "overrides": "student_id = :id",
    "marks": "attempt_id IN (SELECT id FROM attempts WHERE student_id = :id)",
    "actions": "id IN (SELECT action_id FROM adjustments WHERE student_id = :id)",
    "removals": "attempt_id IN (SELECT id FROM attempts WHERE student_id = :id)",
    "settled": "attempt_id IN (SELECT id FROM attempts WHERE student_id = :id)",
    **dict.fromkeys(["extensions", "excuses", "adjustments", "choices"], "student_id = :id"),
    "files": "content IN (SELECT content FROM attempts WHERE student_id = :id)",
    "comments": "attempt_id IN (SELECT id FROM attempts WHERE student_id = :id)",
    "aliases": "student_id = :id AND key <> :who",
}
RULED = ("actions", "removals", "settled", "extensions", "excuses", "adjustments", "choices")
DUE = DueRule(ZonedTime(NOON + timedelta(days=1), "Europe/Berlin"))


def owner(table, column):
    """Who has the damage in a column."""
    return f"{table}-{column}".replace("_", "-")


@pytest.fixture(scope="module")
def assignment():
    return find_course(TINY, TINY).assignment(NAME)


@pytest.fixture(scope="module")
def graded(assignment):
    """What a batch's worker makes of a submission with a mistake."""
    wrong = notebook(STATS.replace("max(", "abs(")).encode()
    with contextlib.closing(BatchWorker(Setup((assignment,), "process"))) as worker:
        (outcome,) = worker.grade([Task(NAME, "hw.ipynb", wrong)])
    assert outcome.report["status"] == "graded"
    assert 0 < outcome.report["earned"] < 6
    return outcome


def fill(book, assignment, outcome, people):
    """Give each of some people the same score for a file of their own, and an override."""
    asked = Fingerprints.of(assignment, Level.STRONG).asked
    book.describe(AssignmentRecord(NAME, "Homework", assignment.maximum, "last", DUE))
    for key in people:
        student = Student(key, key.title(), {"canvas": key})
        hand_in = HandIn(f"in/{key}.ipynb", f"{key}.ipynb", student, NOON, bytes, notes=("a note",))
        report = owned(outcome.report, hand_in.place, student, hand_in.notes)
        score = dataclasses.replace(record_of(report, "old", 1.5), mistakes={"slip": "a slip"})
        seen = ObservationRecord(
            f"observed of {key}", NAME, key, asked, (), "strong", outcome.document
        )
        attempt = Attempt(NAME, hand_in, key)
        book.record_hand_in(GradedHandIn(attempt, score, seen, file=b"{}"))
        book.learn_codes("a way", {seen.key: "a code"})
        book.comment(Commented(NAME, key, Place(1, 1), "seen", "tess"), f"comment on {key}")
        part = MarkedPart(NAME, key, "clip", key, number(book, attempt), is_current=True)
        book.mark([MarkDecision(part, 1.0, "tess", "seen")])
        book.override(Override(key, NAME, "clip", 0.5, 1.0, "tess", "seen", NOON))
        book.enroll([student])
        rule(book, student, number(book, attempt))


def rule(book, student, attempt_id):
    """Have a point by hand, an extension and a choice hold, an excuse and a removal no more."""
    participant, reason = Participant(student, NAME), Reason("tess", "seen")
    for action in (
        adjust(book, participant, "1", reason),
        extend(book, participant, "2026-03-09 12:00", reason),
        choose(book, participant, "1", reason),
    ):
        book.act(action)
    for action in (
        excuse(book, participant, reason),
        remove_hand_in(book, participant, "1", reason),
    ):
        book.undo(book.act(action), "tess", "")
    former = dataclasses.replace(student, key=f"{student.key}-2")
    book.act(rename(book, student, former, reason))
    book.act(rename(book, former, student, reason))


def damage(where, table, column, value, who):
    """Write a value, as SQL has it, into a column of what is somebody's; whether that could be."""
    with contextlib.closing(sqlite3.connect(where)) as connection:
        id = connection.execute("SELECT id FROM students WHERE key = ?", [who]).fetchone()[0]
        statement = f"UPDATE OR IGNORE {table} SET {column} = {value} WHERE {THEIRS[table]}"
        changed = connection.execute(statement, {"who": who, "id": id}).rowcount
        connection.commit()
        return changed == 1


def damage_each(where, value):
    """Write a value into every column, each of another student's; how many took it."""
    if "://" not in str(where):
        return sum(damage(where, *column, value, owner(*column)) for column in COLUMNS)
    with database(where) as opened:
        return sum(damage_server(opened, *column, value) for column in COLUMNS)


def damage_server(opened, table, column, value):
    """The same in a server, which takes less: by its types, and with the references in force."""
    who = owner(table, column)

    def change(connection):
        id = connection.scalar(text("SELECT id FROM students WHERE key = :who"), {"who": who})
        theirs = THEIRS[table].replace(":who", f"'{who}'").replace(":id", str(id))
        update = f"UPDATE {table} SET {column} = {value} WHERE {theirs}"
        return connection.exec_driver_sql(update).rowcount == 1

    with contextlib.suppress(GraderError):
        return opened.write(change)
    return False


def run(command, where, folder, *more):
    """A command as it is typed, in this process: its exit status and all that it says."""
    words = [*COMMANDS[command], *more]
    if "--yes" in words and "://" not in str(where):  # the gradebook is to stay damaged
        where = copy(where, folder / "copy.db")
    if words[-1] == "--out":
        words.append(str(folder / command))
    if words[-1] == "--into":
        (folder / "canvas.csv").write_text(
            CANVAS + "".join(f"{who.title()},{who},,,ML,\r\n" for who in WHOLE), encoding="utf-8"
        )
        words.append(str(folder / "canvas.csv"))
    place = ["--course", str(TINY), "--assignment", NAME, "--gradebook", str(where)]
    done = CliRunner().invoke(main, [*words, *place])
    assert isinstance(done.exception, SystemExit | None), done.exception
    said = done.stderr + done.stdout
    assert FAULT not in said, said
    return done.exit_code, said


def copy(where, target):
    source, copied = (contextlib.closing(sqlite3.connect(path)) for path in (where, target))
    with source as old, copied as new:
        old.backup(new)
    return target


def shows_all_that_is_whole(command, said, folder):
    if command == "report":
        pages = {path.stem for path in (folder / command / "students").iterdir()}
        assert {*WHOLE} <= pages
        dashboard = (folder / command / "dashboard.html").read_text(encoding="utf-8")
        return all(who.title() in dashboard for who in WHOLE)
    if command == "gradescope":
        return {*WHOLE} <= {path.stem for path in (folder / command).iterdir()}
    if command.startswith("rescore"):
        return True  # it names those who change
    return all(who.title() in said for who in WHOLE)


ANYTHING = {
    "another text": "'damaged'",
    "no text": "x'00ff'",
    "bytes that are no UTF-8": "CAST(x'66ff' AS TEXT)",
    "less than nothing": "-7.5",
    "infinite": "9e999",
    "huge": "123456789012345678901234567890",
    "half of JSON": "'[1, {\"a\":'",
    "other JSON": "'[[1], null]'",
    "deep JSON": f"'{'[' * 100_000}'",
    "empty": "''",
    "nothing": "NULL",
}


SERVER = {
    "NaN": "'NaN'",
    "infinite": "'infinity'",
    "less than nothing": "-7",
    "an object": """'{"a": [1]}'""",
    "a byte": r"'\\x00'::bytea",
}
KINDS = [
    *(pytest.param(("sqlite", value), id=name) for name, value in ANYTHING.items()),
    *(pytest.param(("server", value), id=f"server: {name}") for name, value in SERVER.items()),
]


@pytest.fixture(scope="module")
def filled(assignment, graded, tmp_path_factory):
    """A gradebook with a student for each column, all whole; only to be copied."""
    return make_filled(tmp_path_factory.mktemp("filled") / "gradebook.db", assignment, graded)


@pytest.fixture(scope="module")
def filled_server(assignment, graded, postgresql):
    """The same in a server."""
    return make_filled(postgresql.make_database(), assignment, graded)


def make_filled(where, assignment, graded):
    with Gradebook.open(where, create=True) as book:
        fill(book, assignment, graded, [*WHOLE, *(owner(*column) for column in COLUMNS)])
    return where


@pytest.fixture(scope="module", params=KINDS)
def damaged(request, tmp_path_factory):
    """A gradebook with a column of each of many students damaged in one way."""
    return make_damaged(request, tmp_path_factory.mktemp("damaged"))


@pytest.fixture(params=[KINDS[0], KINDS[-1]])
def damaged_anew(request, tmp_path):
    """One that no command has seen: those that judge again mend some of the damage."""
    return make_damaged(request, tmp_path)


def make_damaged(request, folder):
    kind, value = request.param
    if kind == "server":
        server = request.getfixturevalue("postgresql")
        where = server.make_database(like=request.getfixturevalue("filled_server"))
    else:
        where = copy(request.getfixturevalue("filled"), folder / "gradebook.db")
    assert damage_each(where, value) > 4
    return where


@pytest.mark.parametrize("command", COMMANDS)
def test_damage_to_one_student_s_record_stops_nobody_else(damaged, command, tmp_path):
    status, said = run(command, damaged, tmp_path)
    assert status in (0, 4), said
    assert shows_all_that_is_whole(command, said, tmp_path)


def written_by(processors, monkeypatch, command, where, folder):
    """What a command says and writes of the class in small pieces, and how many forks."""
    made, begin = [], forks.Fork.__init__

    def counted(fork, work):
        made.append(fork)
        begin(fork, work)

    with monkeypatch.context() as patch:
        patch.setattr(store, "CHUNK", 7)
        for module in (pieces, writing):
            patch.setattr(module, "count_processors", lambda: processors)
        patch.setattr(forks.Fork, "__init__", counted)
        folder.mkdir()
        status, said = run(command, where, folder)
    files = {path.name: path.read_bytes() for path in (folder / command).glob("*.json")}
    return (status, said.replace(str(folder), ""), files), len(made)


BY_STUDENT = pytest.mark.parametrize("command", ["json", "junit", "gradescope"])


@BY_STUDENT
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process does it all")
def test_several_processes_say_of_a_damaged_class_what_one_says(
    damaged_anew, command, monkeypatch, tmp_path
):
    alone, forks_of_one = written_by(1, monkeypatch, command, damaged_anew, tmp_path / "one")
    spread, forks_of_three = written_by(3, monkeypatch, command, damaged_anew, tmp_path / "three")
    assert spread == alone
    assert alone[0] == 4
    assert forks_of_one == 0
    assert forks_of_three >= 3


@pytest.mark.parametrize("command", ["json", "junit"])
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process does it all")
def test_several_processes_hide_the_names_that_one_hides(filled, command, monkeypatch, tmp_path):
    where = copy(filled, tmp_path / "gradebook.db")
    with Gradebook.open(where, create=False) as book:
        hide_names(book, hide=True, who="tess", why="blind marking")
    alone, _ = written_by(1, monkeypatch, command, where, tmp_path / "one")
    spread, forks_of_three = written_by(3, monkeypatch, command, where, tmp_path / "three")
    assert spread == alone
    assert forks_of_three == 3
    assert "S-" in spread[1]
    assert not [who for who in WHOLE if who in spread[1] or who.title() in spread[1]]


# What is still an override, but another one.
CHOOSING = ("assignment", "student_id", "criterion", "points", "was")
ANOTHER = {owner("overrides", name) for name in CHOOSING}
ANOTHER |= {owner(*column) for column in COLUMNS if column[0] in RULED}
# What was handed in is nobody's then, and a point by hand is all that there is.
ANOTHER |= {owner("attempts", name) for name in ("assignment", "student_id")}
NO_SCORE = ("not_graded", "missing", "excused", "too_late")


def test_of_a_damaged_record_there_is_the_score_or_none_and_no_other(damaged):
    with Gradebook.open(damaged, create=False) as book:
        standings = list(book.standings(NAME))
    (right,) = {s.earned for s in standings if s.student.key in WHOLE}
    for standing in standings:
        assert standing.earned in (None, right) or standing.student.key in ANOTHER
        assert (standing.earned is None) is (standing.status in NO_SCORE)


def test_a_damaged_history_is_shown_as_far_as_it_can_be_read(damaged):
    style = Style(width=80, colour=False, unicode=True)
    with Gradebook.open(damaged, create=False) as book:
        for column in COLUMNS:
            # Whose key is damaged can't be asked for by it.
            with contextlib.suppress(UsageError):
                student = book.find_student(owner(*column))
                assert str(student) in render_history(book.history(student), style)


def packed(document):
    return zlib.compress(json.dumps(document).encode())


def without(key):
    return lambda fields: packed({name: value for name, value in fields.items() if name != key})


def with_field(**changes):
    return lambda fields: packed({**fields, **changes})


def with_score(**changes):
    def make(fields):
        first, *others = fields["criteria"]
        return packed({**fields, "criteria": [{**first, **changes}, *others]})

    return make


def text_of(fields, old, new):
    """Its JSON with some of it replaced, as no `dumps` would write it."""
    text = json.dumps(fields)
    assert old in text
    return zlib.compress(text.replace(old, new, 1).encode())


BYTES = {
    "nothing at all": lambda fields: b"",
    "its first half": lambda fields: packed(fields)[: len(packed(fields)) // 2],
    "something else": lambda fields: b"not compressed",
    "no JSON": lambda fields: zlib.compress(b"{"),
    "two of it": lambda fields: zlib.compress(json.dumps(fields).encode() * 2),
    "no UTF-8": lambda fields: zlib.compress(b"\xff\xfe\xff"),
    "a list": lambda fields: packed([fields]),
    "a text": lambda fields: packed("graded"),
    "nested deep": lambda fields: zlib.compress(b"[" * 200_000 + b"]" * 200_000),
    "a number of 10,000 digits": lambda fields: zlib.compress(
        b'{"format": 1' + b"1" * 10_000 + b"}"
    ),
    "an empty object": lambda fields: packed({}),
}
REPORTS = BYTES | {
    "an unknown status": with_field(status="excellent"),
    "another status": with_field(status="tampered"),
    "points as words": with_field(earned="many"),
    "NaN points": lambda fields: text_of(fields, '"earned": ', '"earned": NaN, "was": '),
    "infinite points": lambda fields: text_of(fields, '"earned": ', '"earned": 1e999, "was": '),
    "huge points": with_field(earned=10**400),
    "no points": with_field(earned=None),
    "other points": with_field(earned=6),
    "points below zero": with_score(earned=-1),
    "NaN for a criterion": lambda fields: text_of(
        fields, '"status": "earned", "earned": ', '"status": "earned", "earned": NaN, "was": '
    ),
    "more than there are": with_score(earned=99),
    "a maximum of none": with_score(maximum=None),
    "a maximum of nothing": with_score(earned=0, maximum=0),
    "no submission": without("submission"),
    "criteria as a number": with_field(criteria=5),
    "criteria that are none": with_field(criteria=[1, None]),
    "no criteria": without("criteria"),
    "notes that are none": with_field(notes=[1, {}]),
    "half characters": with_score(group="\ud800", title="\ud800", cause="\ud800"),
    "half characters in a note": with_field(stdout="\ud800", notes=["\ud800"]),
    "departures of another version": with_score(departures=[{"probe": 1}]),
}
OBSERVED = BYTES | {
    "another version": with_field(format=2),
    "a version without its number": without("format"),
    "no answers": without("answers"),
    "cells without a number": with_field(cells=[["x = 1"]]),
    "cells that are numbers": with_field(cells=[[1, 2]]),
    "half characters": with_field(cells=[[1, "x = '\ud800'"]]),
    "an unknown level": with_field(isolation="perfect"),
    "answers that are numbers": with_field(answers={"middle:odd": 5}),
    "answers that are no JSON": with_field(answers={"middle:odd": "[1"}),
    "answers of which there are two": with_field(
        answers={"middle:odd": '["l",9],"answer":["l",1]'}
    ),
    "answers that are nothing plain": with_field(answers={"middle:odd": "[1, 2]"}),
    "answers that are nested deep": with_field(answers={"middle:odd": "[" * 200_000}),
    "answers to other questions": with_field(answers={}, failures={}),
    "an unknown failure": with_field(failures={"middle:odd": ["bored", "m", None, None]}),
    "half a failure": with_field(failures={"middle:odd": ["raised"]}),
    "errors that are none": with_field(errors=[["ValueError"]]),
    "an outline of numbers": with_field(outline=[1, 2]),
    "imports of numbers": lambda fields: packed(
        {**fields, "outline": {**fields["outline"], "imports": [[1, 1, 5, ""]]}}
    ),
    "a refusal of an unknown kind": lambda fields: packed(
        {"format": 1, "fault": "too large", "status": "bored"}
    ),
}
MADE = {("scores", "report"): REPORTS, ("observations", "document"): OBSERVED}


def read(where, table, column, who):
    """What was written into a column of what is somebody's, as JSON has it."""
    with contextlib.closing(sqlite3.connect(where)) as connection:
        id = connection.execute("SELECT id FROM students WHERE key = ?", [who]).fetchone()[0]
        query = f"SELECT {column} FROM {table} WHERE {THEIRS[table]}"
        return json.loads(
            zlib.decompress(connection.execute(query, {"who": who, "id": id}).fetchone()[0])
        )


@pytest.fixture(scope="module", params=MADE, ids=lambda column: column[1])
def spoiled(request, assignment, graded, tmp_path_factory):
    """A gradebook with students whose report, or what was observed, is damaged inside."""
    where = tmp_path_factory.mktemp("spoiled") / "gradebook.db"
    people = {name.replace(" ", "-").lower(): make for name, make in MADE[request.param].items()}
    with Gradebook.open(where, create=True) as book:
        fill(book, assignment, graded, [*WHOLE, *people])
    for who, make in people.items():
        content = make(read(where, *request.param, who))
        assert damage(where, *request.param, f"x'{content.hex()}'", who)
    return where, request.param, [*people]


@pytest.mark.parametrize("command", COMMANDS)
def test_what_was_written_otherwise_stops_nobody_else(spoiled, command, tmp_path, monkeypatch):
    where, (table, _), people = spoiled
    monkeypatch.setattr("grader.cli.census.SHOWN_FAULTS", 100)
    status, said = run(command, where, tmp_path)
    assert shows_all_that_is_whole(command, said, tmp_path)
    # What was observed is read by those alone who judge again, or show the code.
    reads_it = command in ("report", "rescore") if table == "observations" else command[:3] != "res"
    if reads_it:
        assert status == 4
        assert "grade batch --force" in said
    if reads_it and command != "report":
        unsaid = {who for who in people if f"({who}): " not in said}
        # A script may have them: they are shown as something else.
        assert unsaid <= {"half-characters", "half-characters-in-a-note"}


def test_whose_report_can_t_be_read_has_no_score(spoiled):
    where, (table, _), people = spoiled
    with Gradebook.open(where, create=False) as book:
        standings = {s.student.key: s for s in book.standings(NAME)}
    for who in people:
        is_lost = table == "scores" and "half-characters" not in who
        assert (standings[who].earned is None) is is_lost, who
        assert bool(standings[who].fault) is is_lost


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """A desk at which three students were graded by a batch; its gradebook is only copied."""
    folder = tmp_path_factory.mktemp("three")
    desk = Desk(folder)
    for name in ("ada", "ben", "eve"):
        hand_in(folder / "in", f"{name}.ipynb", ("perceptron", f"perceptron of {name}"))
    assert desk.batch(folder / "in").returncode == 0
    return desk


@pytest.fixture
def desk(three, tmp_path):
    """The same, with a gradebook to be damaged."""
    desk = Desk(tmp_path)
    copy(three.book, desk.book)
    return desk


@pytest.fixture
def files(three):
    """What the three handed in."""
    return three.book.parent / "in"


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        pytest.param("scores", "status", "'excellent'", id="an unknown status"),
        pytest.param("scores", "status", "x'00'", id="a status that is none"),
        pytest.param("scores", "judging", "x'00'", id="a hash that is none"),
        pytest.param("observations", "document", "x'00'", id="what was observed, judged since"),
        pytest.param("observations", "key", "x'00'", id="a key that is none"),
    ],
)
def test_a_batch_that_goes_on_mends_what_it_comes_upon(desk, files, tmp_path, table, column, value):
    if column == "document":
        assert damage(desk.book, "scores", "judging", "'old'", "ben")
    assert damage(desk.book, table, column, value, "ben")
    done = desk.batch(files)
    assert (done.returncode, done.stderr.count("grade: ")) == (0, 0), done.stderr
    assert "2 known already" in done.stdout
    # What was observed is kept, so only where that is damaged the file is run.
    how = "graded now" if table == "observations" else "judged again, not run"
    assert f"1 {how}" in done.stdout
    assert desk.grade("report", "--out", tmp_path / "out").returncode == 0


def test_what_a_batch_does_not_come_upon_is_named_and_mended_by_force(desk, files):
    assert damage(desk.book, "scores", "report", "x'00'", "ben")
    done = desk.batch(files)
    assert done.returncode == 4
    assert "grade: ben: the gradebook's scores.report can't be read" in done.stderr
    assert "grade that file again: grade batch --force" in done.stderr
    assert desk.batch(files / "ben.ipynb", "--force").returncode == 0
    assert desk.statuses() == dict.fromkeys(("ada", "ben", "eve"), "graded")
