"""Sections: a TA's own students, wherever a class is listed."""

import csv
import io

import pytest
from support.courses import MEANS, STATS, change
from support.our_class import OurClass

from grader.classroom.people import Student
from grader.classroom.sections import members, names_of
from grader.core.errors import UsageError

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Stats (7)
    Points Possible,,,,,7
"Lee, Ann",101,s1,ann,Lecture and Monday 10,
"Lee, Bob",102,s2,bob,Lecture and Tuesday 12,
"Dee, Cy",103,s3,cy,"Lecture, Monday 10, and Honors",
"""
MARKED = "      - {name: essay, group: text, points: 2, marked: by hand}\n"


def students(*cells):
    return [Student(f"s{at}", ids={"section": cell}) for at, cell in enumerate(cells)]


@pytest.mark.parametrize(
    ("section", "keys"),
    [
        pytest.param("A", ["s0", "s1", "s2"], id="alone or with others"),
        pytest.param("b", ["s1", "s2"], id="in small letters"),
        pytest.param("Lab, Monday", ["s3", "s4"], id="a name with a comma"),
        pytest.param("Rock and Roll", ["s5"], id="a name with an and"),
        pytest.param("C", ["s2"], id="the last of three"),
    ],
)
def test_a_section_has_all_whose_cell_names_it(section, keys):
    cells = ["A", "A and B", "A, B, and C", "Lab, Monday", "Lab, Monday and D", "Rock and Roll", ""]
    assert members(students(*cells), section) == keys


def test_a_part_of_a_name_is_no_section():
    with pytest.raises(UsageError, match="no section is named '10'; there are: Monday 10, Tuesday"):
        members(students("Monday 10", "Tuesday"), "10")


def test_an_unknown_section_is_refused_with_the_nearest_or_what_to_do():
    with pytest.raises(UsageError, match="did you mean 'Monday'"):
        members(students("Monday", "Tuesday"), "Mondey")
    with pytest.raises(UsageError, match="give grade batch one with a column `section`"):
        members([Student("ann")], "Monday")


def test_the_names_of_all_sections_are_listed_once():
    assert names_of(students("B and A", "A", "")) == ["A", "B"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Canvas's own roster, and hand-ins of which something is marked by hand."""
    our_class = OurClass(tmp_path_factory.mktemp("class"), CANVAS)
    change(our_class.rubric, "visible: 5", "visible: 7")
    change(our_class.rubric, "      - {name: median", f"{MARKED}      - {{name: median")
    for name, user in (("leeann", 101), ("leebob", 102), ("deecy", 103)):
        our_class.hand_in(f"{name}_{user}_{user}1_stats.py", STATS)
    our_class.hand_in("leeann_101_1019_means.py", MEANS)
    done = our_class.batch()
    assert done.returncode == 0, done.stderr
    return our_class


@pytest.mark.processes
def test_a_section_s_students_alone_are_listed_and_counted(graded):
    shown = graded.grade("gradebook", "--section", "monday 10", "--assignment", "stats").stdout
    assert "2 students: 2 graded" in shown
    assert "Lee, Bob" not in shown
    course = graded.grade("gradebook", "--section", "Tuesday 12").stdout
    assert "1 student\n" in course
    assert "Dee, Cy" not in course


@pytest.mark.processes
def test_a_section_is_exported_alone_and_the_rest_of_canvas_stays_as_it_was(graded, tmp_path):
    options = ["--section", "Honors", "--assignment", "stats"]
    done = graded.grade("export", "--format", "csv", *options)
    rows = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"))))
    assert [row["student"] for row in rows] == ["103"]
    into = ["--into", graded.folder / "roster.csv", "--out", tmp_path / "filled.csv"]
    change(graded.folder / "roster.csv", ",\n", ",1\n")
    graded.grade("export", "--format", "canvas", "--column", "Stats (7)", *options, *into)
    filled = (tmp_path / "filled.csv").read_text(encoding="utf-8").splitlines()
    assert [line.rpartition(",")[2] for line in filled] == ["Stats (7)", "7", "1", "1", "7"]


@pytest.mark.processes
def test_a_section_s_pages_and_what_is_to_be_marked_are_had_alone(graded, tmp_path):
    graded.grade("report", "--section", "Honors", "--out", tmp_path, "--assignment", "stats")
    assert [path.name for path in (tmp_path / "students").glob("*.html")] == ["103.html"]
    assert not (tmp_path / "dashboard.html").exists()
    graded.grade("mark", "--section", "Tuesday 12", "--out", tmp_path / "marks.csv")
    rows = csv.DictReader(io.StringIO((tmp_path / "marks.csv").read_text("utf-8-sig")))
    assert [row["student"] for row in rows] == ["102"]


@pytest.mark.processes
@pytest.mark.parametrize(
    ("words", "fault"),
    [
        pytest.param(
            ["gradebook", "--section", "Noon"], "there are: Honors, Lecture", id="unknown"
        ),
        pytest.param(["gradebook", "ann", "--section", "Honors"], "leave one", id="a student, too"),
        pytest.param(["mark", "--from", "x.csv", "--section", "Honors"], "leave --sec", id="marks"),
    ],
)
def test_a_section_that_cannot_be_meant_is_refused(graded, words, fault):
    done = graded.grade(*words)
    assert (done.returncode, fault in " ".join(done.stderr.split())) == (2, True), done.stderr
