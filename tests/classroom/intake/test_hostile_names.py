"""Names by which a student would be taken for another; each fools who reads it less closely."""

import os
import unicodedata

import pytest
from support.intake import Found, looker, write_zip

from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.roster import Roster
from grader.classroom.names import LOOK_ALIKE, escape, fold, look
from grader.classroom.people import Student

ALICE = Student("alice", "Alice Smith", {"login": "asmith", "email": "Alice@x.edu"})
KIM = Student("kim", "Kim Weiß", {"canvas": "410007", "moodle": "17"})
JÖRG = Student("jörg", "Jörg Müller", {"group": "Team A"})
ROSTER = Roster((ALICE, KIM, JÖRG, Student("josé", "Mª José García", {"group": "Team A"})))
both = pytest.mark.parametrize("roster", [ROSTER, None], ids=["roster", "no roster"])


def taken_for(name):
    """Whose name it is to who leaves out what is not seen, and makes all letters plain."""
    plain = unicodedata.normalize("NFKC", name)
    return "".join(c for c in plain if c.isprintable()).strip().casefold().strip(". ")


UNSEEN = [
    pytest.param("alice\u200b", id="a blank without a width"),
    pytest.param("al\u00adice", id="a soft hyphen"),
    pytest.param("\u202aalice\u202c", id="marks of direction"),
    pytest.param("alice\x1f", id="a control character"),
    pytest.param("alice\x85", id="a line end"),
    pytest.param("\ufeffalice", id="a mark of the byte order"),
    pytest.param("alice ", id="a blank at the end"),
    pytest.param(" alice", id="a blank in front"),
    pytest.param("alice\u2003", id="a wide blank at the end"),
]
PRINTABLE = [
    pytest.param("alice\u3164", id="a letter that shows nothing"),
    pytest.param("alice\u034f", id="a joiner"),
    pytest.param("alice\ufe0f", id="a variant of a letter"),
    pytest.param("alice\u2800", id="an empty pattern of Braille"),
]


@both
@pytest.mark.parametrize("name", UNSEEN + PRINTABLE)
@pytest.mark.parametrize("path", ["{}.ipynb", "{}/hw.ipynb", "{}/perceptron/hw.ipynb"])
def test_who_hides_something_in_a_name_takes_nobodys_place(sort_out, name, path, roster):
    found = sort_out("alice.ipynb", path.format(name), "kim.ipynb", roster=roster)
    assert found.names == {"alice": "alice.ipynb", "kim": "kim.ipynb"}
    (remark,) = found.remarks
    assert remark.is_loss
    assert f"spelled {name!a}, which looks like 'alice'" in remark.message
    assert remark.place.isprintable()
    assert escape(name) in remark.place


@pytest.mark.parametrize("name", UNSEEN)
def test_that_name_is_another_to_who_leaves_out_what_is_not_seen(name):
    assert taken_for(name) == "alice"


SPELT = [
    pytest.param("ａｌｉｃｅ", id="wide letters"),
    pytest.param("al\u2170ce", id="a number in place of a letter"),
    pytest.param("\u0430lice", id="a Cyrillic letter"),
    pytest.param("ali\u03f2e", id="a Greek letter"),
    pytest.param("alice.", id="a dot at the end"),
    pytest.param("alice'", id="an apostrophe at the end"),
    pytest.param("'alice", id="an apostrophe in front"),
    pytest.param("alıce", id="an i without its dot"),
]


@both
@pytest.mark.parametrize("name", SPELT)
@pytest.mark.parametrize("path", ["{}.ipynb", "{}/hw.ipynb"])
def test_who_looks_like_another_beside_is_nobody(sort_out, name, path, roster):
    found = sort_out("alice.ipynb", path.format(name), roster=roster)
    assert found.names == {"alice": "alice.ipynb"}
    (remark,) = found.remarks
    assert remark.is_loss
    assert f"spelled {name!a}, which looks like 'alice' beside it" in remark.message


@pytest.mark.parametrize("name", ["ａｌｉｃｅ", "\u0430lice", "alıce", "a\u017fmith"])
def test_who_looks_like_one_of_the_roster_is_told_from_them(sort_out, name):
    found = sort_out(f"{name}.ipynb", "kim.ipynb", roster=ROSTER)
    assert found.keys == ["kim"]
    assert f"spelled {name!a}, which looks like 'Alice Smith (alice)'" in found.said[0]
    assert found.remarks[0].is_loss


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        pytest.param(["Alice", "alice"], ["alice"], id="the one of the roster"),
        pytest.param(["ALICE", "aLICE"], [], id="none is"),
        pytest.param(["asmith", "asmıth"], ["alice"], id="by a login"),
        pytest.param(["Alice@x.edu", "alice@X.edu"], ["alice"], id="by an e-mail"),
        pytest.param(["jörg", "jo\u0308rg"], ["jörg"], id="accents apart beside accents together"),
    ],
)
def test_of_names_that_look_alike_the_one_that_is_on_the_roster_counts(tmp_path, names, kept):
    source = write_zip(tmp_path / "hw.zip", [f"{name}.ipynb" for name in names])
    found = Found(find_hand_ins([source], ROSTER, looker("perceptron"), 1_000_000))
    assert found.keys == kept
    assert len(found.remarks) == len(names) - len(kept)


def test_two_of_the_roster_may_look_alike(sort_out):
    roster = Roster((Student("a1"), Student("A1"), Student("\u0430lice"), ALICE))
    names = ["a1.ipynb", "A1.ipynb", "\u0430lice.ipynb", "alice.ipynb"]
    assert sorted(sort_out(*names, roster=roster).keys) == sorted(s.key for s in roster.students)


def test_who_can_not_be_told_apart_where_there_is_no_roster_is_nobody(sort_out):
    found = sort_out("Alice.ipynb", "alice.ipynb", "kim.ipynb")
    assert found.keys == ["kim"]
    assert len(found.remarks) == 2


# Names of systems: their number decides, and where there is none, what is hidden fits nobody.


@pytest.mark.parametrize(
    "name",
    [
        "weißkim\u200b_410007_700001_hw.ipynb",
        "weißkim_410007_700001_h\u200bw\u202f.ipynb",
        "weißkim_410007_700001_hw\n.ipynb",
        "Kim\u200b Weiß_17_assignsubmission_file/h\u200bw.ipynb",
        "Kim  Weiß_17_assignsubmission_file/hw.ipynb",
        "Kim Weiß_17_assignsubmission_file_h\nw.ipynb",
    ],
)
def test_a_systems_number_decides_whatever_is_hidden_in_names(sort_out, name):
    hand_in = sort_out(name, roster=ROSTER).only
    assert hand_in.student is KIM
    assert hand_in.name.isprintable()
    stranger = sort_out(name).only.student
    assert stranger.key in ("410007", "17")
    assert str(stranger).isprintable()


@pytest.mark.parametrize(
    "name",
    [
        "Alice\u200b Smith_999_assignsubmission_file/hw.ipynb",
        "A\u017fmith_999_assignsubmission_file/hw.ipynb",
        "Alice Smith\u0325_999_assignsubmission_file/hw.ipynb",
        "alicesmith\u200b_999_5001_hw.ipynb",
        "alice\u017fmith_999_5001_hw.ipynb",
        "Team\u200bA_999_assignsubmission_file/hw.ipynb",
    ],
)
def test_a_name_with_something_hidden_fits_nobody_of_the_roster(sort_out, name):
    assert sort_out(name, roster=ROSTER).only.student.key == "999"
    honest = "".join(c for c in unicodedata.normalize("NFKC", name) if c.isprintable())
    honest = (
        honest.replace("\u0325", "").replace("TeamA", "Team A").replace("Asmith", "Smith Alice")
    )
    assert sort_out(honest, roster=ROSTER).keys[0] in ("alice", "jörg")


def test_a_team_without_a_number_that_hides_something_is_nobodys(sort_out):
    found = sort_out("Team\u200b A_assignsubmission_file/hw.ipynb", roster=ROSTER)
    assert not found.hand_ins
    assert "spelled 'Team\\u200b A'" in found.said[0]


def test_a_group_is_not_taken_for_another(sort_out):
    assert sort_out("team-a\u200b.ipynb", "te\u0430m-a.ipynb", roster=ROSTER).keys == []
    assert sort_out("team-a.ipynb", roster=ROSTER).keys == ["jörg", "josé"]


# Honest spellings.


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("jo\u0308rg", "jörg", id="as macOS writes it"),
        pytest.param("Mu\u0308ller, Jo\u0308rg", "jörg", id="a name as macOS writes it"),
        pytest.param("ALICE@X.EDU", "alice", id="an e-mail in capitals"),
        pytest.param("ASmith", "alice", id="a login in capitals"),
        pytest.param("SMITH_Alice", "alice", id="a name in capitals"),
        pytest.param("alice-smith (1)", "alice", id="a download, again"),
        pytest.param("Kim Weiss", "kim", id="an ß written out"),
        pytest.param("García, Mª José", "josé", id="letters that stand for others, on the roster"),
    ],
)
def test_an_honest_spelling_is_found(sort_out, name, key):
    assert sort_out(f"{name}.ipynb", roster=ROSTER).keys == [key]


@pytest.mark.parametrize("name", ["jo\u0308rg", "jörg", "Роман", "Mª José", "李", "o'neil", "A1"])
def test_an_honest_name_is_its_own_where_there_is_no_roster(sort_out, name):
    assert sort_out(f"{name}/hw.ipynb").keys == [unicodedata.normalize("NFC", name)]


def test_a_name_that_is_no_text_is_written_out(tmp_path):
    os.close(os.open(os.fsencode(tmp_path) + b"/al\xffice.py", os.O_CREAT))
    (tmp_path / "kim.py").touch()
    found = Found(find_hand_ins([tmp_path], None, looker("perceptron"), 1_000_000))
    assert found.keys == ["kim"]
    assert found.remarks[0].place == f"{tmp_path}/al\\udcffice.py"


def test_every_letter_that_looks_like_another_is_of_another_alphabet():
    for letters, latin in LOOK_ALIKE.items():
        assert len(letters) == len(latin)
        assert not any(map(str.isascii, letters))
        assert latin.isascii()
        assert look(letters) == latin


def test_what_is_compared_keeps_what_stands_for_another_letter():
    assert fold("\u017fmith") != fold("smith")
    assert fold("\u212aim") != fold("kim")
    assert fold("Weiß") == fold("WEISS")


# Folders around others.


def taken_by_notebooks(names):
    """The folders in the only one that holds notebooks, to who looks at these alone."""
    tops = {name.partition("/")[0] for name in names if name.endswith(".ipynb")}
    return (
        {name.split("/")[1] for name in names if name.endswith(".ipynb")} if len(tops) == 1 else {}
    )


CLASSMATES = ["alice/hw.py", "kim/hw.py", "jörg/hw.py"]
OTHERS = [
    pytest.param(["mallory/alice/hw.ipynb", "mallory/kim/hw.ipynb"], id="folders"),
    pytest.param(["mallory/alice/hw.ipynb", "mallory/kim.ipynb"], id="a folder and a file"),
    pytest.param(["mallory/weißkim_410007_700001_hw.ipynb"] * 1, id="a name of Canvas's"),
    pytest.param(["mallory/Kim_17_assignsubmission_file/hw.ipynb"], id="a name of Moodle's"),
]


@both
@pytest.mark.parametrize("names", OTHERS)
def test_folders_of_others_names_within_ones_own_are_ones_own(sort_out, names, roster):
    found = sort_out(*CLASSMATES, *names, roster=roster)
    assert sorted(set(found.keys) - {"mallory"}) == ["alice", "jörg", "kim"]
    assert {hand_in.name for hand_in in found.hand_ins if hand_in.student.key != "mallory"} == {
        "hw.py"
    }
    assert taken_by_notebooks([*CLASSMATES, *names])


@both
@pytest.mark.parametrize(
    "beside", ["alice.py", "alice.zip", "ngada_410009_text.html", "x/notes.txt"]
)
def test_a_folder_with_anything_beside_it_that_may_be_somebodys_is_not_opened(
    sort_out, beside, roster
):
    found = sort_out(beside, "typo/alice/hw.ipynb", "typo/kim/hw.ipynb", roster=roster)
    assert "kim" not in found.keys
    assert {h.place.endswith("typo/alice/hw.ipynb") for h in found.hand_ins} <= {False}


def test_who_alone_is_late_does_not_hand_in_for_others(sort_out):
    found = sort_out("mallory/alice/hw.ipynb", "mallory/kim/hw.ipynb")
    assert not found.hand_ins
    assert [remark.is_loss for remark in found.remarks] == [True]


@pytest.mark.parametrize("name", ["\u0430lice", "alice\u200b", "ALICE"])
def test_a_folder_that_looks_like_a_students_is_not_opened(sort_out, name):
    found = sort_out(f"{name}/kim/hw.ipynb", f"{name}/jörg/hw.ipynb", roster=ROSTER)
    assert set(found.keys) <= {"alice"}
