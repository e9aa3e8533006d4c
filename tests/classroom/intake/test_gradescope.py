"""Whose is what in an export of submissions from Gradescope."""

import zipfile
from datetime import datetime, timezone

import pytest
from support.intake import Found, looker, write_folder, write_zip

from grader.classroom.intake import sources
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
            if listed is not None:
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
    assert (hand_in.zoned, hand_in.by_system, hand_in.number) == (True, True, 17)


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
    (remark,) = [remark for remark in found.remarks if said in remark.message]
    assert remark.is_loss


def test_a_list_that_a_student_has_handed_in_says_nothing(export):
    files = [
        (f"submission_1/{LIST}", entry(5, BOB)),
        ("submission_1/submission_5/hw.ipynb", "forged"),
    ]
    found = export(entry(1, ANN) + entry(2, BOB), "submission_2", files=files)
    assert whose(found) == {"ann": "forged", "bob": "submission_2"}


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        pytest.param("a: {", "it is no YAML in line 2", id="breaking off"),
        pytest.param("\0", "it is no YAML", id="of bytes"),
        pytest.param("- 1\n", "it names no folders", id="of something else"),
        pytest.param("", "it breaks off", id="empty"),
        pytest.param("a: " + "[" * 5000, "it is no YAML", id="deep"),
    ],
)
@pytest.mark.parametrize("roster", [ROSTER, None])
def test_a_list_that_cannot_be_read_is_said_once_and_nothing_is_guessed(
    export, listed, why, roster
):
    found = export(listed, "submission_1", roster=roster)
    assert not found.hand_ins
    of_list, of_file = found.remarks
    assert of_list.place.endswith(LIST)
    assert why in of_list.message
    assert (of_list.is_loss, of_file.is_loss) == (True, True)


@pytest.mark.parametrize("roster", [ROSTER, None])
def test_folders_without_a_list_are_nobody_s(export, roster):
    found = export(None, "submission_1", "submission_2", roster=roster)
    assert not found.hand_ins
    assert ["without the submission_metadata.yml" in said for said in found.said] == [True, True]


def test_folders_may_be_called_so_in_a_roster(export):
    own = Roster((Student("submission_1"), Student("submission_2")))
    assert export(None, "submission_1", "submission_2", roster=own).keys == [
        "submission_1",
        "submission_2",
    ]


def test_a_folder_of_the_list_that_is_not_there_is_a_loss(export):
    found = export(entry(1, ANN) + entry(2, BOB, CYD), "submission_1")
    assert found.keys == ["ann"]
    (remark,) = found.remarks
    assert remark.place.endswith("submission_2")
    assert remark.message.startswith("Bob Kay (bob@x.edu), Cyd Ray's in submission_metadata.yml")
    assert remark.is_loss


def test_of_a_student_s_two_folders_the_later_counts_and_the_other_is_named(export):
    found = export(entry(5, ANN) + entry(9, ANN, BOB), "submission_5", "submission_9")
    assert whose(found) == {"ann": "submission_9", "bob": "submission_9"}
    assert ["submission_9" in said for said in found.said] == [True]


def test_a_folder_that_is_in_the_list_for_two_is_nobody_s(export):
    found = export(entry(1, ANN) + entry(1, BOB), "submission_1")
    assert not found.hand_ins
    assert "twice, for different people" in found.said[0]


def test_a_name_alone_is_not_believed_against_an_e_mail(export):
    found = export(entry(1, ("Ann Lee", "", "eve@x.edu")), "submission_1")
    assert not found.hand_ins
    assert "given as Lee, Ann (ann), who has another e-mail; put theirs" in found.said[0]


def test_a_number_that_another_has_given_takes_no_place_beside_its_owner(export):
    forged = ("Eve Not", "'77'", "eve@x.edu")
    found = export(entry(1, ANN) + entry(2, forged), "submission_1", "submission_2")
    assert whose(found) == {"ann": "submission_1"}
    assert "who has another e-mail, and whose own folder lies beside it" in found.said[0]
    alone = export(entry(2, ("Ann Lee", "'77'", "ann@private.org")), "submission_2")
    assert whose(alone) == {"ann": "submission_2"}


def test_what_ruby_writes_is_read_as_texts(export):
    listed = """\
---
submission_1: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
  :submitters:
  - &1
    :name: &2 "null"
    :sid: 0077
    :email: null
  :results: !ruby/object:Thing {deep: [[[[[{a: *2}]]]]]}
  :history:
  - :created_at: &3 2026-09-05 00:31:04.622713123 -07:00
  :created_at: *3
"""
    hand_in = export(listed, "submission_1", roster=None).only
    assert (hand_in.student.key, hand_in.student.name) == ("0077", "null")
    assert hand_in.submitted_at == datetime(2026, 9, 5, 7, 31, 4, 622713, tzinfo=timezone.utc)


BOMB = "bomb: &0 [x]\n" + "".join(f"b{n}: &{n} [{f'*{n - 1}, ' * 9}]\n" for n in range(1, 60))
MERGES = "m0: &m0 {a: b}\n" + "".join(
    f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}\n" for n in range(1, 60)
)


@pytest.mark.parametrize("bomb", [BOMB, MERGES])
def test_aliases_make_no_bomb(export, bomb):
    assert whose(export(bomb + entry(1, ANN), "submission_1")) == {"ann": "submission_1"}


def test_a_class_s_list_may_be_larger_than_a_hand_in(export):
    results = "".join(f"  :r{number}: {'x' * 1000}\n" for number in range(2000))
    found = export(entry(1, ANN) + results, "submission_1")
    assert found.keys == ["ann"]


def test_a_list_larger_than_any_class_needs_is_told(export, monkeypatch):
    monkeypatch.setattr(sources, "MOST_OF_LIST", 10)
    found = export(entry(1, ANN) + f"  :r: {'x' * MOST}\n", "submission_1")
    assert not found.hand_ins
    assert found.said[0].startswith("can't be read: larger than")


@pytest.mark.parametrize("above", ["", "assignment_7_export/", "hw1/", "downloads/hw1/"])
@pytest.mark.parametrize("is_zipped", [True, False])
def test_an_export_is_known_wherever_it_lies(tmp_path, above, is_zipped):
    names = [f"{above}{LIST}", f"{above}submission_1/hw.ipynb"]
    source = (write_zip if is_zipped else write_folder)(tmp_path / "in.zip", names)
    if is_zipped:
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr(names[0], entry(1, ANN))
            archive.writestr(names[1], "1")
    else:
        (source / names[0]).write_text(entry(1, ANN))
    assert Found(find_hand_ins([source], ROSTER, looker(), MOST)).keys == ["ann"]


@pytest.mark.parametrize("above", ["ann", "ann/x", "ann/assignment_9_export"])
@pytest.mark.parametrize("roster", [ROSTER, None])
def test_a_student_can_hand_in_no_export(tmp_path, above, roster):
    source = write_folder(tmp_path / "in", [f"{above}/submission_1/hw.ipynb", f"{above}/{LIST}"])
    (source / above / LIST).write_text(entry(1, BOB))
    found = Found(find_hand_ins([source], roster, looker(), MOST))
    assert set(found.keys) <= {"ann"}
