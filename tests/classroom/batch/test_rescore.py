"""A class that is judged again has the very scores that it would have if it were graded anew."""

import contextlib
import json
import os
import shutil
import sqlite3
import zlib

import pytest
from support import classroom
from support.desk import Desk
from support.project import ROOT

from grader.classroom.batch import rescore as rescoring
from grader.classroom.batch.rescore import rescore
from grader.classroom.batch.run import criteria_of
from grader.classroom.gradebook import store
from grader.classroom.gradebook.entries import Alike, Change
from grader.classroom.gradebook.store import Gradebook
from grader.course.find import find_course

pytestmark = pytest.mark.processes
STUDENTS = 40  # of which every fifth makes a mistake of its own


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = tmp_path_factory.mktemp("rescore") / "course"
    for part in ("assignments", "reference"):
        shutil.copytree(ROOT / part, course / part)
    shutil.copy(ROOT / "rubric.yaml", course)
    return course


@pytest.fixture(scope="module")
def desks(course, tmp_path_factory):
    """One graded by the former rubric and one by today's: other points, and less given back."""
    source = classroom.make_class(STUDENTS, tmp_path_factory.mktemp("class")).source
    (source / "twin.ipynb").write_bytes((source / "s00003.ipynb").read_bytes())
    desks = []
    for number in range(2):
        desks.append(Desk(tmp_path_factory.mktemp(f"desk{number}")))
        done = desks[-1].batch(source, "--course", course)
        assert done.returncode == 0, done.stderr
        if not number:
            change(course / "rubric.yaml", "visible: 43", "visible: 46")
            forward = "title: forward() predicts 1 above the boundary, else 0\n"
            forward += "        group: updates\n        points: "
            change(course / "rubric.yaml", f"{forward}3", f"{forward}6")
            change(course / "rubric.yaml", "carry_forward: 1.0", "carry_forward: 0.5")
    return desks


def graded(desk):
    """By student, what was written of a score and of all that is beside it."""
    query = (
        "SELECT students.key, scores.* FROM scores "
        "JOIN attempts ON attempts.id = attempt_id JOIN students ON students.id = student_id"
    )
    with contextlib.closing(sqlite3.connect(desk.book)) as connection:
        connection.row_factory = sqlite3.Row
        return {row["key"]: row for row in connection.execute(query)}


def unpacked(report):
    """A report as it is stored, but for what it printed: some print the time that they took."""
    document = json.loads(zlib.decompress(report))
    del document["stdout"]
    return document


@pytest.mark.parametrize("processors", [1, 2, 3])
def test_judging_again_gives_what_grading_anew_gives(desks, course, processors, monkeypatch):
    monkeypatch.setattr(rescoring, "count_processors", lambda: processors)
    monkeypatch.setattr(store, "CHUNK", 3)
    here = os.getpid()
    with Gradebook.open(desks[0].book, create=False) as book:
        changes = list(rescore(book, find_course(course, course), "perceptron"))
    assert os.getpid() == here
    assert all(isinstance(each, Change) for each in changes)
    anew = graded(desks[1])
    assert sorted(each.was.student.key for each in changes) == sorted(anew)
    for each in changes:
        row, now = anew[each.was.student.key], each.now
        assert unpacked(now.report) == unpacked(row["report"])
        names = ("status", "earned", "maximum", "judging", "isolation")
        assert [getattr(now, name) for name in names] == [row[name] for name in names]
        assert row["brief"].endswith(now.brief)
    assert len({each.now.earned for each in changes}) > 3


def test_a_rescore_that_is_written_leaves_what_grading_anew_leaves(desks, course, tmp_path):
    desk = Desk(tmp_path)
    shutil.copy(desks[0].book, desk.book)
    done = desk.grade("rescore", "--yes", "--course", course)
    assert f"{STUDENTS + 1} scores written" in done.stdout
    for table, columns in (
        ("criteria", "position, name, grp, criteria.earned, criteria.maximum, criteria.status"),
        ("mistakes", "name, cause"),
    ):
        query = f"SELECT students.key, {columns} FROM {table} JOIN scores ON scores.id = score_id "
        query += "JOIN attempts ON attempts.id = attempt_id JOIN students ON student_id = "
        query += "students.id WHERE scores.id IN (SELECT max(id) FROM scores GROUP BY attempt_id)"
        query += " AND observation_id IS NOT NULL ORDER BY 1, 2, 3"
        rows = desk.ask(query.replace("name,", f"{table}.name,"))
        assert rows == desks[1].ask(query.replace("name,", f"{table}.name,"))
        assert rows


def outcomes(desk, course, **how):
    """What a rescore makes of each, by the student's key or the attempt's number."""
    with Gradebook.open(desk.book, create=False) as book:
        made = list(rescore(book, find_course(course, course), "perceptron", **how))
    alike = {each.attempt_id for each in made if isinstance(each, Alike)}
    return {each.was.student.key: each for each in made if isinstance(each, Change)}, alike


def test_what_moves_nobody_is_only_counted_until_it_is_to_be_written(desks, course, tmp_path):
    desk = Desk(tmp_path)
    shutil.copy(desks[1].book, desk.book)
    decided, other, more = "s00001", "s00002", "s00003"
    done = desk.grade("override", decided, "forward", 1, "--why", "w", "--course", course)
    assert done.returncode == 0, done.stderr
    number = "attempt_id = (SELECT attempts.id FROM attempts JOIN students ON students.id = "
    number += "student_id WHERE students.key = ?)"
    with contextlib.closing(sqlite3.connect(desk.book)) as connection, connection:
        connection.execute("UPDATE scores SET judging = 'of another day'")
        connection.execute(f"UPDATE scores SET earned = earned - 1 WHERE {number}", [other])
        connection.execute(f"UPDATE scores SET maximum = maximum + 1 WHERE {number}", [more])
    whole, none = outcomes(desk, course)
    assert not none
    moving, alike = outcomes(desk, course, rehearsed=True)
    assert moving == {key: whole[key] for key in (decided, other, more)}
    rest = {each.was.attempt_id for key, each in whole.items() if key not in moving}
    assert alike == rest
    said = desk.grade("rescore", "--course", course).stdout.splitlines()
    assert said[-1] == "nothing was written; --yes writes it"
    assert f"{STUDENTS} attempts are judged alike, 1 otherwise" in "\n".join(said)


def test_criteria_that_many_have_are_one_and_points_stay_of_their_type():
    def lines(earned):
        parts = {"name": "c", "group": "g", "earned": earned, "maximum": 2, "status": "earned"}
        return criteria_of({"criteria": [parts]})

    assert lines(2) is lines(2)
    assert [type(lines(earned)[0].earned) for earned in (2, 2.0)] == [int, float]
