"""Which of several files of a student counts: by what is in them, then by when they were saved."""

import errno
import os

import pytest
from support.courses import notebook
from support.intake import Found, looker

from grader.classroom.intake import choice
from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.roster import Roster
from grader.classroom.people import Student, UndecidedError
from grader.core import way
from grader.core.errors import GraderError

MOST = 1_000_000
ROSTER = Roster((Student("ann"),))
ASKED = ("mean", "median", "Model.fit")
MEAN, MEDIAN = "def mean(x):\n    return sum(x) / len(x)\n", "def median(x):\n    return x[0]\n"
FIT = "class Model:\n    def fit(self, x):\n        self.x = x\n"
ALL = MEAN + MEDIAN + FIT
STARTER = (
    'def mean(x):\n    """The mean."""\n    raise NotImplementedError\n'
    "def median(x):\n    pass\n"
    "class Model:\n    def fit(self, x):\n        ...\n"
)
NOTES = "print('what I tried')\n"


@pytest.fixture
def choose(tmp_path):
    """Choose among the files of one student, each saved so many seconds after the first."""

    def run(files, seconds=60, assignment="stats"):
        for number, (name, text) in enumerate(files.items()):
            path = tmp_path / "class" / "ann" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            os.utime(path, (0, 1_700_000_000 + seconds * number))
        looking = looker(assignment, *ASKED)
        return Found(find_hand_ins([tmp_path / "class"], ROSTER, looking, MOST))

    return run


def doubt(found):
    """Why none counts; that is no fault of the student's."""
    assert not found.remarks
    with pytest.raises(UndecidedError) as raised:
        found.only.read()
    assert str(raised.value).endswith("leave the one that counts, and run the batch again")
    return str(raised.value)


OURS, OTHERS = notebook(ALL, "stats"), notebook(ALL, "trees")


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        pytest.param({"a.ipynb": OURS, "b.ipynb": notebook(NOTES)}, "a.ipynb", id="scratch"),
        pytest.param(
            {"a.ipynb": notebook(MEAN, "stats"), "b.ipynb": notebook(MEAN + FIT)},
            "a.ipynb",
            id="what says that it is of the assignment",
        ),
        pytest.param(
            {"hw1/a.ipynb": notebook(MEAN), "hw2/b.ipynb": OTHERS},
            "a.ipynb",
            id="what does not say that it is of another",
        ),
        pytest.param(
            {"a.ipynb": notebook(ALL), "b.ipynb": notebook(MEAN)}, "a.ipynb", id="the most written"
        ),
        pytest.param(
            {
                "solved.ipynb": notebook(MEAN + MEDIAN, "stats"),
                "z.ipynb": notebook(STARTER, "stats"),
            },
            "solved.ipynb",
            id="no starter, though all is defined in it",
        ),
        pytest.param(
            {"a.ipynb": notebook(STARTER), "b.ipynb": notebook(NOTES)}, "b.ipynb", id="the newest"
        ),
        pytest.param({"hw.py": ALL, "scratch.ipynb": notebook(NOTES)}, "hw.py", id="a program"),
        pytest.param({"a.ipynb": OURS, "a.py": ALL}, "a.ipynb", id="a notebook saved as a program"),
        pytest.param({"a.ipynb": OURS, "b.ipynb": "{"}, "a.ipynb", id="what can be read"),
        pytest.param(
            {"a.ipynb": notebook(STARTER + ALL), "b.ipynb": notebook(NOTES)},
            "a.ipynb",
            id="what is written below the starter's",
        ),
        pytest.param(
            {"stats/a.ipynb": notebook(ALL), "trees/b.ipynb": notebook(ALL)},
            "a.ipynb",
            id="of equals that in the assignment's folder",
        ),
    ],
)
def test_what_counts_is(choose, files, counts):
    assert choose(files).names == {"ann": counts}


def test_of_equal_files_the_newest_counts(choose):
    files = {"b.ipynb": notebook(ALL), "a.ipynb": notebook(f"{NOTES}{ALL}")}
    found = choose(files)
    assert found.only.name == "a.ipynb"
    assert "a.ipynb counts instead" in found.said[0]


def test_after_a_clone_nothing_is_the_newest_and_what_is_in_a_file_decides(choose):
    files = {"a.ipynb": notebook(NOTES), "hw.ipynb": OURS, "z.ipynb": notebook("1")}
    assert choose(files, seconds=0.0001).only.name == "hw.ipynb"


def test_two_of_equal_right_are_in_doubt_after_a_clone(choose):
    message = doubt(choose({"a.ipynb": OURS, "b.ipynb": notebook(f"1\n{ALL}", "stats")}, 0.0001))
    assert "ann/a.ipynb, " in message
    assert "ann/b.ipynb: which of them counts, nothing tells" in message


def test_two_that_are_the_same_to_the_byte_are_in_no_doubt(choose):
    assert choose({"a.ipynb": OURS, "b.ipynb": OURS}, seconds=0).only.read() == OURS.encode()


def test_a_file_in_doubt_is_no_later_than_the_one_that_will_count(choose):
    found = choose({"a.ipynb": notebook(MEAN), "b.ipynb": notebook(MEDIAN)}, seconds=5)
    doubt(found)
    assert found.only.submitted_at.timestamp() == 1_700_000_000


@pytest.mark.parametrize("little", [STARTER, NOTES, MEAN], ids=["starter", "nothing", "one"])
def test_a_file_with_hardly_anything_beside_one_with_all_is_in_doubt(choose, little):
    message = doubt(choose({"mine.ipynb": notebook(ALL), "hw.ipynb": notebook(little, "stats")}))
    assert "hw.ipynb: has " in message
    assert "of the 3 functions asked for, and " in message
    assert message.partition(";")[0].endswith("mine.ipynb has 3")


@pytest.mark.parametrize("name", ["work.ipynb", "work.zip"])
def test_a_file_with_nothing_beside_one_that_cannot_be_read_is_in_doubt(choose, name):
    message = doubt(choose({name: "{", "hw.ipynb": notebook(STARTER, "stats")}))
    assert f"lies what can't be read, {message.partition('read, ')[2].partition(';')[0]}" in message
    assert name in message


def test_the_only_file_counts_with_nothing_in_it(choose):
    assert choose({"hw.ipynb": notebook(NOTES), "data.csv": "1"}).names == {"ann": "hw.ipynb"}


def test_more_files_than_are_looked_at_leave_out_the_unlikeliest(choose, monkeypatch):
    monkeypatch.setattr(choice, "MOST_LOOKED_AT", 2)
    files = {"stats.ipynb": OURS, **{f"{n}.ipynb": notebook(NOTES) for n in range(9)}}
    assert choose(files).only.name == "stats.ipynb"


def test_no_crowd_of_programs_hides_the_notebook(choose, monkeypatch):
    monkeypatch.setattr(choice, "MOST_LOOKED_AT", 2)
    files = {"hw.ipynb": notebook(ALL), **{f"m{n}.py": NOTES for n in range(9)}}
    assert choose(files).only.name == "hw.ipynb"


def test_where_the_work_may_be_among_those_not_looked_at_nobody_guesses(choose, monkeypatch):
    monkeypatch.setattr(choice, "MOST_LOOKED_AT", 2)
    files = {"main.py": ALL, **{f"m{n}.py": NOTES for n in range(9)}}
    message = doubt(choose(files))
    assert "ann/m8.py: has none of the functions asked for, nor have 1 of 9 files" in message


def test_while_one_of_them_cannot_be_read_none_is_an_attempt(choose, monkeypatch):
    """It may be the one: graded without it, an older draft would be the student's last."""
    read = way.Way.open

    def fail(self):
        if self.parts[-1] == "hw.ipynb":
            raise OSError(errno.EIO, "Input/output error")
        return read(self)

    monkeypatch.setattr(way.Way, "open", fail)
    with pytest.raises(GraderError, match="hw.ipynb: cannot be read: Input/output error") as raised:
        choose({"draft.ipynb": notebook(MEAN), "hw.ipynb": OURS}).only.read()
    assert type(raised.value) is GraderError
