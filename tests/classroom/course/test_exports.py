"""`grade export` in a course of several homeworks, none named."""

import csv
import dataclasses
import io
import json
import xml.etree.ElementTree as ET

import pytest
from support.gradebooks import BEN
from support.standings import worth

from grader.classroom.exports.course import fill_columns, to_course_csv
from grader.classroom.transcripts import Syllabus, Unit
from grader.core.errors import UsageError

LINES, CURVES = Unit("hw1", "Lines", 10), Unit("hw2", "Curves", 10, 5)
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Lines (1),Other (2),Curves (3)\r
    Points Possible,,,,,10,10,10\r
"Lovelace, Ada",11,,ada,A,,1,\r
"Ben",12,,ben,A,,2,\r
"Zed",13,,zed,A,,3,\r
"""


def of(unit, *standings):
    """Standings of an assignment that is called so."""
    return [dataclasses.replace(each, assignment=unit.name) for each in standings]


def class_of_two():
    first = of(LINES, worth("Ada", 8), worth("Ben", 10))
    second = of(CURVES, worth("Ada", 4), worth("Ben", 0, status="not_graded"))
    return Syllabus((LINES, CURVES)), [first, second]


def test_the_table_has_a_column_for_each_assignment_the_sums_and_statuses():
    content = to_course_csv(*class_of_two()).content.decode("utf-8-sig")
    ada, ben = csv.DictReader(io.StringIO(content))
    assert ada == {
        "student": "ada",
        "name": "Ada",
        "hw1": "8",
        "hw2": "4",
        "total": "12",
        "maximum": "20",
        "weighted": "10",
        "weighted_maximum": "15",
        "hw1 status": "graded",
        "hw2 status": "graded",
    }
    assert (ben["hw1"], ben["hw2"], ben["total"], ben["weighted"]) == ("10", "", "", "")
    assert ben["hw2 status"] == "not_graded"


def test_no_cell_and_no_heading_of_the_table_is_a_formula_and_no_two_are_alike():
    evil = Unit("=1+1", "x", 10)
    total = Unit("total", "y", 10)
    people = worth("=cmd()", 1, key="+k")
    content = to_course_csv(Syllabus((evil, total)), [of(evil, people), of(total, people)]).content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+"))]
    assert len(set(rows[0])) == len(rows[0])


def test_canvas_has_each_column_filled_in_by_its_title_and_nothing_else_changed():
    export = fill_columns(CANVAS.encode(), *class_of_two())
    assert export.content.decode() == (
        CANVAS.replace("ada,A,,1,\r", "ada,A,8,1,4\r").replace("ben,A,,2,\r", "ben,A,10,2,\r")
    )


def test_what_canvas_lacks_is_said_of_which_assignment_and_what_is_so_in_all_once():
    remarks = [str(remark) for remark in fill_columns(CANVAS.encode(), *class_of_two()).remarks]
    assert [each for each in remarks if "Zed" in each] == [
        "Zed: is in the file, but not among the graded: left as it was"
    ]
    (ben,) = (each for each in remarks if "Ben" in each)
    assert ben.startswith("hw2: Ben (ben): not graded: no score")


def test_an_assignment_that_canvas_has_no_column_of_stops_no_other():
    syllabus, classes = class_of_two()
    content = CANVAS.replace("Curves (3)", "Surfaces (3)")
    export = fill_columns(content.encode(), syllabus, classes)
    assert "ada,A,8,1,\r" in export.content.decode()
    assert "hw2: Curves: no column of this title" in "\n".join(map(str, export.remarks))


def test_a_gradebook_of_canvas_with_none_of_the_columns_is_refused():
    content = CANVAS.replace("Curves", "Surfaces").replace("Lines", "Points")
    with pytest.raises(UsageError, match="has no column 'Lines'"):
        fill_columns(content.encode(), *class_of_two())


# The command


def test_json_and_junit_hold_each_student_in_each_assignment(course):
    course.fill()
    listed = json.loads(course.run("export", "--format", "json").stdout)
    told = {(one["student"], one["assignment"]): one["earned"] for one in listed}
    assert len(told) == 6
    assert (told["ben", "hw1"], told["ben", "hw2"], told["eve", "hw1"]) == (10, None, None)
    suites = ET.fromstring(course.run("export", "--format", "junit").stdout)
    assert {"Ada (ada), hw1", "Ada (ada), hw2"} < {suite.get("name") for suite in suites}


def test_gradescope_has_a_folder_for_each_assignment(course, tmp_path):
    done = course.fill().run("export", "--format", "gradescope", "--out", tmp_path / "out")
    assert done.exit_code == 0
    files = {path.relative_to(tmp_path / "out").as_posix() for path in tmp_path.glob("out/*/*")}
    assert files == {"hw1/ada.json", "hw1/ben.json", "hw2/ada.json"}


def test_some_students_may_be_chosen(course):
    done = course.fill().run("export", BEN.key, "--format", "csv")
    assert [row.split(",")[0] for row in done.stdout.splitlines()[1:]] == ["ben"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["moodle", "--into", "x"], "one assignment's worksheet: say", id="moodle"),
        pytest.param(
            ["canvas", "--into", "x", "--column", "Lines"], "--column is of one", id="column"
        ),
        pytest.param(["canvas"], "name it with --into FILE", id="nothing to fill in"),
    ],
)
def test_what_is_of_one_assignment_only_says_so_in_a_line(course, words, message):
    done = course.fill().run("export", "--format", *words)
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert message in done.output


def test_of_a_gradebook_of_one_assignment_the_export_is_that_of_it(course):
    course.fill(["hw2"])
    done = course.run("export", "--format", "csv")
    assert done.output == course.run("export", "--format", "csv", "--assignment", "hw2").output
    assert "c0" in done.stdout.splitlines()[0]
