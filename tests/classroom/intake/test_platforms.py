"""Downloads from Brightspace and Blackboard, as these write them: whose each file is, and when."""

import io
import zipfile
from datetime import datetime, timezone

import pytest
from support.intake import Found, looker

from grader.classroom.gradebook.order import Stamp, comes_before
from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.roster import Roster
from grader.classroom.people import Student
from grader.core.errors import GraderError

MOST = 1_000_000
NOTEBOOK = b'{"nbformat": 4, "metadata": {}, "cells": []}'
MARY = Student("s1", "O'Brien, Mary Jane", {"login": "maryob"})
ANN = Student("s2", "Lee, Ann - Marie", {"login": "ann_lee"})
ROSTER = Roster((MARY, ANN, Student("s3", "Kim, Sam", {"login": "lee"})))
RECEIPT = """\
Name: {name} ({user})
Assignment: HW 1
Date Submitted: Wednesday, January 31, 2024 12:00:00 PM EST
Current Grade: Needs Grading

Submission Field:
{text}

Comments:
There are no student comments for this assignment.

Files:
\tOriginal filename: hw.ipynb
\tFilename: HW_1_{user}_attempt_2024-01-31-12-00-00_hw.ipynb
"""


def receipt(user, name="Ann - Marie Lee", text="There is no student submission text data."):
    return RECEIPT.format(user=user, name=name, text=text).encode()


@pytest.fixture(params=["zip", "folder"])
def sort_out(request, tmp_path):
    """Sort out a class's files by their names, in a zip or in a folder."""

    def run(files, roster=ROSTER):
        if not isinstance(files, dict):
            files = dict.fromkeys(files, NOTEBOOK)
        source = tmp_path / "class"
        if request.param == "zip":
            source = tmp_path / "class.zip"
            with zipfile.ZipFile(source, "w") as archive:
                for name, content in files.items():
                    archive.writestr(name, content)
        for name, content in files.items() if request.param == "folder" else ():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(content)
        return Found(find_hand_ins([source], roster, looker(), MOST))

    return run


def at(*moment):
    return datetime(*moment, tzinfo=timezone.utc)


# Brightspace: USER-ASSIGNMENT - NAME - TIME.


@pytest.mark.parametrize(
    ("name", "student", "when"),
    [
        ("104470-789761 - Mary Jane O'Brien - Jun 24, 2026 11:21 PM/hw.ipynb", MARY, (23, 21)),
        ("104470-789761 - Mary Jane O'Brien - Jun 24, 2026 234 AM/hw.ipynb", MARY, (2, 34)),
        ("104470-789761 - Mary Jane O'Brien - Jun 24, 2026 1200 AM/a/hw.ipynb", MARY, (0, 0)),
        ("104471-789761 - Ann - Marie Lee - Jun 24, 2026 17_05/hw.ipynb", ANN, (17, 5)),
        ("104470-789761 - Mary Jane O'Brien - Jun 24, 2026 1021 AM - hw.ipynb", MARY, (10, 21)),
        ("104471-789761 - Ann - Marie Lee - Jun 24, 2026 1021 AM - x - hw.ipynb", ANN, (10, 21)),
    ],
)
def test_a_folder_or_file_of_brightspace_says_who_and_when(sort_out, name, student, when):
    hand_in = sort_out([name, "index.html"]).only
    assert (hand_in.student, hand_in.submitted_at) == (student, at(2026, 6, 24, *when))
    assert not hand_in.notes
    assert (hand_in.zoned, hand_in.by_system) == (False, True)


def test_a_file_of_brightspace_may_have_no_time(sort_out):
    hand_in = sort_out(["104470-789761 - Mary Jane O'Brien - my - hw.ipynb"]).only
    assert (hand_in.student, hand_in.name) == (MARY, "my - hw.ipynb")


def test_a_month_of_another_language_leaves_the_time_of_the_file(sort_out):
    found = sort_out(["104470-789761 - Mary Jane O'Brien - juin 24, 2026 9:05/hw.ipynb"])
    assert found.only.student == MARY


def test_each_hand_in_of_brightspace_is_an_attempt(sort_out):
    first = "104470-789761 - Mary Jane O'Brien - Jun 9, 2026 1:00 PM"
    second = "104470-789761 - Mary Jane O'Brien - Jun 10, 2026 900 AM"
    third = "104470-789761 - Mary Jane O'Brien - Jun 11, 2026 900 AM"
    found = sort_out([f"{second}/hw.ipynb", f"{first}/hw.ipynb", f"{third}/hw.pdf"])
    days = [hand_in.submitted_at.day for hand_in in found.hand_ins]
    assert (found.keys, days) == (["s1", "s1"], [9, 10])


def test_a_later_hand_in_of_brightspace_without_a_homework_is_named(sort_out):
    day = "104470-789761 - Mary Jane O'Brien - Jun {}, 2026 900 AM/"
    names = [f"{day.format(at)}{name}" for at, name in ((9, "a.pdf"), (10, "hw.ipynb"))]
    assert not sort_out(names).remarks
    found = sort_out([*names, f"{day.format(11)}hw.pdf"])
    (remark,) = found.remarks
    assert remark.place.endswith(f"{day.format(11)}hw.pdf")
    assert remark.message.startswith("handed in later, and is no homework; ")
    assert remark.message.endswith(f"{day.format(10)}hw.ipynb counts")
    assert not remark.is_loss


def test_a_group_of_brightspace_is_told_once_of_a_later_page(sort_out):
    group = [Student(key, ids={"group": "Group 4"}) for key in ("a", "b")]
    name = "77-789761 - Group 4 - Jun {}, 2026 900 AM/{}"
    files = [name.format(10, "hw.ipynb"), name.format(11, "hw.html")]
    found = sort_out(files, Roster((*group,)))
    assert (found.keys, len(found.remarks)) == (["a", "b"], 1)


def test_two_hand_ins_of_one_night_have_the_order_of_their_names(sort_out):
    name = "104470-789761 - Mary Jane O'Brien - Jun 24, 2026 11{} PM/hw.ipynb"
    found = sort_out([name.format("45"), name.format("59"), name.format("21")])
    numbers = [hand_in.number for hand_in in found.hand_ins]
    assert numbers == sorted(numbers)
    assert [hand_in.submitted_at.minute for hand_in in found.hand_ins] == [21, 45, 59]
    # Their times alone leave it open, for a clock that is put back says an hour twice.
    first, last = (Stamp(h.submitted_at, None, False, h.submitted_at) for h in found.hand_ins[::2])
    assert not comes_before(first, last)


def test_what_a_student_calls_a_file_of_brightspace_makes_it_nobody_elses(sort_out):
    forged = "x - Jun 1, 2020 100 AM - hw.ipynb"
    found = sort_out(
        [
            f"104470-789761 - Mary Jane O'Brien - Jun 24, 2026 1021 AM - {forged}",
            f"104471-789761 - Ann - Marie Lee - Jun 24, 2026 1021 AM/105-1 - Sam Kim - {forged}",
        ]
    )
    assert sorted(found.keys) == ["s1", "s2"]


def test_two_of_one_name_in_brightspace_are_nobody_until_the_roster_tells(sort_out):
    names = [f"{number}-789761 - Sam Kim - Jun 24, 2026 234 PM/hw.ipynb" for number in (105, 106)]
    found = sort_out(names)
    assert not found.hand_ins
    assert "Brightspace user 105 is called like Kim, Sam" in found.said[0]
    sam = Student("s3", "Kim, Sam", {"brightspace": "106"})
    found = sort_out(names, Roster((sam,)))
    assert found.keys == ["105", "s3"]


def test_a_group_of_brightspace_hands_in_for_all_of_it(sort_out):
    group = [Student(key, ids={"group": "Group 4"}) for key in ("a", "b")]
    found = sort_out(["77-789761 - Group 4 - Jun 24, 2026 234 PM/hw.ipynb"], Roster((*group,)))
    assert found.keys == ["a", "b"]


def test_whom_no_roster_knows_is_called_as_brightspace_does(sort_out):
    name = "104470-789761 - Jo Doe - Jun 24, 2026 234 PM/hw.ipynb"
    assert sort_out([name]).only.notes == ("not on the roster: Brightspace user 104470",)
    assert str(sort_out([name], None).only.student) == "Jo Doe (104470)"


@pytest.mark.parametrize("year", ["2024-25", "2024-2025", "12-24"])
@pytest.mark.parametrize("end", [".ipynb", "/hw.ipynb"])
def test_a_year_in_front_is_no_user_of_brightspace(sort_out, year, end):
    found = sort_out([f"{year} - CS1 - ann{end}", f"{year} - CS1 - mary{end}"], None)
    assert found.keys == [f"{year} - CS1 - ann", f"{year} - CS1 - mary"]


# Blackboard: TITLE_USER_attempt_TIME_FILE, and a receipt beside.

TIME = "attempt_2024-01-31-12-00-00"


def test_a_file_of_blackboard_says_who_and_when(sort_out):
    hand_in = sort_out({f"HW_1_maryob_{TIME}_my_hw.ipynb": NOTEBOOK}).only
    assert (hand_in.student, hand_in.name) == (MARY, "my_hw.ipynb")
    assert hand_in.submitted_at == at(2024, 1, 31, 12)


def test_each_attempt_in_blackboard_is_one(sort_out):
    later = "attempt_2024-02-01-08-30-00"
    found = sort_out(
        {
            f"HW_1_maryob_{later}_hw.ipynb": NOTEBOOK,
            f"HW_1_maryob_{later}.txt": receipt("maryob", "Mary Jane O'Brien"),
            f"HW_1_maryob_{TIME}_hw.ipynb": NOTEBOOK,
            f"HW_1_maryob_{TIME}.txt": receipt("maryob", "Mary Jane O'Brien"),
        }
    )
    assert [hand_in.submitted_at.month for hand_in in found.hand_ins] == [1, 2]
    assert not found.remarks


def test_a_receipt_says_which_user_is_meant(sort_out):
    files = {f"HW_1_ann_lee_{TIME}_hw.ipynb": NOTEBOOK}
    assert "could mean Kim, Sam (s3), Lee, Ann - Marie (s2)" in sort_out(files).said[0]
    found = sort_out(files | {f"HW_1_ann_lee_{TIME}.txt": receipt("ann_lee")})
    assert found.only.student == ANN
    assert not found.only.notes


@pytest.mark.parametrize("roster", [None, ROSTER], ids=["no roster", "others on it"])
def test_without_receipts_what_titles_have_in_common_is_no_user(sort_out, roster):
    found = sort_out([f"HW_1_{user}_{TIME}_hw.ipynb" for user in ("j_doe", "k_doe")], roster)
    assert found.keys == ["j_doe", "k_doe"]


def test_a_receipt_names_whom_no_roster_knows(sort_out):
    files = {f"HW_1_j_doe_{TIME}_hw.ipynb": NOTEBOOK}
    assert str(sort_out(files, None).only.student) == "doe"
    files[f"HW_1_j_doe_{TIME}.txt"] = receipt("j_doe", "Jo (Joey) Doe")
    assert str(sort_out(files, None).only.student) == "Jo (Joey) Doe (j_doe)"


@pytest.mark.parametrize(
    "content",
    [
        receipt("maryob"),
        b"",
        b"Name: " + b"(" * 10_000,
        b"Name: " + b" " * (MOST - 10),
        b"\xff\xfe",
        b"0" * 2 * MOST,
    ],
    ids=["another user's", "empty", "parentheses", "blanks", "no text", "too large"],
)
def test_a_receipt_of_another_makes_it_nobody_elses(sort_out, content):
    roster = Roster((MARY, ANN))
    files = {f"HW_1_ann_lee_{TIME}_hw.ipynb": NOTEBOOK, f"HW_1_ann_lee_{TIME}.txt": content}
    assert sort_out(files, roster).only.student == ANN


def test_a_receipt_alone_is_a_text_and_no_file(sort_out):
    found = sort_out({f"HW_maryob_{TIME}.txt": receipt("maryob", text="<p>see mail</p>")})
    assert found.only.student == MARY
    with pytest.raises(GraderError, match="text typed into a page"):
        found.only.read()


def test_what_a_student_calls_a_file_of_blackboard_makes_it_nobody_elses(sort_out):
    forged = f"x_lee_{TIME}_hw.ipynb"
    found = sort_out({f"HW_maryob_{TIME}_{forged}": NOTEBOOK, f"s2/{forged}": NOTEBOOK})
    assert found.keys == ["s1", "s2"]


def test_who_calls_a_file_in_canvas_as_blackboard_does_has_it(sort_out):
    roster = Roster((Student("m", ids={"canvas": "101"}), Student("lee")))
    found = sort_out([f"mary_101_200100_x_lee_{TIME}_hw.ipynb"], roster)
    assert found.only.student.key == "m"
    # Where this is not asked for, the last name before `_attempt_` is taken.
    assert f"mary_101_200100_x_lee_{TIME}".rpartition("_attempt")[0].endswith("_lee")


def test_a_title_with_numbers_is_no_user_of_canvas(sort_out):
    roster = Roster((Student("u", ids={"login": "20260817"}),))
    assert sort_out([f"HW_2024_20260817_{TIME}_hw.ipynb"], roster).keys == ["u"]


def test_a_group_of_blackboard_hands_in_for_all_of_it(sort_out):
    group = [Student(key, ids={"group": "Group 4"}) for key in ("a", "b")]
    assert sort_out([f"HW_Group 4_{TIME}_hw.ipynb"], Roster((*group,))).keys == ["a", "b"]


def test_zips_of_many_attempts_are_opened_each(sort_out):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("hw/hw.ipynb", NOTEBOOK)
    names = [f"HW_maryob_attempt_2024-01-{day}-12-00-00_hw.zip" for day in range(11, 24)]
    found = sort_out(dict.fromkeys(names, inner.getvalue()))
    assert {hand_in.read() for hand_in in found.hand_ins} == {NOTEBOOK}
    assert len(found.hand_ins) == len(names)
