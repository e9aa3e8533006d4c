"""What people mark by hand: one by one, by a table, and what becomes of it later."""

import pytest
from support.courses import STATS
from support.markers import WRONG, Desk

from grader.classroom.gradebook.marks import MarkedPart
from grader.classroom.marking import MOST_WORK, Work, row
from grader.classroom.people import Student
from grader.course.rubric_schema import CriterionSection

pytestmark = [pytest.mark.database, pytest.mark.processes]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def unmarked(tmp_path_factory):
    """One where ada has handed in, which stays as it is."""
    desk = Desk(tmp_path_factory.mktemp("unmarked"))
    desk.hand_in("ada")
    desk.batch()
    return desk


@pytest.fixture(scope="module")
def absent(tmp_path_factory):
    """One where cleo's file can't be read, and dan has handed in nothing."""
    desk = Desk(tmp_path_factory.mktemp("absent"))
    desk.hand_in("ada")
    (desk.files / "cleo.ipynb").write_text("{", encoding="utf-8")
    roster = desk.folder / "class.csv"
    roster.write_text("student\nada\ncleo\ndan\n", encoding="utf-8")
    desk.grade("batch", str(desk.files), "--roster", str(roster), status=4)
    return desk


def test_what_is_marked_by_hand_is_to_be_marked_until_it_is_and_never_0(desk):
    desk.hand_in("ada", explained="\x1b[31mIt is the middle.")
    desk.hand_in("bob", WRONG)
    said = desk.batch()
    assert "to be marked by hand: 2; run: grade mark" in said
    before = desk.table()
    assert (before["ada"]["earned"], before["ada"]["maximum"]) == ("7", "12")
    assert (before["ada"]["style"], before["ada"]["to_be_marked"]) == ("", "5")
    assert "5 to be marked" in desk.grade("gradebook")
    assert "style: 1 of 3" in desk.grade("mark", "ada", "style", "1", "--comment", "Why?")
    desk.grade("mark", "ada", "names", "1.5", "--who", "tess")
    assert "\x1b" not in desk.grade("mark", "ada")
    after = desk.table()
    assert (after["ada"]["earned"], after["ada"]["style"]) == ("9.5", "1")
    assert (after["ada"]["names"], after["ada"]["to_be_marked"]) == ("1.5", "0")
    assert after["bob"] == {**before["bob"], "comments": ""}
    history = desk.grade("gradebook", "ada")
    assert "stats, names: 1.5, by tess" in history
    assert "9.5/12" in history
    assert "Why?" in history
    desk.grade("mark", "ada", "style", "none")
    assert desk.table()["ada"]["style"] == ""
    assert desk.table()["ada"]["to_be_marked"] == "3"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["style", "2"], "write 3, 1, 0 (one of its levels), or none", id="no level"),
        pytest.param(["names", "2.5"], "write a number from 0 to 2", id="more than there are"),
        pytest.param(["names", "lots"], "write a number from 0 to 2", id="no number"),
        pytest.param(["median", "3"], "to be marked by hand is style, names", id="judged"),
    ],
)
def test_only_what_the_guide_has_can_be_given(unmarked, words, expected):
    assert expected in unmarked.grade("mark", "ada", *words, status=2)
    assert unmarked.table()["ada"]["to_be_marked"] == "5"


@pytest.mark.parametrize("given", [[], ["style"], ["style", "3"]])
def test_where_nothing_can_be_marked_it_is_said_why_and_what_to_do(absent, given):
    unread = absent.grade("mark", "cleo", *given, status=2)
    assert "cleo: nothing can be marked, for what was handed in is unreadable; " in unread
    assert "run grade batch with a file that can be graded" in unread
    missing = absent.grade("mark", "dan", *given, status=2)
    assert "dan: nothing can be marked, for nothing was handed in; when something is" in missing


def test_of_who_is_excused_nothing_is_to_be_marked(desk):
    names = ("ada", "ben")
    for name in names:
        desk.hand_in(name, WRONG)
    desk.batch()
    desk.grade("excuse", "ada", "--why", "ill")
    assert "to be marked by hand: 1" in desk.grade("gradebook")
    listed = desk.grade("mark")
    assert "1 of 1" in listed, listed
    line = next(row for row in desk.grade("gradebook").splitlines() if row.startswith("ada"))
    assert line.split() == ["ada", "excused", "-"]
    desk.grade("undo", "--yes")
    assert "to be marked by hand: 2" in desk.grade("gradebook")


def test_what_was_judged_before_it_was_marked_by_hand_is_to_be_judged_again(desk):
    text = desk.rubric.partition("      - name: style")[0].replace("visible: 10", "visible: 5")
    desk.write_rubric(text)
    desk.hand_in("ada")
    desk.batch()
    desk.write_rubric(desk.rubric)
    assert "run grade rescore --yes" in desk.grade("mark", "ada", "style", "3", status=2)


def test_what_counts_after_a_decision_is_shown_above_a_history(absent):
    absent.grade("override", "cleo", "--total", "4", "--why", "shown at the desk")
    words = absent.grade("gradebook", "cleo").split()
    assert words[words.index("overridden") + 1] == "4/12"


def test_a_later_attempt_keeps_the_mark_of_what_is_unchanged_and_of_nothing_else(desk):
    desk.hand_in("ada")
    desk.batch()
    desk.grade("mark", "ada", "style", "3", "--who", "tess")
    desk.grade("mark", "ada", "names", "2", "--who", "tess")
    desk.hand_in("ada", STATS.replace("min(max(value, low), high)", "value"))
    desk.batch()
    now = desk.table()["ada"]
    assert (now["attempts"], now["style"], now["names"], now["to_be_marked"]) == ("2", "3", "", "2")
    pages = desk.folder / "pages"
    desk.grade("report", "--out", str(pages))
    page = (pages / "students/ada.html").read_text(encoding="utf-8")
    assert "marked by hand in an earlier attempt, of which this part is unchanged" in page
    assert "tess" not in page  # who it was is for staff
    # Back to what was marked: both marks are there again.
    desk.hand_in("ada")
    desk.batch()
    assert desk.table()["ada"]["earned"] == "12"


def test_a_student_reads_the_levels_then_the_words_of_the_one_given_and_the_comment(desk):
    desk.hand_in("ada")
    desk.batch()
    pages = desk.folder / "pages"

    def page():
        desk.grade("report", "--out", str(pages))
        return (pages / "students/ada.html").read_text(encoding="utf-8")

    before = page()
    for words in ("3: Says why", "1: Says what, not why", "to be marked by hand"):
        assert words in before
    assert "5 of these points are marked by hand after handing in" in before
    desk.grade("mark", "ada", "style", "1", "--comment", "Why is it <that>?")
    after = page()
    assert "Says what, not why" in after
    assert "Why is it &lt;that&gt;?" in after
    assert "3: Says why" not in after
    assert "To be marked by hand" in (pages / "dashboard.html").read_text(encoding="utf-8")


# By a table


def test_a_class_is_marked_in_a_spreadsheet(desk):
    desk.hand_in("ada", explained="=1+1")
    desk.hand_in("bob", WRONG, explained="")
    desk.batch()
    sheet = desk.sheet()
    assert len(sheet.rows) == 4
    ada = sheet.row("ada", "style")
    assert ada["work"] == "'=1+1"  # no formula
    assert ada["file"].endswith("in/ada.ipynb")
    assert ada["guide"] == "3: Says why | 1: Says what, not why | 0: Says nothing"
    assert sheet.row("bob", "names")["work"].startswith("def clip(values, low, high):\n    return")
    assert "median" not in sheet.row("bob", "names")["work"]
    ada |= {"mark": "3,0", "comment": "=good"}
    sheet.row("bob", "style")["mark"] = "0"
    sheet.row("bob", "names")["mark"] = "1.25"
    said = desk.grade("mark", "--from", sheet.save(delimiter=";"), "--who", "tess")
    assert "3 marks written, 1 row as before or empty, 0 not taken" in said
    table = desk.table()
    assert (table["ada"]["style"], table["ada"]["to_be_marked"]) == ("3", "2")
    assert (table["bob"]["style"], table["bob"]["names"]) == ("0", "1.25")
    assert "0 marks written" in desk.grade("mark", "--from", str(sheet.path))
    assert len(desk.sheet().rows) == 1
    everything = desk.sheet("--all")
    assert len(everything.rows) == 4
    assert everything.row("ada", "style")["by"] == "tess"
    assert "0 marks written" in desk.grade("mark", "--from", everything.save())


def test_each_row_that_cannot_be_taken_is_told_and_costs_no_other(desk):
    for name in ("ada", "bob", "cleo"):
        desk.hand_in(name, explained=name)
    desk.batch()
    sheet = desk.sheet()
    sheet.row("ada", "style")["mark"] = "2"
    sheet.row("ada", "names")["mark"] = "1"
    sheet.row("bob", "style").update(mark="3", row="m000")
    sheet.row("bob", "names")["comment"] = "forgot the mark"
    sheet.row("cleo", "names")["mark"] = "2"
    sheet.rows.append(sheet.row("cleo", "names"))
    said = desk.grade("mark", "--from", sheet.save(), status=4)
    assert f"row 2, {sheet.rows[0]['row']}: ada: style: '2': write 3, 1, 0" in said
    assert "row 4, m000: no row of this gradebook is called 'm000'" in said
    assert f"row 5, {sheet.rows[3]['row']}: bob: names: a comment, but no mark" in said
    assert f"row 8, {sheet.rows[-1]['row']}: this row stands here twice" in said
    assert "2 marks written, 1 row as before or empty, 4 not taken" in said
    table = desk.table()
    assert (table["ada"]["names"], table["cleo"]["names"]) == ("1", "2")


def test_a_table_undoes_nothing_that_somebody_else_has_marked_since(desk):
    desk.hand_in("ada")
    desk.batch()
    sheet = desk.sheet()
    desk.grade("mark", "ada", "style", "3", "--who", "ann")
    desk.grade("mark", "ada", "names", "2", "--who", "ann")
    sheet.row("ada", "style")["mark"] = "1"
    said = desk.grade("mark", "--from", sheet.save(), status=4)
    assert "ann made it 3 since this table was written" in said
    assert (desk.table()["ada"]["style"], desk.table()["ada"]["names"]) == ("3", "2")


def test_a_mark_is_of_the_attempt_that_its_row_was_written_for(desk):
    desk.hand_in("ada")
    desk.batch()
    sheet = desk.sheet()
    desk.hand_in("ada", explained="Something else.")
    desk.batch()
    sheet.row("ada", "style")["mark"] = "3"
    assert "1 mark written" in desk.grade("mark", "--from", sheet.save())
    assert desk.table()["ada"]["style"] == ""
    desk.hand_in("ada")
    desk.batch()
    assert desk.table()["ada"]["style"] == "3"


def test_a_table_that_may_hold_marks_is_not_written_over(desk):
    desk.hand_in("ada")
    desk.batch()
    sheet = desk.sheet()
    said = desk.grade("mark", "--out", str(sheet.path), status=2)
    assert "is there already: take its marks with --from first" in said
    sheet.path.write_text("a,b\n1,2\n", encoding="utf-8")
    said = desk.grade("mark", "--from", str(sheet.path), status=2)
    assert "no column row, mark, comment, marked" in said


# Held back


def test_a_grade_waits_for_its_marks_where_the_rubric_says_so(desk):
    desk.write_rubric(desk.rubric.replace("    criteria:", "    hold: until marked\n    criteria:"))
    for name in ("ada", "bob"):
        desk.hand_in(name, explained=name)
    desk.batch()
    for criterion, points in (("style", "3"), ("names", "2")):
        desk.grade("mark", "ada", criterion, points)
    table = desk.table()
    assert (table["ada"]["earned"], table["ada"]["status"]) == ("12", "graded")
    assert (table["bob"]["earned"], table["bob"]["status"]) == ("", "held")
    assert (table["bob"]["median"], table["bob"]["to_be_marked"]) == ("", "5")
    canvas = desk.folder / "canvas.csv"
    canvas.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,stats (1)\r\n"
        "    Points Possible,,,,,12\r\nAda,ada,,,,\r\nBob,bob,,,,\r\n",
        encoding="utf-8",
    )
    said = desk.grade("export", "--format", "canvas", "--into", str(canvas))
    assert "Ada,ada,,,,12" in said
    assert "Bob,bob,,,,\r\n" in said.replace("\r", "").replace("\n", "\r\n")
    assert "5 points are still to be marked by hand, so it is held back" in said
    assert "stats: to be marked by hand: 1 of 2: left empty until then (`hold`)" in said


def test_what_is_marked_by_hand_is_not_overruled(desk):
    desk.hand_in("ada")
    desk.batch()
    said = desk.grade("override", "ada", "style", "2", "--why", "oral", status=2)
    assert "is marked by hand, not judged; run: grade mark ada style POINTS" in said
    desk.grade("override", "ada", "--total", "11", "--why", "oral")
    now = desk.table()["ada"]
    assert now["earned"] == "11"
    assert "to_be_marked" not in now


def test_a_rescore_leaves_marks_as_they_are_and_a_wider_guide_gives_no_other_points(desk):
    desk.hand_in("ada")
    desk.batch()
    desk.grade("mark", "ada", "style", "3")
    desk.write_rubric(desk.rubric.replace("Says why", "Says in full why"))
    desk.grade("rescore", "--yes")
    assert desk.table()["ada"]["style"] == "3"


def test_a_long_text_fits_a_spreadsheet_s_cell_also_when_it_is_defused():
    part = MarkedPart("stats", "ada", "style", "", 1, is_current=True)
    criterion = CriterionSection(name="style", group="text", points=5)
    longest = max(map(len, row(Work(Student("ada"), part, criterion, ";=" * 20_000))))
    assert longest == MOST_WORK < 32_767
