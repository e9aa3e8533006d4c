"""`grade similar`: what is compared, what is said of it, and what stays as it was."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from support import pupils
from support.courses import MEANS, change, make_pair
from support.desk import Desk, hand_in
from support.gradebooks import ADA, BEN, EVE, attempt, describe, judged, record
from support.project import ROOT

from grader.classroom.gradebook.store import Gradebook
from grader.classroom.hiding import hide_names
from grader.classroom.similarity.writings import find_equal_hand_ins
from grader.cli import main
from grader.core.submission import Cell, Script, Submission
from grader.course.find import find_course
from grader.submission.notebook import reading_of

OWN = (
    "def {0}_of(rows):\n"
    "    return {{row[0]: [value for value in row[1:] if value > {0}] for row in rows}}\n\n"
    "def next_{0}(values, least):\n"
    "    while values and values[-1] < least:\n"
    "        least -= values.pop() ** 2 / (1 + abs(least))\n"
    "    return least, values\n"
)
RENAMED = OWN.replace("value", "number").replace("rows", "table").replace("least", "bottom")
OTHER = "def third(x):\n    return sorted(x, key=len)[2] if len(x) > 2 else None\n"


def similar(*words):
    return CliRunner().invoke(main, ["similar", *map(str, words)], prog_name="grade")


@pytest.fixture
def course(tmp_path):
    return make_pair(tmp_path / "course")


def write(folder, **texts):
    folder.mkdir(exist_ok=True)
    for key, text in texts.items():
        (folder / f"{key}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def source(tmp_path):
    return write(tmp_path / "in", ada=OWN, ben=f"# mine\n{RENAMED}", eve=OTHER)


def of(course, out, *words):
    return similar(*words, "--assignment", "stats", "--course", course, "--out", out)


@pytest.mark.processes
def test_files_are_compared_before_anything_is_graded(course, source, tmp_path):
    out, table = tmp_path / "pairs.html", tmp_path / "pairs.csv"
    done = of(course, out, source, "--csv", table)
    assert done.exit_code == 0, done.output
    assert "3 hand-ins compared; left out: 0% that was given" in done.output
    assert (
        "1 pair of which at least 60 % is alike (a hint where to look, no verdict)" in done.output
    )
    assert "  100%  100%  ada | ben  (the same but for names" in done.output
    (row,) = csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines())
    assert (row["student"], row["other"], row["share"]) == ("ada", "ben", "1.00")
    assert out.read_text(encoding="utf-8").count('<details class="pair"') == 1
    assert not (course / "gradebook.db").exists()


@pytest.mark.processes
def test_what_cannot_be_read_is_listed_and_stops_no_other(course, source, tmp_path):
    (source / "dee.ipynb").write_text("{", encoding="utf-8")
    (source / "fay.ipynb").write_bytes(b"")
    done = of(course, tmp_path / "pairs.html", source)
    assert done.exit_code == 4
    assert "grade: not compared: 2\n" in done.stderr
    assert "dee: not a notebook" in done.stderr
    assert "fay: the file is empty" in done.stderr
    assert "1 pair " in done.stdout
    assert "fay: the file is empty" in (tmp_path / "pairs.html").read_text(encoding="utf-8")


@pytest.mark.processes
def test_earlier_years_are_compared_with_this_one(course, source, tmp_path):
    (source / "ben.py").unlink()
    old = write(tmp_path / "old", zoe=RENAMED, yan=RENAMED)
    done = of(course, tmp_path / "pairs.html", source, "--earlier", old)
    assert "2 hand-ins compared" in done.output
    assert "2 pairs " in done.output
    assert f"ada | {old}: zoe" in done.output


@pytest.mark.processes
def test_what_is_of_another_assignment_is_not_compared(course, source, tmp_path):
    cell = {"cell_type": "code", "metadata": {}, "source": OWN, "outputs": []}
    notebook = {"nbformat": 4, "nbformat_minor": 4, "cells": [cell]}
    notebook["metadata"] = {"grade": {"assignment": "means"}}
    (source / "gil.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    done = of(course, tmp_path / "pairs.html", source)
    assert done.exit_code == 4
    assert "a notebook of the assignment 'means', not of 'stats'" in done.stderr


# From the gradebook


@pytest.fixture
def filled(course, sandbox):
    """Ada and Ben have one program, Eve has another; Ada's first attempt was as Eve's."""
    stats = find_course(course, course).assignment("stats")

    def outcome(text):
        script = Script((Cell(None, text),))
        return pupils.outcome(reading_of(Submission(Path("hw.py")), script), stats, sandbox)

    with Gradebook.open(course / "gradebook.db", create=True) as book:
        book.enroll([ADA, BEN, EVE])
        register = pupils.Register(book, stats)
        for student, text in ((ADA, MEANS * 2), (ADA, OWN), (BEN, RENAMED), (EVE, MEANS * 2)):
            register.hand_in(student, outcome(text))
    return course


@pytest.mark.walls
def test_what_counts_in_the_gradebook_is_compared_and_no_score_changes(filled, tmp_path):
    book = filled / "gradebook.db"
    before = book.read_bytes()
    done = of(filled, tmp_path / "pairs.html")
    assert done.exit_code == 0, done.output
    assert "3 hand-ins compared" in done.output
    assert "1 pair " in done.output
    assert "Ada (ada) | Ben (ben)" in done.output
    assert book.read_bytes() == before


@pytest.mark.walls
def test_while_names_are_hidden_codes_are_shown(filled, tmp_path):
    with Gradebook.open(filled / "gradebook.db", create=False) as book:
        hide_names(book, hide=True, who="ta", why="blind")
    out, table = tmp_path / "pairs.html", tmp_path / "pairs.csv"
    done = of(filled, out, "--csv", table)
    assert re.search(r"100%  S-\w{4} \| S-\w{4}  \(", done.output)
    for text in (done.output, out.read_text("utf-8"), table.read_text("utf-8-sig")):
        assert not re.search(r"\b(?:ada|ben|eve)\b", text.replace(str(tmp_path), ""), re.I)


@pytest.mark.walls
@pytest.mark.parametrize("is_hidden", [False, True], ids=["names", "codes"])
def test_a_group_s_work_is_no_pair_where_it_is_group_work(filled, tmp_path, is_hidden):
    with Gradebook.open(filled / "gradebook.db", create=False) as book:
        book.enroll([replace(student, ids={"group": "7"}) for student in (ADA, BEN)])
        if is_hidden:
            hide_names(book, hide=True, who="ta", why="blind")
    assert "1 pair " in of(filled, tmp_path / "pairs.html").output
    change(filled / "rubric.yaml", "  stats:\n", "  stats:\n    groups: true\n")
    assert "0 pairs " in of(filled, tmp_path / "pairs.html").output


def test_several_assignments_are_not_compared_at_once(course, source):
    done = similar(source, "--course", course)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.endswith(
        "hand-ins of one assignment are compared: say --assignment, of means, stats\n"
    )


@pytest.mark.walls
def test_the_only_one_that_the_gradebook_holds_needs_no_name(filled, tmp_path):
    done = similar("--course", filled, "--out", tmp_path / "pairs.html")
    assert "3 hand-ins compared" in done.output
    with Gradebook.open(filled / "gradebook.db", create=False) as book:
        describe(book, "means")
        record(book, attempt(ADA, "X", assignment="means"), judged(1))
    done = similar("--course", filled)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "say --assignment NAME, of stats, means" in done.stderr


def test_without_a_gradebook_it_says_what_to_do(course, tmp_path):
    done = of(course, tmp_path / "pairs.html")
    assert done.exit_code == 2
    assert "gradebook" in done.stderr


# What a batch says


@pytest.mark.walls
def test_for_equal_hand_ins_each_program_is_read_once(filled, monkeypatch):
    course, asked = find_course(filled, filled), []
    documents = Gradebook.documents
    monkeypatch.setattr(
        Gradebook, "documents", lambda b, k: asked.append(len(k)) or documents(b, k)
    )
    with Gradebook.open(filled / "gradebook.db", create=False) as book:
        for _ in range(2):
            (equal,) = find_equal_hand_ins(course, "stats", book)
            assert [each.student.key for each in equal.writings] == ["ada", "ben"]
            assert equal.remark == "the same but for names, values, comments and layout"
    # All three, then one of the two that have the same; and that alone the second time.
    assert asked == [3, 1, 1]


@pytest.mark.walls
def test_a_batch_names_equal_files_and_unwritten_ones(tmp_path):
    desk, folder = Desk(tmp_path), tmp_path / "in"
    hand_in(folder, "ada.ipynb")
    hand_in(folder, "ben.ipynb")
    hand_in(folder, "cem.ipynb", ("net_input", "z"))
    hand_in(folder, "dee.ipynb", ("return", "return  # so\n        "))
    starter = (ROOT / "assignments/perceptron/perceptron.ipynb").read_text(encoding="utf-8")
    (folder / "eve.ipynb").write_text(starter, encoding="utf-8")
    done = desk.batch(folder)
    words = " ".join(done.stdout.split())
    assert "Equal hand-ins (a hint where to look, no verdict)" in words
    assert "the same but for names, values, comments and layout: ada, ben, cem" in words
    assert "as it was given out, nothing written: eve" in words
    assert "Equal hand-ins" not in desk.batch(folder).stdout  # nobody's is new
