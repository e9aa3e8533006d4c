"""One student's too many files, too deep ones, and archives made to be large: no other's fault."""

import os
import zipfile
from collections import Counter

import pytest
from support.intake import Found, looker, write_folder, write_zip

from grader.classroom.intake import crowds, zips
from grader.classroom.intake.hand_ins import MOST_REMARKS, find_hand_ins
from grader.classroom.intake.roster import Roster
from grader.classroom.people import Student
from grader.core.errors import RefusedError, UsageError

MOST = 1_000_000
CLASS = ["alice/hw.py", "zoe/hw.py"]


@pytest.fixture
def small(monkeypatch):
    """Limits that are reached at once."""
    monkeypatch.setattr(crowds, "MOST_ENTRIES", 40)
    monkeypatch.setattr(crowds, "MOST_OF_STUDENT", 10)
    monkeypatch.setattr(crowds, "FEW", 3)


def read(found):
    """What each has handed in, or why it is not read."""
    texts = {}
    for hand_in in found.hand_ins:
        try:
            texts[hand_in.student.key] = hand_in.read().decode()
        except RefusedError as error:
            texts[hand_in.student.key] = str(error).partition(": ")[2]
    return texts


FLOODS = [
    pytest.param([f"mallory/{n}" for n in range(11)], id="files"),
    pytest.param(["mallory/hw.py", *(f"mallory/x/{n}.py" for n in range(11))], id="further down"),
    pytest.param([f"mallory/{n}/{n}/{n}/hw.py" for n in range(11)], id="in folders"),
]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("wrapper", ["", "source/", "source/perceptron/"])
@pytest.mark.parametrize("flood", FLOODS)
def test_too_many_files_are_one_students_refusal(sort_out, flood, wrapper):
    """As a whole class they were too many for anybody to be graded."""
    found = sort_out(*(wrapper + name for name in [*CLASS, *flood]))
    texts = read(found)
    assert texts == {
        "alice": f"{wrapper}alice/hw.py",
        "mallory": "holds more than 10 files and folders; hand in the notebook itself",
        "zoe": f"{wrapper}zoe/hw.py",
    }
    assert found.remarks == []


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("litter", ["mallory/.venv/", "__MACOSX/", "mallory/__pycache__/"])
def test_litter_costs_nobody_a_hand_in(sort_out, litter):
    names = [*CLASS, "mallory/hw.py", *(f"{litter}{n}.py" for n in range(60))]
    assert sorted(read(sort_out(*names)).values()) == [*CLASS[:1], "mallory/hw.py", *CLASS[1:]]


@pytest.mark.usefixtures("small")
def test_a_million_empty_folders_are_too_many(tmp_path):
    folder = write_folder(tmp_path / "source", CLASS)
    for number in range(11):
        (folder / "mallory" / str(number)).mkdir(parents=True)
    found = Found(find_hand_ins([folder], None, looker("perceptron"), MOST))
    assert "more than 10" in read(found)["mallory"]
    zipped = write_zip(tmp_path / "a.zip", [*CLASS, *(f"mallory/{n}/" for n in range(11))])
    found = Found(find_hand_ins([zipped], None, looker("perceptron"), MOST))
    assert "more than 10" in read(found)["mallory"]


@pytest.mark.usefixtures("small")
def test_many_together_leave_few_to_those_who_come_later(sort_out):
    names = [f"s{n:02}/{m}.py" for n in range(8) for m in range(9)]
    texts = read(sort_out(*names, "zoe/hw.py"))
    assert texts["s00"] == "s00/8.py"
    assert "more than 3 files and folders, in a class of over 40" in texts["s07"]
    assert texts["zoe"] == "zoe/hw.py"


@pytest.mark.usefixtures("small")
def test_who_is_not_on_the_roster_is_named_once_whatever_lies_there(sort_out):
    roster = Roster((Student("alice"), Student("zoe")))
    found = sort_out(*CLASS, *FLOODS[0].values[0], roster=roster)
    (remark,) = found.remarks
    assert remark.is_loss
    assert remark.place.endswith("/mallory")
    assert remark.message.startswith("holds more than 10 files")
    assert "belongs to nobody on the roster" in remark.message


def test_what_is_said_of_one_students_files_is_bounded(sort_out):
    files = [f"mallory/{n:03}.ipynb" for n in range(100)]
    found = sort_out("alice/hw.py", *files)
    assert len(found.remarks) == MOST_REMARKS + 1
    assert found.said[-1].startswith("the last of 79 more like it: not graded")
    found = sort_out("alice/hw.py", *files, roster=Roster((Student("alice"),)))
    assert len(found.remarks) == MOST_REMARKS + 1
    assert found.said[-1].startswith("the last of 80 more like it: belongs to nobody")
    assert found.remarks[-1].is_loss


def test_more_members_than_there_may_be_objects_for_are_never_made(tmp_path, monkeypatch):
    """A control: without the limit there is an object for each."""
    names = [*CLASS, *(f"mallory/{n}" for n in range(30_000))]
    source = write_zip(tmp_path / "a.zip", names)
    members, places = zips.list_members(source)
    assert len(members) < 10_100
    assert places.limits == {("mallory",): 10_000}
    monkeypatch.setattr(crowds, "MOST_OF_STUDENT", MOST)
    assert len(zips.list_members(source)[0]) == len(names)


def test_the_marks_of_a_zip_within_a_name_are_no_members(tmp_path):
    """Counted by its marks, one name made the directory too long for the whole class."""
    name = "mallory/" + "PK\1\2" * 60
    source = write_zip(tmp_path / "a.zip", [*CLASS, *(f"{name}{n}.py" for n in range(900))])
    found = Found(find_hand_ins([source], None, looker("perceptron"), MOST))
    assert source.read_bytes().count(b"PK\1\2") > 50_000
    assert sorted(found.keys) == ["alice", "mallory", "zoe"]


def test_members_of_two_crowds_in_turn_and_sound_ones_between(tmp_path, monkeypatch):
    monkeypatch.setattr(crowds, "MOST_OF_STUDENT", 10)
    names = [f"{who}/{n}.py" for n in range(40) for who in ("m1", "m2")]
    names[60:60] = CLASS
    found = Found(find_hand_ins([write_zip(tmp_path / "a.zip", names)], None, looker("p"), MOST))
    texts = read(found)
    assert texts["alice"] == "alice/hw.py"
    assert texts["zoe"] == "zoe/hw.py"
    assert "more than 10" in texts["m1"]
    assert "more than 10" in texts["m2"]


@pytest.mark.usefixtures("small")
def test_names_that_lead_out_are_one_refusal_too(tmp_path):
    source = write_zip(tmp_path / "a.zip", [*CLASS, *(f"../{n}.py" for n in range(30))])
    found = Found(find_hand_ins([source], None, looker("perceptron"), MOST))
    assert sorted(found.keys) == ["alice", "zoe"]
    assert [remark.is_loss for remark in found.remarks] == [True]


# Deep ones.


def test_folders_without_end_are_one_students_refusal(tmp_path, monkeypatch):
    folder = write_folder(tmp_path / "source", CLASS)
    (folder / "mallory").mkdir()
    monkeypatch.chdir(folder / "mallory")
    for _ in range(400):
        os.mkdir("x")
        os.chdir("x")
    found = Found(find_hand_ins([folder], None, looker("perceptron"), MOST))
    assert read(found)["mallory"].startswith("a folder over 50 deep")
    assert read(found)["zoe"] == "zoe/hw.py"


@pytest.mark.parametrize("roster", [None, Roster((Student("alice"), Student("zoe")))])
def test_a_deep_folder_alone_stops_nothing(sort_out, roster):
    found = sort_out("m/" * 400 + "hw.py", roster=roster)
    assert len(found.hand_ins) + len(found.remarks) == 1


def test_a_deep_name_in_a_zip_is_refused_and_cut(tmp_path):
    source = write_zip(tmp_path / "a.zip", [*CLASS, "mallory/" + "x/" * 30_000 + "hw.py"])
    found = Found(find_hand_ins([source], None, looker("perceptron"), MOST))
    assert "its name is too long" in read(found)["mallory"]
    assert all(len(hand_in.place) < 500 for hand_in in found.hand_ins)


# Several archives.


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda path: path.write_bytes(b"PK"), id="damaged"),
        pytest.param(lambda path: zipfile.ZipFile(path, "w").close(), id="empty"),
        pytest.param(lambda path: write_zip(path, map(str, range(41))), id="too many"),
        pytest.param(lambda path: path.mkdir(), id="an empty folder"),
    ],
)
@pytest.mark.usefixtures("small")
def test_one_archive_that_can_not_be_used_stops_no_other(tmp_path, spoil):
    sound = write_zip(tmp_path / "sound.zip", CLASS)
    spoil(tmp_path / "spoilt.zip")
    found = Found(find_hand_ins([tmp_path / "spoilt.zip", sound], None, looker("perceptron"), MOST))
    assert sorted(found.keys) == ["alice", "zoe"]
    (remark,) = found.remarks
    assert remark.is_loss
    assert remark.place == str(tmp_path / "spoilt.zip")
    assert not remark.message.startswith(remark.place)
    with pytest.raises(UsageError, match="spoilt"):
        find_hand_ins([tmp_path / "spoilt.zip"], None, looker("perceptron"), MOST)


def test_an_archive_that_is_not_there_is_a_slip_of_whoever_typed_it(tmp_path):
    sound = write_zip(tmp_path / "sound.zip", CLASS)
    with pytest.raises(UsageError, match="no such file"):
        find_hand_ins([sound, tmp_path / "gone.zip"], None, looker("perceptron"), MOST)


# What it costs, counted.


@pytest.fixture
def calls(monkeypatch):
    """How often a disk is asked."""
    counts = Counter()
    for name in ("scandir", "lstat", "stat"):
        asked = getattr(os, name)

        def count(*args, name=name, asked=asked, **options):
            counts[name] += 1
            return asked(*args, **options)

        monkeypatch.setattr(os, name, count)
    return counts


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(lambda n: [f"s{k}/hw.py" for k in range(n)], id="students"),
        pytest.param(lambda n: [f"jane/{k}.py" for k in range(n)], id="files"),
        pytest.param(lambda n: ["/".join(map(str, range(k))) for k in range(2, 40)], id="deep"),
    ],
)
def test_a_disk_is_asked_a_few_times_for_each_file(tmp_path, calls, names):
    folder = write_folder(tmp_path / "source", [f"{name}/x" for name in names(100)])
    calls.clear()
    files = len(list(find_hand_ins([folder], None, looker("perceptron"), MOST)))
    entries = sum(len(files) + len(folders) for _, folders, files in os.walk(folder))
    calls_made = sum(calls.values())
    assert files
    assert calls_made < 6 * entries + 20


@pytest.mark.usefixtures("small")
def test_a_folder_is_listed_no_further_than_to_its_limit(tmp_path, calls):
    folder = write_folder(tmp_path / "source", [*CLASS, *(f"m/{n}" for n in range(300))])
    calls.clear()
    list(find_hand_ins([folder], None, looker("perceptron"), MOST))
    assert sum(calls.values()) < 60


# Hard links.


def test_one_file_under_two_students_names_is_remarked_on(tmp_path):
    folder = write_folder(tmp_path / "source", ["alice/hw.py", "kim/hw.py", "kim/old.py"])
    (folder / "mallory").mkdir()
    os.link(folder / "alice/hw.py", folder / "mallory/mine.py")
    os.link(folder / "kim/old.py", folder / "kim/older.txt")
    os.link(folder / "kim/hw.py", tmp_path / "backup")
    found = Found(find_hand_ins([folder], None, looker("perceptron"), MOST))
    assert sorted(found.keys) == ["alice", "kim", "mallory"]
    (remark,) = (remark for remark in found.remarks if "hard link" in remark.message)
    assert remark.place == f"{folder}/mallory/mine.py"
    assert remark.message.endswith(f"{folder}/alice/hw.py")


# Links, where single files are named and where folders are.


def test_a_single_file_behind_a_link_is_refused(tmp_path, monkeypatch):
    """As a source, `*/hw.py` would give the first one's work to whoever links to it."""
    write_folder(tmp_path, ["alice/hw.py"])
    (tmp_path / "mallory").symlink_to("alice")
    monkeypatch.chdir(tmp_path)
    sources = sorted(tmp_path.glob("*/hw.py"))
    assert len(sources) == 2
    for named in (sources, [source.relative_to(tmp_path) for source in sources]):
        texts = read(Found(find_hand_ins(named, None, looker("perceptron"), MOST)))
        assert texts == {
            "alice": "alice/hw.py",
            "mallory": "'mallory' is a link; hand in the file itself",
        }


@pytest.mark.parametrize("turn", ["hw.py", "work"])
def test_what_becomes_a_link_before_its_turn_comes_is_not_read(tmp_path, turn):
    folder = write_folder(tmp_path / "source", ["alice/work/hw.py", "mallory/work/hw.py"])
    found = Found(find_hand_ins([folder], None, looker("perceptron"), MOST))
    path = folder / "mallory/work" / turn if turn == "hw.py" else folder / "mallory/work"
    path.rename(tmp_path / "away")
    path.symlink_to(folder / "alice/work" / turn if turn == "hw.py" else folder / "alice/work")
    assert (folder / "mallory/work/hw.py").read_text() == "alice/work/hw.py"
    hand_ins = {hand_in.student.key: hand_in for hand_in in found.hand_ins}
    assert hand_ins["alice"].read() == b"alice/work/hw.py"
    with pytest.raises(Exception, match="cannot be read") as caught:
        hand_ins["mallory"].read()
    assert caught.type.__name__ == "SubmissionError"
