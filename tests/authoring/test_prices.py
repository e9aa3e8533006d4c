"""What a known mistake costs in class, named and as if nobody knew it."""

import dataclasses
import json
import shutil

import pytest
from support.mending import grade as grade_in_class
from support.project import CHAIN
from support.project import run_grade as grade

from grader.authoring.audit_table import render_prices
from grader.authoring.goldens import record
from grader.authoring.prices import Charge, Price, Prices, find_prices, readings_of
from grader.course.find import find_course
from grader.reports.terminal import Style

MISTAKES = """
from grader.course.marks import mistake


@mistake("total", also={"mean": "mean_of_rest"}, cause="c", advice="a", about=["total"])
def total_from_second(values):
    return sum(known(values)[1:])


def mean_of_rest(values):
    return sum(known(values)[1:]) / len(known(values))


@mistake("total", also={"mean": "mean_without_first"}, cause="c", advice="a", about=["total"])
def total_drops_first(values):
    _, *rest = known(values)
    return sum(rest)


def mean_without_first(values):
    _, *rest = known(values)
    return sum(rest) / len(known(values))


@mistake("positive", cause="c", advice="a", about=["positive"])
def half_is_none(values):
    return len([value for value in known(values) if value > 0.5])
"""


IGNORED = shutil.ignore_patterns("__pycache__")


def silent(text):
    pass


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A course with a catalogue of three, of which two are twins; its mutants are few."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(CHAIN, root, ignore=IGNORED, dirs_exist_ok=True)
    (root / "reference/means/mistakes").mkdir()
    (root / "reference/means/mistakes/some.py").write_text(MISTAKES, encoding="utf-8")
    record(find_course(root, root), "means", None, silent)
    return root


@pytest.fixture(scope="module")
def known(root):
    return find_course(root, root).assignment("means")


@pytest.fixture(scope="module")
def prices(known):
    return find_prices(known, silent)


@pytest.mark.processes
@pytest.mark.parametrize("name", ["total_from_second", "total_drops_first", "half_is_none"])
def test_a_price_is_what_a_class_is_charged(known, prices, sandbox, name):
    reading = readings_of(known)[name]
    unknown = dataclasses.replace(known, signatures=())
    for assignment, charge in ((known, prices.named[name]), (unknown, prices.silent[name])):
        report = grade_in_class(reading, assignment, sandbox).report
        assert charge.points == report.maximum - report.earned > 0
        assert charge.criteria == tuple(s.name for s in report.scores if s.status.value == "lost")


@pytest.mark.processes
def test_twins_do_not_name_one_another(prices):
    assert prices.silent["total_from_second"] == prices.silent["total_drops_first"]
    assert prices.silent["total_from_second"].points > prices.named["total_from_second"].points


@pytest.mark.processes
def test_the_command_tells_it_and_charges_what_a_class_is_charged(root, prices):
    text = root / "prices.json"
    done = grade(
        "audit",
        "means",
        "--json",
        str(text),
        cwd=root,
        COLUMNS="100",
        PYTHONIOENCODING="utf-8",
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(text.read_text(encoding="utf-8"))
    assert document["prices"] == prices.document()
    assert "in class a mistake is charged" in done.stdout
    (row,) = (line for line in done.stdout.splitlines() if line.startswith("total_from_second"))
    lost, charged, _ = map(float, row.split()[-3:])
    assert charged == prices.named["total_from_second"].points < lost


@pytest.mark.processes
def test_where_nothing_is_given_back_there_are_none(root, tmp_path):
    shutil.copytree(root, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "rubric.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("carry_forward: 1.0", "carry_forward: 0.0"), encoding="utf-8")
    assert find_prices(find_course(tmp_path, tmp_path).assignment("means"), silent) is None


def test_the_dearest_come_first():
    charges = {"cheap": 15.0, "dear": 16.0, "dearest": 30.0}
    mistakes = [
        Price(name, named=Charge(("a",), 1.0), silent=Charge(("a", "b"), points))
        for name, points in charges.items()
    ]
    text = render_prices(Prices(50, tuple(mistakes)), Style())
    assert "charged 1.00 criteria on average when it is named, 2.00 when not" in text
    named, silent_part = text.split("when not, more than 15 of 50 points: 2")
    assert "when named, more than 15 of 50 points: 0" in named
    assert [line.split() for line in silent_part.strip().splitlines()] == [
        ["dearest", "30"],
        ["dear", "16"],
    ]
