"""What was read of hand-ins is read once, as long as there is room for it in memory."""

import json

import pytest
from support.courses import STATS

from grader.classroom.gradebook.marks import MarkedPart
from grader.classroom.people import Student
from grader.course.rubric_schema import CriterionSection
from grader.web import excerpts
from grader.web.excerpts import Excerpts

PICTURE = "iVBORw0KGgo="  # as a PNG begins
ADA, BEN = Student("ada"), Student("ben")


class Book:
    """A gradebook of hand-ins of one text each, and what was asked of it."""

    def __init__(self, *, files=True):
        self.asked, self.files = [], files

    def documents(self, keys):
        self.asked += sorted(keys)
        return {key: (f"file of {key}", b"no document") for key in keys}

    def find_file(self, content):
        cell = {"cell_type": "code", "source": STATS, "metadata": {"tags": ["plot"]}}
        cell["outputs"] = [{"output_type": "display_data", "data": {"image/png": PICTURE}}]
        return ("hw.ipynb", json.dumps({"cells": [cell]}).encode()) if self.files else None

    def cover(self, keys):
        return None


def criterion(name="style", about=("plot",)):
    return CriterionSection(name=name, group="text", marked="by hand", points=2, about=list(about))


def part(student, name="style"):
    observed = f"seen of {student.key}"
    return MarkedPart("hw1", student.key, name, "p", 1, True, observed=observed)


def read(known, book, *people, criteria=None):
    criteria = criteria or [criterion()]
    parts = [part(student, each.name) for student in people for each in criteria]
    return known.read(book, criteria, people, parts)


def test_a_hand_in_is_read_once_and_then_remembered_without_the_gradebook():
    known, book = Excerpts(), Book()
    first = read(known, book, ADA)
    assert [len(pictures) for pictures in first.pictures.values()] == [1]
    read(known, book, ADA, BEN)
    assert book.asked == ["seen of ada", "seen of ben"]
    assert known.remember([criterion()], [ADA], [part(ADA)]) == first
    assert known.remember([criterion(about=["clip"])], [ADA], [part(ADA)]) is None


def test_of_two_criteria_each_has_its_own(monkeypatch):
    names = [criterion("style"), criterion("names", ["other"])]
    shown = read(Excerpts(), Book(), ADA, criteria=names)
    assert [work.criterion.name for work in shown.works] == ["style", "names"]
    assert [len(pictures) for pictures in shown.pictures.values()] == [1, 0]


def test_what_is_not_kept_is_looked_for_again():
    known, book = Excerpts(), Book(files=False)
    assert read(known, book, ADA).pictures == {part(ADA): ()}
    book.files = True
    assert [len(pictures) for pictures in read(known, book, ADA).pictures.values()] == [1]


@pytest.mark.parametrize(
    ("most", "largest", "again"),
    [
        pytest.param(10_000, 1, ["seen of ben", "seen of ada", "seen of ben"], id="too large"),
        pytest.param(300, 300, ["seen of ben", "seen of ada"], id="the first goes first"),
        pytest.param(10_000, 300, ["seen of ben"], id="room for both"),
    ],
)
def test_memory_has_an_end(monkeypatch, most, largest, again):
    monkeypatch.setattr(excerpts, "MOST", most)
    monkeypatch.setattr(excerpts, "LARGEST", largest)
    known, book = Excerpts(), Book()
    for student in (ADA, BEN, ADA, BEN):
        read(known, book, student)
    assert book.asked[: 1 + len(again)] == ["seen of ada", *again]
