"""Whose is what: downloads of Canvas and Moodle, folders and zips of a teacher's own."""

import os
import stat
import zipfile
from datetime import datetime, timezone
from pathlib import Path

import pytest
from support.intake import Found, looker, write_folder, write_zip

from grader.classroom.intake import hand_ins
from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.roster import Roster, read_roster
from grader.classroom.people import Student
from grader.core.errors import RefusedError, SubmissionError
from grader.submission.reader import Reader

MOST = 1_000_000
ROSTER = Roster(
    (
        Student("jane", "Doe, Jane", {"canvas": "101", "moodle": "17", "login": "jdoe"}),
        Student("joe", "Joe Müller", {"email": "joe@x.edu"}),
        Student("kim1", "Kim Lee", {"sis": "S1"}),
        Student("kim2", "Kim Lee"),
        Student("ann", "Ann Ray", {"group": "Team A"}),
        Student("bob", "Bob Ray", {"group": "Team A"}),
        Student("cyd", "Cyd Ray", {"group": "Team A", "canvas": "301"}),
    )
)


# Canvas.


def test_canvas_files_are_their_users(sort_out):
    found = sort_out(
        "doejane_101_5001_hw 1_final.ipynb",
        "müllerjoe_LATE_102_5002_hw.ipynb",
        "agent_007x_103_5003_2024_01_hw.ipynb",
    )
    assert [(h.student, h.name, h.late) for h in sorted(found.hand_ins, key=by_key)] == [
        (Student("101", "doejane", {"canvas": "101"}), "hw 1_final.ipynb", False),
        (Student("102", "müllerjoe", {"canvas": "102"}), "hw.ipynb", True),
        (Student("103", "agent_007x", {"canvas": "103"}), "2024_01_hw.ipynb", False),
    ]
    assert not found.remarks


def by_key(hand_in):
    return hand_in.student.key


def test_canvas_anonymous_files_are_handed_on_with_a_note(sort_out):
    found = sort_out("anon_4fGh1_5001_hw.ipynb", "LATE_anon_Zz_5002_hw.ipynb", roster=ROSTER)
    assert {h.student.key: h.late for h in found.hand_ins} == {"anon-4fGh1": False, "anon-Zz": True}
    assert all("anonymously" in note for h in found.hand_ins for note in h.notes)


@pytest.mark.parametrize(
    "name",
    [
        "doejane_101_text.html",
        "doejane_LATE_101_link.html",
        "anon_4fGh1_text.html",
        "anon_4fGh1_link.html",
        "Jane Doe_17_assignsubmission_onlinetext/onlinetext.html",
        "Jane Doe_17_assignsubmission_onlinetext_/onlinetext.html",
        "Jane Doe_17_assignsubmission_onlinetext_onlinetext.html",
    ],
)
def test_typed_text_is_an_attempt_that_says_what_is_missing(sort_out, name):
    found = sort_out(name)
    assert found.only.place.endswith(name)
    assert not found.remarks
    what = "a link" if name.endswith("link.html") else "text typed into a page"
    with pytest.raises(RefusedError, match=f"{what}, no file to grade; hand in the notebook"):
        found.only.read()


def test_a_file_counts_before_typed_text(sort_out):
    found = sort_out("doejane_101_5001_hw.ipynb", "doejane_101_text.html", roster=ROSTER)
    assert found.names == {"jane": "hw.ipynb"}


def test_of_canvas_files_the_last_attached_counts_whatever_the_time(sort_out):
    found = sort_out("doejane_101_5002_b.ipynb", "doejane_101_5001_a.ipynb")
    assert found.only.name == "b.ipynb"
    (remark,) = found.remarks
    assert remark.place.endswith("5001_a.ipynb")
    assert "doejane_101_5002_b.ipynb counts" in remark.message


def test_a_file_cannot_be_named_into_someone_elses(sort_out):
    found = sort_out(
        "doejane_101_5001_müllerjoe_102_9999_hw.ipynb",
        "Ann Ray_18_assignsubmission_file/müllerjoe_102_9999_hw.ipynb",
        "Bob Ray_19_assignsubmission_file_Joe_20_assignsubmission_file_hw.ipynb",
        "eve/doejane_101_9999_hw.ipynb",
        "eve/Jane_17_assignsubmission_file/hw.py",
    )
    assert sorted(found.keys) == ["18", "19", "eve"]
    assert len(found.remarks) == 1


SPOOFED = Roster(
    (
        Student("ada", "Ng, Ada", {"canvas": "410007"}),
        Student("jörg", "Weiss, Jörg", {"canvas": "410014"}),
        Student("eve", "x_410007_999999999_Weiss, Jorg", {"canvas": "410015"}),
        Student("kit", "x_410007_99999999999_", {"canvas": "410021"}),
        Student("zoe", "x_410007", {"canvas": "410030"}),
    )
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ngada_410007_700001_weissjörg_410014_700002_hw.ipynb", "ada"),
        ("x_410007_999999999_weissjorg_410015_700002_hw.ipynb", "eve"),
        ("x_410007_99999999999__410021_1231_p.ipynb", "kit"),
        ("x_410007_410030_700002_hw.ipynb", "zoe"),
        ("ngada_410007_700001_q_410014_text.html", "ada"),
    ],
)
def test_a_canvas_name_that_looks_like_ids_is_its_own_users(sort_out, name, key):
    assert sort_out(name, roster=SPOOFED).only.student.key == key


@pytest.mark.parametrize("roster", [SPOOFED, None], ids=["roster", "no roster"])
@pytest.mark.parametrize(
    "name",
    [
        "x_410007_999999999_someone_410014_700002_hw.ipynb",
        "x_410007_99999999999__410014_1231_p.ipynb",
        "x_410007_410014_700002_hw.ipynb",
        "nobody_410007_700002_q_410014_text.html",
    ],
)
def test_a_name_that_could_mean_two_canvas_users_is_nobodys(sort_out, name, roster):
    found = sort_out(name, roster=roster)
    assert not found.hand_ins
    assert "could mean Canvas user" in found.said[0]
    assert "410007" in found.said[0]
    assert "410014" in found.said[0]


def test_a_canvas_name_that_looks_like_ids_is_no_part_of_the_files_name(sort_out):
    hand_in = sort_out("x_410007_LATE_410030_700002_a_b.ipynb", roster=SPOOFED).only
    assert (hand_in.student.key, hand_in.name, hand_in.late) == ("zoe", "a_b.ipynb", True)
    hand_in = sort_out("x_410007_410030_700002_a_b.ipynb", roster=SPOOFED).only
    assert (hand_in.student.key, hand_in.name) == ("zoe", "a_b.ipynb")


@pytest.mark.parametrize("roster", [Roster((Student("a"), Student("410014"))), None])
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("eve_410014_700002_1_1234567_hw.ipynb", id="a count"),
        pytest.param("eve_410014_700002_0000001_1234567_hw.ipynb", id="no id begins with 0"),
        pytest.param("eve_410014_700002_2024_10_hw.ipynb", id="a date"),
        pytest.param("eve_410014_700002_x_410014_600001_hw.ipynb", id="a download, again"),
        pytest.param("agent_007_410014_text.html", id="a name with a number"),
    ],
)
def test_numbers_in_a_files_own_name_that_can_be_no_ids_are_none(sort_out, name, roster):
    assert sort_out(name, roster=roster).only.student.ids.get("canvas", "410014") == "410014"


def test_a_date_in_a_files_name_costs_nobody_of_another_name_their_hand_in(sort_out):
    names = ["nick_410014_700002_2024_10_hw.ipynb", "stranger_499999_700003_2024_10_hw.ipynb"]
    assert sorted(sort_out(*names, roster=SPOOFED).keys) == ["499999", "jörg"]


def test_a_late_file_is_not_taken_for_one_of_two_users(sort_out):
    hand_in = sort_out("someone_LATE_101_5001_2024_10_hw.ipynb", roster=ROSTER).only
    assert (hand_in.student.key, hand_in.late) == ("jane", True)


def test_two_listed_ids_of_which_no_name_fits_are_nobodys_however_long_they_are(sort_out):
    roster = Roster((*SPOOFED.students, *ROSTER.students))
    found = sort_out("nick_410014_700002_someone_101_5001_hw.ipynb", roster=roster)
    assert not found.hand_ins


def test_two_listed_ids_tell_nothing_where_names_are_not_known(sort_out):
    roster = Roster((Student("a", ids={"canvas": "101"}), Student("b", ids={"canvas": "102"})))
    found = sort_out("a_101_5001_b_102_9999_hw.ipynb", roster=roster)
    assert not found.hand_ins


def test_an_unlisted_id_with_a_fitting_name_does_not_hide_a_listed_one(sort_out):
    roster = Roster((Student("joe", "Joe Müller"), Student("eve", "Eve", {"canvas": "410014"})))
    found = sort_out("müllerjoe_555_5001_eva_410014_700002_hw.ipynb", roster=roster)
    assert not found.hand_ins


@pytest.mark.parametrize("name", ["ada_hw_1_2_final.ipynb", "ada_hw_2024_01_v_2_3_x.ipynb"])
def test_small_numbers_in_a_students_name_for_a_file_are_not_from_canvas(sort_out, name):
    assert sort_out(name, roster=SPOOFED).only.student.key == "ada"


def test_a_stranger_in_canvas_does_not_get_into_a_students_name(sort_out):
    hand_in = sort_out("ada_hw_999999_700002_final.ipynb", roster=SPOOFED).only
    assert hand_in.student.key == "999999"


@pytest.mark.parametrize(
    "pair",
    [
        ("ngada_77_5001_hw.ipynb", "ngada_78_5002_hw.ipynb"),
        ("Ada Ng_999_assignsubmission_file/hw.ipynb", "Ada Ng_78_assignsubmission_file/hw.ipynb"),
    ],
)
def test_two_users_of_one_name_are_both_nobodys_where_no_number_is_known(sort_out, pair):
    found = sort_out(*pair, roster=Roster((Student("ada", "Ada Ng"),)))
    assert not found.hand_ins
    assert len(found.remarks) == 2
    assert all("put the right number into the roster's column" in said for said in found.said)


def test_of_two_users_of_one_name_the_one_with_the_rosters_number_counts(sort_out):
    ada = Student("ada", "Ada Ng", {"moodle": "880003"})
    found = sort_out(
        "Ada Ng_880003_assignsubmission_file/ours.ipynb",
        "Ada Ng_999_assignsubmission_file/theirs.ipynb",
        roster=Roster((ada,)),
    )
    assert found.names == {"ada": "ours.ipynb"}
    assert [said.partition(";")[0] for said in found.said] == [
        "Moodle participant 999 is called like Ada Ng (ada), as is 880003"
    ]


def test_a_teams_number_is_not_taken_for_a_members(sort_out):
    ann = Student("ann", "Ann Ray", {"group": "Team A", "moodle": "5"})
    bob = Student("bob", "Bob Ray", {"group": "Team A", "moodle": "6"})
    found = sort_out(
        "Ann Ray_5_assignsubmission_file/old.ipynb",
        "Team A_3_assignsubmission_file/hw.ipynb",
        roster=Roster((ann, bob)),
    )
    assert found.names == {"ann": "hw.ipynb", "bob": "hw.ipynb"}


def test_a_participant_called_like_a_group_is_not_the_group(sort_out):
    roster = Roster((Student("eve", "Team A", {"moodle": "44"}), *ROSTER.students))
    assert sort_out("Team A_44_assignsubmission_file/hw.py", roster=roster).keys == ["eve"]


def test_a_moodle_number_under_another_students_name_is_nobodys(sort_out):
    ann, bob = Student("ann", "Ann A", {"moodle": "501"}), Student("bob", "Bob B", {"moodle": "5"})
    found = sort_out("Bob B_501_assignsubmission_file/hw.ipynb", roster=Roster((ann, bob)))
    assert not found.hand_ins
    assert found.said == [
        "by its number Ann A (ann)'s, but named like Bob B (bob); rename it to its student's key"
    ]


def test_a_zip_from_canvas_that_was_unpacked_where_it_lay_is_its_users(sort_out):
    hand_in = sort_out("doejane_LATE_101_5001_hw/hw.ipynb", "doejane_LATE_101_5001_hw.zip").only
    assert (hand_in.student.key, hand_in.name, hand_in.late) == ("101", "hw.ipynb", True)


# Moodle.


@pytest.mark.parametrize(
    "name",
    [
        "Jane van Doe_17_assignsubmission_file/hw_1.ipynb",
        "Jane van Doe_17_assignsubmission_file_/hw_1.ipynb",
        "Jane van Doe_17_assignsubmission_file/work/more/hw_1.ipynb",
        "Jane van Doe_17_assignsubmission_file_hw_1.ipynb",
    ],
)
def test_moodle_files_are_their_participants(sort_out, name):
    hand_in = sort_out(name).only
    assert hand_in.student == Student("17", "Jane van Doe", {"moodle": "17"})
    assert hand_in.name == "hw_1.ipynb"
    assert hand_in.place.endswith(name)


def test_a_moodle_team_is_one_student_where_there_is_no_roster(sort_out):
    found = sort_out(
        "Team A_3_assignsubmission_file/hw.ipynb", "Default team_assignsubmission_file/hw.ipynb"
    )
    assert sorted(map(str, (h.student for h in found.hand_ins))) == ["Default team", "Team A (3)"]


def test_a_moodle_teams_file_counts_for_each_member(sort_out):
    found = sort_out("Team A_3_assignsubmission_file/hw.ipynb", roster=ROSTER)
    assert found.keys == ["ann", "bob", "cyd"]
    assert {h.read() for h in found.hand_ins} == {b"Team A_3_assignsubmission_file/hw.ipynb"}
    assert all("group work of 'Team A'" in h.notes[0] for h in found.hand_ins)


def test_a_team_with_the_number_of_a_participant_is_nobodys(sort_out):
    found = sort_out("Team A_17_assignsubmission_file/hw.ipynb", roster=ROSTER)
    assert not found.hand_ins
    assert "Doe, Jane (jane)'s, but the name of group 'Team A'" in found.said[0]


def test_a_moodle_number_counts_and_another_name_is_noted(sort_out):
    hand_in = sort_out("Participant_17_assignsubmission_file/hw.ipynb", roster=ROSTER).only
    assert hand_in.student.key == "jane"
    assert hand_in.notes == ("named 'Participant' in Moodle, 'Doe, Jane' on the roster",)


def test_a_canvas_id_counts_and_another_name_is_noted(sort_out):
    hand_in = sort_out("someone_101_5001_hw.ipynb", roster=ROSTER).only
    assert hand_in.student.key == "jane"
    assert hand_in.notes == ("named 'someone' in Canvas, 'Doe, Jane' on the roster",)


# Folders and files of one's own.


def test_a_folder_is_a_students(sort_out):
    found = sort_out("jane/hw.ipynb", "müller, joe/a/b/hw.ipynb", 'kim\'s "x"/hw.py')
    assert found.names == {"jane": "hw.ipynb", "müller, joe": "hw.ipynb", 'kim\'s "x"': "hw.py"}
    assert sorted(h.read().decode() for h in found.hand_ins)[0] == "jane/hw.ipynb"


def test_a_flat_files_stem_is_the_student(sort_out):
    found = sort_out("jane_doe.ipynb", "joe.v2.py", "README")
    assert sorted(found.keys) == ["README", "jane_doe", "joe.v2"]


def test_single_files_are_told_apart(tmp_path):
    folder = write_folder(tmp_path, ["a/hw.ipynb", "b/hw.ipynb", "c.ipynb"])
    sources = [folder / "a/hw.ipynb", folder / "b/hw.ipynb"]
    assert Found(find_hand_ins(sources, None, looker("hw"), MOST)).keys == ["a", "b"]
    assert (
        Found(find_hand_ins([folder / "c.ipynb"], None, looker("hw"), MOST)).only.student.key == "c"
    )


def test_two_sources_are_two_collections(tmp_path):
    first = write_zip(tmp_path / "1.zip", ["doejane_101_5001_hw.ipynb"])
    second = write_zip(tmp_path / "2.zip", ["doejane_101_5002_hw.ipynb"])
    assert Found(find_hand_ins([first, second], None, looker("hw"), MOST)).keys == ["101", "101"]


COLLECTIONS = [
    pytest.param(["jane/hw.ipynb", "joe/hw.ipynb", "joe/x.csv"], id="folders"),
    pytest.param(["doejane_101_5001_hw.ipynb"], id="Canvas"),
    pytest.param(["Joe Müller_9_assignsubmission_file/hw.ipynb"], id="Moodle"),
    pytest.param(["jane.ipynb", "joe.py"], id="files"),
]


@pytest.mark.parametrize("wrapper", ["source", "perceptron", "source/perceptron"])
@pytest.mark.parametrize("names", COLLECTIONS)
@pytest.mark.parametrize("roster", [ROSTER, None], ids=["roster", "no roster"])
def test_a_folder_around_everything_is_nobodys(sort_out, wrapper, names, roster):
    bare = sort_out(*names, roster=roster).keys
    assert sort_out(*(f"{wrapper}/{name}" for name in names), roster=roster).keys == bare


@pytest.mark.parametrize("names", COLLECTIONS[:3])
def test_the_only_folder_is_in_doubt_where_nothing_tells_a_class_from_a_student(sort_out, names):
    """Opened, it would let the only one who was late hand in for everybody."""
    found = sort_out(*(f"monday/{name}" for name in names))
    assert not found.hand_ins
    (remark,) = found.remarks
    assert remark.is_loss
    assert remark.place.endswith("/monday")
    assert "name that folder itself, unpacked, or give a roster" in remark.message


@pytest.mark.parametrize("names", COLLECTIONS)
def test_a_folder_that_the_roster_does_not_know_is_nobodys(sort_out, names):
    bare = sort_out(*names, roster=ROSTER).keys
    assert sort_out(*(f"monday/{name}" for name in names), roster=ROSTER).keys == bare


def test_a_stray_file_beside_the_folder_around_everything_is_remarked_on(sort_out):
    found = sort_out("source/jane/hw.ipynb", "source/joe/hw.ipynb", "README.txt")
    assert sorted(found.keys) == ["jane", "joe"]
    assert found.said == ["lies beside the students' folders: whose it is, nothing says"]


def test_the_only_student_keeps_the_folder(sort_out):
    names = ["jane/hw.ipynb", "jane/old.ipynb", "jane/data/x.csv"]
    assert sort_out(*names).only.student.key == "jane"
    assert sort_out(*names, roster=ROSTER).only.student.key == "jane"


@pytest.mark.parametrize(
    "names",
    [["s1.ipynb"], ["perceptron/s1.ipynb"], ["s1.py", "x.csv"], ["s1/s1.ipynb", "s1/s2.ipynb"]],
)
def test_the_only_folder_is_not_opened_for_a_name_that_its_student_gave(sort_out, names):
    roster = Roster((Student("s1"), Student("s2")))
    found = sort_out(*(f"jane typo/{name}" for name in names), roster=roster)
    assert not found.hand_ins
    assert all("nobody on the roster" in said for said in found.said)


def test_a_students_folder_is_not_opened_for_marks_below_it(sort_out):
    assert sort_out("jane/müllerjoe_102_5001_hw.ipynb", roster=ROSTER).keys == ["jane"]


def test_several_students_show_folders_around_everything_however_many(sort_out):
    found = sort_out("class/monday/jane/hw.ipynb", "class/monday/joe/hw.ipynb", roster=ROSTER)
    assert sorted(found.keys) == ["jane", "joe"]


def test_attempts_in_folders_are_one_students(sort_out):
    assert sort_out("jane/v1/hw.ipynb", "jane/v2/hw.ipynb").keys == ["jane"]


# The roster.


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("doejane_101_5001_hw.ipynb", "jane", id="Canvas id"),
        pytest.param("müllerjoe_555_5001_hw.ipynb", "joe", id="Canvas name"),
        pytest.param("Joe Müller_555_assignsubmission_file/hw.ipynb", "joe", id="Moodle name"),
        pytest.param("Müller, Joe/hw.ipynb", "joe", id="name"),
        pytest.param("JOE@x.edu/hw.ipynb", "joe", id="e-mail"),
        pytest.param("S1/hw.ipynb", "kim1", id="SIS id"),
        pytest.param("jdoe.ipynb", "jane", id="login"),
        pytest.param("jane-doe.ipynb", "jane", id="name as stem"),
        pytest.param("hw1_jdoe.ipynb", "jane", id="login within"),
        pytest.param("jdoe-perceptron (1).ipynb", "jane", id="login within a copy"),
        pytest.param("kim2_hw/hw.ipynb", "kim2", id="key within a folder's name"),
        pytest.param("mu\u0308ller_joe.ipynb", "joe", id="as macOS writes it"),
    ],
)
def test_the_roster_knows_whose_it_is(sort_out, name, key):
    found = sort_out(name, roster=ROSTER)
    assert found.only.student is find(key)
    assert not found.remarks
    assert not found.only.notes


def find(key):
    return ROSTER.named("key", key)[0]


@pytest.mark.parametrize("name", ["eve/hw.ipynb", "eve.ipynb", "hw1_eve.ipynb"])
def test_who_is_not_on_the_roster_is_not_graded(sort_out, name):
    found = sort_out(name, "jane.ipynb", roster=ROSTER)
    assert found.only.student.key == "jane"
    assert [r.place.endswith(name) for r in found.remarks] == [True]
    assert found.said[0].startswith("belongs to nobody on the roster")


@pytest.mark.parametrize("others", [["jane.ipynb", "class.csv"], []])
def test_the_roster_itself_is_nobodys_hand_in_where_it_lies_among_them(tmp_path, others):
    folder = write_folder(tmp_path / "in", ["roster.csv", *others])
    (folder / "roster.csv").write_text("student\njane\n", encoding="utf-8")
    roster = read_roster(tmp_path / "in/../in/roster.csv")
    found = Found(find_hand_ins([folder], roster, looker(), MOST))
    assert found.keys == ["jane"] * bool(others)
    assert [Path(remark.place).name for remark in found.remarks] == others[1:]


@pytest.mark.parametrize("name", ["Kim Lee/hw.ipynb", "lee_kim.ipynb", "hw1_kim1_kim2.ipynb"])
def test_what_fits_several_is_nobodys(sort_out, name):
    found = sort_out(name, roster=ROSTER)
    assert not found.hand_ins
    assert found.said == ["could be Kim Lee (kim1), Kim Lee (kim2); rename it to one's key"]


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("eve_999_5001_hw.ipynb", Student("999", "eve", {"canvas": "999"})),
        ("Eve_999_assignsubmission_file/hw.py", Student("999", "Eve", {"moodle": "999"})),
        ("Default_assignsubmission_file/hw.py", Student("Default", "Default")),
    ],
)
def test_what_a_system_sent_is_handed_on_even_if_not_on_the_roster(sort_out, name, student):
    hand_in = sort_out(name, roster=ROSTER).only
    assert hand_in.student == student
    assert hand_in.notes[0].startswith("not on the roster")


def test_what_a_system_sent_for_one_of_two_of_a_name_is_handed_on_and_says_so(sort_out):
    hand_in = sort_out("leekim_999_5001_hw.ipynb", roster=ROSTER).only
    assert hand_in.student.key == "999"
    assert "could be Kim Lee (kim1), Kim Lee (kim2)" in hand_in.notes[0]


def test_another_canvas_id_is_another_person_of_that_name(sort_out):
    hand_in = sort_out("doejane_999_5001_hw.ipynb", roster=ROSTER).only
    assert hand_in.student.key == "999"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("doejane_7_5001_hw.ipynb", "7"),
        ("eve_7_5001_hw.ipynb", "canvas-7"),
        ("Eve_7_assignsubmission_file/hw.py", "moodle-7"),
    ],
)
def test_a_system_id_that_is_someone_elses_key_is_not_that_persons(sort_out, name, key):
    roster = Roster((Student("7", "Jane Doe"),))
    assert sort_out(name, roster=roster).only.student.key == key


# Groups.


@pytest.mark.parametrize("name", ["Team A/hw.ipynb", "team-a.ipynb", "hw1_team_a.ipynb"])
def test_what_is_named_like_a_group_counts_for_each_member(sort_out, name):
    found = sort_out(name, roster=ROSTER)
    assert found.keys == ["ann", "bob", "cyd"]
    assert all("group work of 'Team A'" in hand_in.notes[0] for hand_in in found.hand_ins)


def test_a_groups_own_name_counts_before_a_members_within_it(sort_out):
    roster = Roster((Student("ann", ids={"group": "team-ann"}), Student("bob")))
    hand_in = sort_out("team-ann/hw.ipynb", roster=roster).only
    assert "group work" in hand_in.notes[0]


def test_what_a_canvas_representative_hands_in_counts_for_each_member(sort_out):
    found = sort_out("raycyd_301_5001_b.ipynb", "raycyd_301_5000_a.ipynb", roster=ROSTER)
    assert sorted(found.names.items()) == [(key, "b.ipynb") for key in ("ann", "bob", "cyd")]
    assert len(found.remarks) == 1


def test_members_who_hand_in_alone_share_nothing(sort_out):
    found = sort_out("raycyd_301_5001_c.ipynb", "rayann_302_5002_a.ipynb", roster=ROSTER)
    assert found.names == {"cyd": "c.ipynb", "ann": "a.ipynb"}


def test_a_members_own_folder_is_not_shared(sort_out):
    assert sort_out("ann/hw.ipynb", roster=ROSTER).keys == ["ann"]


@pytest.mark.parametrize(
    "name",
    ["Team A/hw.ipynb", "team-a.ipynb", "Team A_3_assignsubmission_file/hw.ipynb"],
)
def test_where_nothing_is_group_work_what_is_named_like_a_group_is_nobodys(sort_out, name):
    found = sort_out(name, "ann/hw.ipynb", roster=ROSTER, group_work=False)
    assert found.keys == ["ann"]
    (remark,) = found.remarks
    assert remark.is_loss
    assert "of the group 'Team A', and the homework is no group work" in remark.message


def test_where_nothing_is_group_work_each_has_what_they_handed_in_themselves(sort_out):
    found = sort_out("raycyd_301_5001_c.ipynb", roster=ROSTER, group_work=False)
    assert (found.keys, found.remarks, found.only.notes) == (["cyd"], [], ())
    found = sort_out("team-a/old.ipynb", "bob/hw.ipynb", roster=ROSTER, group_work=False)
    assert found.names == {"bob": "hw.ipynb"}


# Several files of one student.


@pytest.mark.parametrize(
    ("names", "counts", "remarked"),
    [
        pytest.param(["hw.ipynb", "new.py"], "hw.ipynb", [], id="a notebook before a program"),
        pytest.param(["hw.py", "new.csv"], "hw.py", [], id="a program before anything"),
        pytest.param(["hw.py", "new.zip"], "hw.py", [], id="a program before a zip"),
        pytest.param(["b.ipynb", "a.ipynb"], "a.ipynb", ["b.ipynb"], id="the newest"),
        pytest.param(["a.py", "b.py"], "b.py", ["a.py"], id="the newest program"),
        pytest.param(["hw.zip", "new.csv"], "hw.zip", [], id="a zip, which says why"),
        pytest.param(["hw.pdf", "x.png"], "x.png", [], id="anything"),
        pytest.param(["HW.IPYNB", "hw.py"], "HW.IPYNB", [], id="in capitals"),
        pytest.param(
            ["perceptron/a.ipynb", "adaline/b.ipynb"],
            "a.ipynb",
            ["adaline/b.ipynb"],
            id="the assignment's folder",
        ),
    ],
)
def test_one_file_counts(sort_out, names, counts, remarked):
    found = sort_out(*(f"jane/{name}" for name in names))
    assert found.only.name == counts
    assert [r.place.partition("jane/")[2] for r in found.remarks] == remarked
    assert all(f"{counts} counts instead" in said for said in found.said)


def test_of_equal_times_the_higher_number_counts(tmp_path):
    names = ["hw-10.ipynb", "hw-9.ipynb", "hw.ipynb"]
    folder = write_folder(tmp_path / "hw", [f"jane/{name}" for name in names])
    for name in names:
        os.utime(folder / "jane" / name, (0, 1_700_000_000))
    found = Found(find_hand_ins([folder], None, looker("perceptron"), MOST))
    assert found.only.name == "hw-10.ipynb"
    assert found.only.submitted_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc)
    assert not found.only.by_system


def test_what_is_called_a_zip_and_is_none_is_an_attempt_that_says_what_to_do(sort_out):
    hand_in = sort_out("jane/hw.zip").only
    with pytest.raises(SubmissionError, match="packed, not a notebook; unpack it"):
        Reader().read_content(Path(hand_in.name), hand_in.read())


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "._jane.ipynb",
        "__MACOSX/jane/._hw.ipynb",
        ".DS_Store",
        "THUMBS.DB",
        "Desktop.ini",
        "Icon\r",
        "jane.ipynb:Zone.Identifier",
        "~$notes.docx",
        ".git/hooks/update.py",
        ".venv/lib/x.py",
        "venv/bin/x.py",
        "node_modules/x/y.py",
        "__pycache__/hw.py",
        ".ipynb_checkpoints/hw-checkpoint.ipynb",
        ".idea/x.py",
        ".vscode/x.py",
        ".pytest_cache/README.py",
        "env/lib/python3.12/site-packages/x.py",
    ],
)
@pytest.mark.parametrize("below", ["", "kim/"])
def test_what_is_left_behind_is_no_student_and_nobodys_work(sort_out, name, below):
    found = sort_out(f"{below}{name}", "ann/hw.ipynb", "bob/hw.ipynb", f"bob/{name}")
    assert found.names == {"ann": "hw.ipynb", "bob": "hw.ipynb"}
    assert not found.remarks


def test_what_nobody_has_named_yet_may_be_work(sort_out):
    assert sort_out("ann/Untitled.ipynb", "bob/hw.ipynb").keys == ["ann", "bob"]


@pytest.mark.parametrize("name", ["hw.html", "hw.pdf", "hw.docx", "hw.rar", "hw.ipynb.txt"])
def test_of_files_that_are_no_homework_the_likeliest_speaks(sort_out, name):
    # The later ones would, if their times alone decided.
    found = sort_out(f"ann/{name}", "ann/notes.txt", "ann/picture.svg", "bob/hw.ipynb")
    assert found.names == {"ann": name, "bob": "hw.ipynb"}


def test_more_files_than_any_student_has_are_not_looked_at(sort_out, monkeypatch):
    monkeypatch.setattr(hand_ins, "MOST_OF_STUDENT", 2)
    found = sort_out(*(f"jane/{name}.ipynb" for name in "abcd"), "joe/hw.ipynb")
    assert sorted(found.keys) == ["jane", "joe"]
    assert sum("more than 2 files of jane" in said for said in found.said) == 2


# What is refused.


def test_a_refused_file_is_its_students_attempt(tmp_path):
    link = zipfile.ZipInfo("doejane_101_5001_hw.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "hw.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("Jane_17_assignsubmission_file/../../hw.ipynb", "x")
        archive.writestr("joe/hw.ipynb", "fine")
    found = Found(find_hand_ins([tmp_path / "hw.zip"], None, looker("perceptron"), MOST))
    assert found.keys == ["101", "17", "joe"]
    for hand_in in found.hand_ins[:2]:
        with pytest.raises(RefusedError):
            hand_in.read()
    assert found.hand_ins[2].read() == b"fine"


def test_a_refused_file_of_nobody_is_a_remark(tmp_path):
    source = write_zip(tmp_path / "hw.zip", ["../evil.ipynb", "eve/../hw.ipynb", "jane.ipynb"])
    found = Found(find_hand_ins([source], ROSTER, looker("perceptron"), MOST))
    assert found.keys == ["jane"]
    assert ["plain name" in said for said in found.said] == [True, True]
    assert [r.place.removeprefix(str(source)) for r in found.remarks] == [
        "/../evil.ipynb",
        "/eve/../hw.ipynb",
    ]


def test_a_sound_file_counts_before_a_refused_one_and_a_refused_notebook_before_a_program(tmp_path):
    folder = write_folder(tmp_path / "hw", ["jane/a.ipynb", "jane/b.ipynb", "joe/a.py"])
    (folder / "jane" / "c.ipynb").symlink_to("b.ipynb")
    (folder / "joe" / "c.ipynb").symlink_to("a.py")
    found = Found(find_hand_ins([folder], None, looker("perceptron"), MOST))
    assert found.names == {"jane": "b.ipynb", "joe": "c.ipynb"}
    assert sum("is a link" in said and "counts instead" in said for said in found.said) == 1


def test_a_name_of_control_characters_alone_names_nobody(tmp_path):
    source = write_zip(tmp_path / "hw.zip", ["\x01/hw.ipynb", "jane/hw.ipynb"])
    found = Found(find_hand_ins([source], None, looker("perceptron"), MOST))
    assert found.keys == ["jane"]
    assert found.said == ["its name says no student; rename it"]


def test_files_are_read_when_their_turn_comes(tmp_path):
    folder = write_folder(tmp_path / "hw", ["jane.ipynb"])
    hand_in = Found(find_hand_ins([folder], None, looker("perceptron"), MOST)).only
    (folder / "jane.ipynb").write_text("later")
    assert hand_in.read() == b"later"
