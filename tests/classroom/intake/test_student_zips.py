"""A zip that a student has handed in: what is in it is that student's, and nobody else's."""

import io
import os
import stat
import zipfile
from datetime import datetime, timezone
from pathlib import Path

import pytest
from support.intake import Found, ReaderHere, looker

from grader.classroom.intake import choice, crowds
from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.roster import Roster
from grader.classroom.people import Student
from grader.core.errors import GraderError, RefusedError
from grader.submission.file import refuse_suffix

MOST = 1_000_000
ROSTER = Roster((Student("ann", "Lee, Ann", {"canvas": "101"}), Student("bob", "Kay, Bob")))
CANVAS = "leeann_101_2001_hw.zip"


def zipped(files):
    """The bytes of a zip; a name may be a whole entry."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return raw.getvalue()


@pytest.fixture(params=["zip", "folder"])
def hand_ins(request, tmp_path):
    """Sort out a class that has handed in these files, in a zip or in a folder."""

    def run(files):
        source = tmp_path / "class"
        if request.param == "zip":
            source = tmp_path / "class.zip"
            dated = {zipfile.ZipInfo(n, (2026, 9, 1, 10, 0, 0)): files[n] for n in files}
            source.write_bytes(zipped(dated))
        for name, content in files.items() if request.param == "folder" else ():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(content)
            os.utime(source / name, (0, 1_788_256_800))
        return Found(find_hand_ins([source], ROSTER, looker(), MOST))

    return run


@pytest.mark.parametrize("name", [CANVAS, "ann/hw.zip", "ann/work/HW.ZIP", "ann.zip"])
@pytest.mark.parametrize("inner", ["hw.ipynb", "hw1/hw.ipynb", "__MACOSX/._hw.ipynb", "bob.ipynb"])
def test_what_is_in_it_is_whose_the_zip_is(hand_ins, name, inner):
    found = hand_ins({name: zipped({inner: b"theirs", "hw1/real.ipynb": b"theirs"})})
    assert (found.only.student.key, found.only.read()) == ("ann", b"theirs")
    assert f"{name}/" in found.only.place


@pytest.mark.parametrize("name", [CANVAS, "ann/hw.zip"])
def test_what_is_in_a_zip_in_it_is_too(hand_ins, name):
    inner = zipped({"hw1/notes.txt": b"", "hw1/hw.zip": zipped({"bob/hw.ipynb": b"theirs"})})
    found = hand_ins({name: zipped({"hw1/all.zip": inner})})
    assert (found.only.student.key, found.only.read()) == ("ann", b"theirs")
    assert f"{name}/hw1/all.zip/hw1/hw.zip/bob/hw.ipynb" in found.only.place
    assert found.only.submitted_at == datetime(2026, 9, 1, 10, 0, tzinfo=timezone.utc)


def test_a_name_within_it_makes_nothing_anothers(hand_ins):
    names = ["Kay, Bob_7_assignsubmission_file/hw.ipynb", "kaybob_102_9999_hw.ipynb"]
    found = hand_ins(
        {CANVAS: zipped({names[1]: b"forged"}), "bob/hw.zip": zipped({names[0]: b"x"})}
    )
    assert {h.student.key: h.read() for h in found.hand_ins} == {"ann": b"forged", "bob": b"x"}


def test_it_was_handed_in_when_the_zip_was(hand_ins):
    old = zipfile.ZipInfo("hw.ipynb", (1999, 1, 1, 0, 0, 0))
    hand_in = hand_ins({CANVAS: zipped({old: b"x"})}).only
    assert hand_in.submitted_at == datetime(2026, 9, 1, 10, 0, tzinfo=timezone.utc)
    assert hand_in.number == 2001


LINK = zipfile.ZipInfo("hw.ipynb")
LINK.external_attr = (stat.S_IFLNK | 0o777) << 16


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"PK\3\4 no zip", "hand in the notebook itself", id="no zip"),
        pytest.param(zipped({}), "hand in the notebook itself", id="nothing in it"),
        pytest.param(
            zipped({"3.zip": zipped({"2.zip": zipped({"1.zip": zipped({"hw.ipynb": b"x"})})})}),
            "a zip inside the zip",
            id="zips in zips in zips",
        ),
        pytest.param(zipped({LINK: b"/etc/passwd"}), "is a link", id="a link in it"),
        pytest.param(zipped({"../hw.ipynb": b"x"}), "notebook itself", id="a way out of it"),
        pytest.param(zipped({"hw.ipynb": b"0" * 2 * MOST}), "larger than", id="too much in it"),
    ],
)
def test_a_zip_is_its_students_refusal_with(hand_ins, content, fault):
    found = hand_ins({CANVAS: content, "bob/hw.ipynb": b"sound"})
    ann, bob = sorted(found.hand_ins, key=lambda hand_in: hand_in.student.key)
    assert bob.read() == b"sound"
    with pytest.raises(RefusedError, match=fault):
        ann.read()


def test_a_zip_that_holds_many_of_its_kind_is_opened_no_further(hand_ins, monkeypatch):
    monkeypatch.setattr(choice, "MOST_ZIPS", 3)
    content = zipped({"hw.ipynb": b"x"})
    for _ in range(2):
        content = zipped({f"{number}.zip": content for number in range(3)})
    with pytest.raises(RefusedError, match="a zip inside the zip"):
        hand_ins({CANVAS: content}).only.read()


def nested():
    """Zips in zips, each of which holds ten of the next kind: much in little."""
    content = zipped({"hw.ipynb": b"0" * 10_000})
    for _ in range(4):
        content = zipped({f"{number}.zip": content for number in range(10)})
    return content


def crowded():
    """A zip of more members than any student has."""
    return zipped({f"{number}.txt": b"" for number in range(101)})


def encrypted():
    """A zip whose only member says that it is encrypted."""
    raw = bytearray(zipped({"hw.ipynb": b"x"}))
    raw[6] |= 1
    raw[raw.index(b"PK\1\2") + 8] |= 1
    return bytes(raw)


HOSTILE = [
    pytest.param(zipped({"../../bob/hw.ipynb": b"x"}), id="a way out"),
    pytest.param(zipped({"/etc/hw.ipynb": b"x"}), id="an absolute name"),
    pytest.param(zipped({"C:\\hw.ipynb": b"x"}), id="a drive"),
    pytest.param(zipped({"hw\0.ipynb": b"x"}).replace(b"hw.ip", b"h\0.ip"), id="a NUL"),
    pytest.param(zipped({"\u202ehw.ipynb": b"{"}), id="a mark of direction"),
    pytest.param(zipped({"hw.ipynb": b"{", "HW.ipynb": b"["}), id="two by case"),
    pytest.param(crowded, id="too many members"),
    pytest.param(nested, id="zips in zips in zips"),
    pytest.param(zipped({LINK: b"/etc/passwd"}), id="a link"),
    pytest.param(zipped({"hw.ipynb": b"0" * 2 * MOST}), id="a bomb"),
    pytest.param(encrypted(), id="a password"),
    pytest.param(zipped({"hw.ipynb": b"x"})[:-9], id="its end cut off"),
    pytest.param(b"PK\x05\x06" + b"\0" * 18, id="empty"),
    pytest.param(b"7z\xbc\xaf\x27\x1c", id="a 7z"),
    pytest.param(b"", id="no byte"),
]


def read(hand_in):
    """Read a hand-in as a batch does, though in no process of its own."""
    raw = hand_in.read()
    refuse_suffix(Path(hand_in.name), raw)
    return ReaderHere().read_content(Path(hand_in.name), raw)


@pytest.mark.parametrize("content", HOSTILE)
def test_a_hostile_zip_is_one_students_refusal_and_stops_nobody(hand_ins, monkeypatch, content):
    monkeypatch.setattr(crowds, "MOST_OF_STUDENT", 100)
    content = content() if callable(content) else content
    for packed in (content, zipped({"hw/more.zip": content})):
        found = hand_ins({CANVAS: packed, "bob/hw.ipynb": b"sound"})
        refused, sound = sorted(found.hand_ins, key=lambda each: each.student.key)
        assert (refused.student.key, sound.read()) == ("ann", b"sound")
        with pytest.raises(GraderError) as caught:
            read(refused)
        assert str(caught.value).isprintable()


def test_who_writes_all_that_a_zip_names_writes_anothers_work(tmp_path):
    """The control: to who unpacks by names alone, these do harm."""
    for student in ("ann", "bob"):
        (tmp_path / student).mkdir()
    for content in (zipped({"../bob/hw.ipynb": b"x"}), zipped({f"{tmp_path}/bob/y": b"y"})):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                (tmp_path / "ann" / name).write_bytes(archive.read(name))
    assert sorted(path.name for path in (tmp_path / "bob").iterdir()) == ["hw.ipynb", "y"]
    assert not list((tmp_path / "ann").iterdir())


def count(content):
    """Count what is in a zip and in all zips in there, however deep."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inner = [archive.read(name) for name in archive.namelist() if name.endswith(".zip")]
    return len(archive.namelist()) + sum(map(count, inner))


def test_who_opens_every_zip_in_a_zip_has_no_end_of_it():
    """The control: a few kilobytes are some thousand zips."""
    assert len(nested()) < 20_000
    assert count(nested()) > 10_000


def test_more_zips_than_anyone_needs_are_not_opened(hand_ins, monkeypatch):
    monkeypatch.setattr(choice, "MOST_ZIPS", 2)
    files = {f"ann/{n}.zip": zipped({f"{n}.ipynb": b"x"}) for n in range(3)}
    with pytest.raises(RefusedError, match="hand in the notebook itself"):
        hand_ins({**files, "bob/hw.ipynb": b"x"}).hand_ins[0].read()
