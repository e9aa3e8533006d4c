"""What docs/term.md shows of Python does, in a gradebook, what stands beside it."""

import re
from fractions import Fraction

import pytest
from support.gradebooks import NOON, attempt, judged, record
from support.project import ROOT

from grader.classroom.gradebook.entries import AssignmentRecord
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Student
from grader.course.due import DueRule, LateRule
from grader.course.zones import ZonedTime

BLOCK = re.compile(r"(?ms)^```python\n(.*?)^```$")
PROGRAMS = BLOCK.findall((ROOT / "docs/term.md").read_text(encoding="utf-8"))
DUE = DueRule(ZonedTime(NOON, "Europe/Berlin"), LateRule(per_day=Fraction(1, 10)))


@pytest.fixture
def gradebook(tmp_path, monkeypatch):
    """Jane is a day late."""
    monkeypatch.chdir(tmp_path)
    jane = Student("jane", "Jane Doe")
    with Gradebook.open("gradebook.db", create=True) as book:
        book.describe(AssignmentRecord("perceptron", "The perceptron", 10, "last", DUE))
        late = attempt(jane, "A", 60 * 24, assignment="perceptron")
        record(book, late, judged(5, 5))
    return tmp_path / "gradebook.db"


def test_a_script_extends_and_takes_back(gradebook, capsys):
    (program,) = PROGRAMS
    exec(compile(program, "docs/term.md", "exec"), {})
    assert re.findall(r"earned=(\d+)", capsys.readouterr().out) == ["9", "10"]
    with Gradebook.open(gradebook, create=False) as book:
        first, second = book.actions()
        (jane,) = book.standings("perceptron")
    assert (first.kind, first.who, first.why) == ("extend", "Smith", "ill")
    assert (second.undoes, second.why) == (first.id, "was another Jane")
    assert jane.earned == 9
