"""Whose is what in an export of submissions from Gradescope."""

import zipfile
from datetime import datetime, timezone

import pytest
from support.intake import Found, looker

from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.roster import Roster
from grader.classroom.people import Student

MOST = 1_000_000
ROSTER = Roster(
    (
        Student("ann", "Lee, Ann", {"sis": "77", "email": "ann@x.edu"}),
        Student("bob", "Kay, Bob", {"email": "bob@x.edu"}),
        Student("cyd", "Ray, Cyd"),
    )
)
LIST = "submission_metadata.yml"
ENTRY = """\
submission_{number}:
  :submitters:
{people}
  :created_at: 2026-09-05 00:31:04.622713000 Z
  :score: 10.0
  :results: {{tests: [{{output: "x\\ny"}}]}}
"""


def entry(number, *people):
    lines = [f"  - :name: {n}\n    :sid: {sid}\n    :email: {email}" for n, sid, email in people]
    return ENTRY.format(number=number, people="\n".join(lines))


ANN, BOB = ("Ann Lee", "'77'", "ann@x.edu"), ("Bob Kay", "", "bob@x.edu")
CYD, EVE = ("Cyd Ray", "", ""), ("Eve Not", "'99'", "eve@x.edu")


@pytest.fixture(params=["assignment_99_export/", ""])
def export(request, tmp_path):
    """Sort out an export with this list and a notebook in each of these folders."""

    def run(listed, *folders, roster=ROSTER, files=()):
        with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
            for name, text in files:
                archive.writestr(request.param + name, text)
            archive.writestr(request.param + LIST, listed)
            for folder in folders:
                archive.writestr(f"{request.param}{folder}/hw.ipynb", folder)
        return Found(find_hand_ins([tmp_path / "export.zip"], roster, looker(), MOST))

    return run


def whose(found):
    return {hand_in.student.key: hand_in.read().decode() for hand_in in found.hand_ins}


def test_a_folder_is_whose_number_email_or_name_is_in_the_list(export):
    listed = entry(1, ANN) + entry(2, BOB) + entry(3, CYD)
    found = export(listed, "submission_1", "submission_2", "submission_3")
    assert whose(found) == {"ann": "submission_1", "bob": "submission_2", "cyd": "submission_3"}
    assert not found.remarks


def test_it_was_handed_in_when_the_list_says_and_numbers_rise(export):
    hand_in = export(entry(17, ANN), "submission_17").only
    assert hand_in.submitted_at == datetime(2026, 9, 5, 0, 31, 4, 622713, tzinfo=timezone.utc)
    assert (hand_in.zoned, hand_in.number) == (True, 17)


def test_group_work_is_everyones_who_is_listed(export):
    found = export(entry(1, ANN, BOB), "submission_1")
    assert whose(found) == {"ann": "submission_1", "bob": "submission_1"}


def test_who_is_not_on_the_roster_is_handed_on_and_said(export):
    hand_in = export(entry(1, EVE), "submission_1").only
    assert (hand_in.student.key, hand_in.student.name) == ("99", "Eve Not")
    assert hand_in.notes == ("not on the roster: Eve Not (99) in Gradescope",)


def test_without_a_roster_names_come_from_the_list(export):
    found = export(entry(1, ANN) + entry(2, BOB), "submission_1", "submission_2", roster=None)
    assert whose(found) == {"77": "submission_1", "bob@x.edu": "submission_2"}


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        pytest.param(entry(2, ANN), "stands not in", id="not in the list"),
        pytest.param("submission_1: [1]\n", "stands not in", id="in it as something else"),
        pytest.param(entry(1), "stands not in", id="in it without anybody"),
        pytest.param(entry(1, ("x", "'77'", "bob@x.edu")), "could be", id="in it as two"),
    ],
)
def test_a_folder_is_nobodys_that_is(export, listed, said):
    found = export(listed, "submission_1")
    assert not found.hand_ins
    assert said in found.said[0]
    assert found.remarks[0].is_loss


def test_a_list_that_a_student_has_handed_in_says_nothing(export):
    files = [
        (f"submission_1/{LIST}", entry(5, BOB)),
        ("submission_1/submission_5/hw.ipynb", "forged"),
    ]
    found = export(entry(1, ANN) + entry(2, BOB), "submission_2", files=files)
    assert whose(found) == {"ann": "forged", "bob": "submission_2"}


@pytest.mark.parametrize("listed", ["{", "- 1\n", "a: " + "[" * 5000])
def test_a_list_that_cannot_be_read_makes_no_export(export, listed):
    found = export(listed, "submission_1")
    assert not found.hand_ins
    assert any("nobody on the roster" in said for said in found.said)
