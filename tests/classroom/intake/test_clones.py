"""Whose is what among the clones of a class's repositories, as GitHub Classroom calls them."""

import zipfile

import pytest
from support.intake import Found, looker, write_folder

from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.roster import Roster
from grader.classroom.people import Student

MOST = 1_000_000
HEADER = '"identifier","github_username","github_id","name"\n'
LINKED = Roster(
    (
        Student("ann@x.edu", "Ann", {"github": "octo-ann"}),
        Student("bo@x.edu", "Bo", {"github": "Lee"}),
        Student("cy@x.edu", "Cy", {"github": "ann-lee", "group": "bees"}),
        Student("di@x.edu", "Di", {"group": "bees"}),
    )
)
KEYED = Roster((Student("S1", "Ann", {"email": "ann@x.edu"}), Student("S2", "Bo")))
TABLE = f'{HEADER}"ann@x.edu","octo-ann","1",""\n"S2","bo","2",""\n"di","","",""\n'
GRADES = "github_username,roster_identifier,student_repository_name,submission_timestamp\n"


@pytest.fixture(params=["zip", "folder"])
def clones(request, tmp_path):
    """Sort out the clones that are called so, with what lies beside them."""

    def run(*folders, roster=None, beside=(), within="hw-1-submissions", names="perceptron"):
        source = tmp_path / "source"
        above = f"{within}/" if within else ""
        for name, text in beside:
            (source / above).mkdir(parents=True, exist_ok=True)
            (source / above / name).write_text(text)
        write_folder(source, [f"{above}{folder}/hw.ipynb" for folder in folders])
        for folder in folders:
            write_folder(source, [f"{above}{folder}/.git/HEAD"])
        if request.param == "zip":
            texts = {str(p.relative_to(source)): p for p in source.rglob("*") if p.is_file()}
            with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
                for name, path in texts.items():
                    archive.write(path, name)
            source = tmp_path / "packed.zip"
        return Found(find_hand_ins([source], roster, looker(names), MOST))

    return run


def whose(found):
    return {each.student.key: each.place.split("/")[-2] for each in found.hand_ins}


def test_an_account_is_whom_the_roster_links_it_to_whatever_has_dashes(clones):
    found = clones("hw-1-octo-ann", "hw-1-lee", "hw-1-ann-lee", roster=LINKED)
    assert whose(found) == {
        "ann@x.edu": "hw-1-octo-ann",
        "bo@x.edu": "hw-1-lee",
        "cy@x.edu": "hw-1-ann-lee",
    }
    assert found.said == ["no account of GitHub is linked to Di (di@x.edu)"]


def test_a_table_beside_the_clones_links_accounts_to_a_roster_of_one_s_own(clones):
    beside = [("classroom_roster.csv", TABLE), ("notes.txt", "")]
    found = clones("hw-1-octo-ann", "hw-1-bo", roster=KEYED, beside=beside)
    assert whose(found) == {"S1": "hw-1-octo-ann", "S2": "hw-1-bo"}
    assert found.said[0] == "no account of GitHub is linked to di"
    (remark,) = found.remarks[1:]
    assert remark.place.endswith("notes.txt")


def test_a_table_that_a_spreadsheet_has_changed_is_told(clones):
    beside = [("classroom_roster.csv", f'{HEADER}"1.5E+9","bo","2",""\n')]
    found = clones("hw-1-bo", roster=KEYED, beside=beside)
    assert found.said[0].startswith("line 2: a spreadsheet has changed an id")


def test_an_account_without_an_identifier_in_the_grades_is_nobody_s(clones):
    beside = [("grades.csv", f"{GRADES}bo,,hw-1-bo,\nann,S1,hw-1-ann,\n")]
    found = clones("hw-1-bo", "hw-1-ann", roster=KEYED, beside=beside)
    assert whose(found) == {"S1": "hw-1-ann"}
    assert "GitHub user 'bo' is linked to nobody" in found.said[0]


def test_without_a_roster_the_table_names_the_students(clones):
    found = clones("hw-1-octo-ann", beside=[("classroom_roster.csv", TABLE)])
    student = found.only.student
    assert (student.key, student.ids["github"]) == ("ann@x.edu", "octo-ann")


def test_without_either_the_account_names_the_student(clones):
    found = clones("hw-1-octo-ann", "hw-1-bo")
    assert {each.student.key for each in found.hand_ins} == {"octo-ann", "bo"}
    assert all(each.student.ids == {"github": each.student.key} for each in found.hand_ins)
    assert found.said == []


def test_grades_name_the_repository_its_owners_and_the_time(clones):
    rows = "octo-ann,ann@x.edu,hw-1-bees,2026-09-05T01:02:03Z\nbo,S2,hw-1-bees,\n"
    found = clones("hw-1-bees", roster=KEYED, beside=[("grades.csv", GRADES + rows)])
    assert sorted(found.keys) == ["S1", "S2"]
    assert {str(each.submitted_at) for each in found.hand_ins} == {"2026-09-05 01:02:03+00:00"}
    assert all(each.by_system for each in found.hand_ins)


def test_the_time_of_a_clone_is_not_the_system_s(clones):
    assert not clones("hw-1-octo-ann").only.by_system


def test_a_team_s_clone_is_its_members(clones):
    found = clones("hw-1-bees", roster=LINKED)
    assert sorted(found.keys) == ["cy@x.edu", "di@x.edu"]


def test_an_account_called_as_a_team_is_no_team_where_each_has_a_clone(clones):
    found = clones("hw-1-bees", "hw-1-ann-lee", roster=LINKED)
    assert whose(found) == {"cy@x.edu": "hw-1-ann-lee"}


def test_what_may_be_a_second_repository_or_another_s_is_told(clones):
    found = clones("hw-1-lee-1", roster=LINKED)
    assert not found.hand_ins
    assert "'lee''s second repository or 'lee-1''s" in found.said[1]


@pytest.mark.parametrize("user", ["S1", "ann", "x-bo", "nobody"])
@pytest.mark.parametrize("roster", [LINKED, KEYED])
def test_an_account_that_is_linked_to_nobody_is_a_loss(clones, user, roster):
    beside = [("classroom_roster.csv", TABLE)]
    found = clones(f"hw-1-{user}", roster=roster, beside=beside)
    assert not found.hand_ins
    (remark,) = [remark for remark in found.remarks if remark.is_loss]
    assert f"GitHub user {user!r} is linked to nobody" in remark.message


def test_of_a_folder_that_is_nobody_s_the_reason_is_told_once(clones):
    (remark,) = [each for each in clones("hw-1-eve", roster=LINKED).remarks if each.is_loss]
    assert remark.place.endswith("hw.ipynb")
    found = clones("hw-1-eve", "hw-1-eve/tries", roster=LINKED)
    (remark,) = [each for each in found.remarks if each.is_loss]
    assert remark.place.endswith("hw-1-eve")


def test_a_key_may_be_an_account_where_the_roster_knows_none(clones):
    own = Roster((Student("octo-ann"), Student("ann")))
    found = clones("hw-1-octo-ann", "hw-1-x-ann", roster=own)
    assert whose(found) == {"octo-ann": "hw-1-octo-ann"}


def test_an_account_that_is_linked_twice_is_nobody_s(clones):
    twice = Roster((*LINKED.students, Student("eve", "", {"github": "octo-ann"})))
    found = clones("hw-1-octo-ann", roster=twice)
    assert not found.hand_ins
    assert any("could be Ann (ann@x.edu), eve" in said for said in found.said)


def test_what_is_called_otherwise_beside_the_clones_is_told(clones):
    found = clones("hw-1-bo", "solution")
    assert found.keys == ["bo"]
    assert found.said == [
        "not called hw-1-USER, as the clones beside it are; whose it is, nothing says"
    ]


def test_files_of_students_beside_a_folder_are_no_clones(clones):
    beside = [(f"{name}.ipynb", "") for name in ("ann", "bo")]
    own = Roster((Student("ann"), Student("bo")))
    assert sorted(clones("hw-1-data", roster=own, beside=beside).keys) == ["ann", "bo"]


@pytest.mark.parametrize("within", ["", "downloads"])
def test_known_accounts_tell_where_the_assignment_s_name_ends(clones, within):
    found = clones("a-b-octo-ann", "a-b-lee", "a-b-ann-lee", roster=LINKED, within=within)
    assert len(whose(found)) == 3
    assert "taken for clones called a-b-USER" in found.said


def test_one_name_that_can_be_cut_twice_is_not_cut(clones):
    found = clones("hw-ann-lee", roster=LINKED, within="")
    assert not found.hand_ins


def test_a_homework_s_name_tells_it_too(clones):
    found = clones("perceptron-ada-x", "perceptron-bo", within="")
    assert sorted(found.keys) == ["ada-x", "bo"]
    assert found.said == ["taken for clones called perceptron-USER"]


@pytest.mark.parametrize(
    ("folders", "keys"),
    [
        pytest.param(["ann-lee", "octo-ann"], ["ann-lee", "octo-ann"], id="two dashes"),
        pytest.param(
            ["perceptron-1", "perceptron-2"], ["perceptron-1", "perceptron-2"], id="tries"
        ),
        pytest.param(["perceptron-a", "b"], ["b", "perceptron-a"], id="not all"),
    ],
)
def test_folders_with_dashes_are_students_where_nothing_tells_clones(clones, folders, keys):
    assert sorted(clones(*folders, within="").keys) == keys


def test_a_student_s_key_is_no_clone_of_another_s(clones):
    own = Roster((Student("ann-lee"), Student("bo", "", {"github": "lee"})))
    assert clones("ann-lee", roster=own, within="").keys == ["ann-lee"]


@pytest.mark.parametrize("within", ["ann/x", "ann/hw-1-submissions", "ann"])
@pytest.mark.parametrize("roster", [Roster((Student("ann"), Student("bo"))), None])
def test_a_student_can_hand_in_no_class(clones, within, roster):
    found = clones("hw-1-bo", "hw-1-eve", roster=roster, within=within)
    assert set(found.keys) <= {"ann"}


def test_a_student_can_hand_in_no_table(clones, tmp_path):
    folder = "hw-1-submissions/hw-1-bo"
    write_folder(tmp_path / "source", [f"{folder}/hw-1-octo-ann/hw.ipynb"])
    (tmp_path / "source" / folder / "classroom_roster.csv").write_text(TABLE)
    found = clones("hw-1-octo-ann", roster=KEYED)
    assert found.keys == ["S2"]  # whose folder it lies in


def test_folders_called_by_accounts_are_whom_those_are_linked_to(clones):
    found = clones("octo-ann", "lee", "ann-lee", roster=LINKED, within="")
    assert sorted(found.keys) == ["ann@x.edu", "bo@x.edu", "cy@x.edu"]
    assert found.said == []
