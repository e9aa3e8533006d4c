"""What lies in a source, and what of it is refused: real folders, real zips, patched ones too."""

import contextlib
import io
import os
import stat
import struct
import time
import tracemalloc
import zipfile
from datetime import datetime, timezone

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.counting import LINEAR, growth_of, steps
from support.intake import looker

from grader.classroom.intake import crowds
from grader.classroom.intake import sources as archives
from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.sources import list_sources
from grader.core.errors import GraderError, RefusedError, SubmissionError, UsageError

MOST = 1_000_000
LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


def entries_of(*sources, most_bytes=MOST):
    return [entry for source in list_sources(sources, most_bytes) for entry in source.files]


def named(entries):
    return {"/".join(entry.parts): entry for entry in entries}


@pytest.fixture
def make_zip(tmp_path):
    """A zip of names (or ZipInfos) and their contents."""

    def make(contents, name="hw.zip", compression=zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(tmp_path / name, "w", compression) as archive:
            for member, content in contents.items():
                archive.writestr(member, content)
        return tmp_path / name

    return make


def patch(path, record, offset, layout, value):
    """Overwrite a number in the first record of a kind."""
    raw = bytearray(path.read_bytes())
    struct.pack_into(layout, raw, raw.index(record) + offset, value)
    path.write_bytes(raw)
    return path


def member(name, mode=stat.S_IFREG | 0o644, when=(2024, 5, 6, 7, 8, 10), extra=b""):
    info = zipfile.ZipInfo(name, when)
    info.external_attr = mode << 16
    info.extra = extra
    return info


def is_unread(entry):
    with pytest.raises(GraderError, match="cannot be read") as caught:
        entry.read()
    return not isinstance(caught.value, SubmissionError)


def why_refused(entry):
    with pytest.raises(RefusedError) as caught:
        entry.read()
    assert str(caught.value).startswith(entry.place)
    return str(caught.value)


# Folders, zips and files alike.


def test_folder_and_zip_list_the_same_files_with_the_same_bytes(tmp_path, make_zip):
    files = {"a/hw.ipynb": b"one", "b/hw.ipynb": b"two", "c.py": b"", "b/data/x.csv": b"1" * 999}
    for name, content in files.items():
        (tmp_path / "hw" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "hw" / name).write_bytes(content)
    for source in (tmp_path / "hw", make_zip(files)):
        found = named(entries_of(source))
        assert {name: entry.read() for name, entry in found.items()} == files
        assert {name: entry.place for name, entry in found.items()} == {
            name: f"{source}/{name}" for name in files
        }


def test_litter_is_passed_over(tmp_path, make_zip):
    litter = ["__MACOSX/._hw.ipynb", ".DS_Store", "a/.ipynb_checkpoints/hw.ipynb", "a/.hidden"]
    litter += ["a/Thumbs.db", "desktop.ini", "a/__pycache__/hw.pyc"]
    for name in ("a/hw.ipynb", *litter):
        (tmp_path / "hw" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "hw" / name).write_bytes(b"x")
    zipped = make_zip(dict.fromkeys(["a/hw.ipynb", *litter], b"x"))
    assert list(named(entries_of(zipped))) == ["a/hw.ipynb"]
    assert list(named(entries_of(tmp_path / "hw"))) == ["a/hw.ipynb"]


def test_single_files_are_one_source_and_have_their_own_names(tmp_path):
    for name in ("jane.ipynb", "joe.py"):
        (tmp_path / name).write_bytes(b"x")
    (source,) = list_sources([tmp_path / "jane.ipynb", tmp_path / "joe.py"], MOST)
    assert [entry.parts for entry in source.files] == [("jane.ipynb",), ("joe.py",)]


def test_single_files_of_one_name_keep_their_folders(tmp_path):
    files = [tmp_path / student / "hw.ipynb" for student in ("jane", "joe")]
    for file in files:
        file.parent.mkdir()
        file.write_bytes(b"x")
    assert list(named(entries_of(*files))) == ["jane/hw.ipynb", "joe/hw.ipynb"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda path: None, "no such file or folder", id="not there"),
        pytest.param(lambda path: path.mkdir(), "nothing in it", id="an empty folder"),
        pytest.param(lambda path: path.write_bytes(b""), "not a zip", id="an empty file"),
        pytest.param(lambda path: path.write_bytes(b"%PDF"), "a PDF, not a zip", id="another"),
        pytest.param(
            lambda path: path.write_bytes(b"Rar!\x1a\x07\x01"),
            "a rar archive, not a zip; unpack it and name the folder",
            id="rar",
        ),
        pytest.param(
            lambda path: path.write_bytes(b"<!DOCTYPE html><title>Log in</title>"),
            r"a web page \(HTML\), not a zip; download it again",
            id="where one logs in",
        ),
        pytest.param(
            lambda path: zipfile.ZipFile(path, "w").close(), "nothing in it", id="an empty zip"
        ),
    ],
)
def test_a_source_with_nothing_in_it_is_refused_at_once(tmp_path, make, message):
    make(tmp_path / "source")
    with pytest.raises(UsageError, match=message):
        find_hand_ins([tmp_path / "source"], None, looker("hw"), MOST)


@pytest.mark.parametrize("name", ["gone.ipynb", "gone.py", "gone.zip"])
def test_a_file_that_is_not_there_is_refused_at_once(tmp_path, name):
    with pytest.raises(UsageError, match="no such file"):
        list_sources([tmp_path / name], MOST)


@pytest.mark.parametrize("kept", [slice(-1), slice(-30), slice(-100), slice(50, None)])
def test_a_zip_that_was_cut_off_is_refused_as_a_whole(make_zip, kept):
    path = make_zip({"a.ipynb": b"x" * 100, "b.ipynb": b"x"})
    path.write_bytes(path.read_bytes()[kept])
    with pytest.raises(UsageError, match="download it again"):
        list_sources([path], MOST)


def test_a_damaged_directory_loses_nobody_silently(make_zip):
    path = make_zip({"a.ipynb": b"x", "b.ipynb": b"x"})
    raw = path.read_bytes()
    path.write_bytes(raw[: raw.rindex(CENTRAL)] + b"??" + raw[raw.rindex(CENTRAL) + 2 :])
    with pytest.raises(UsageError, match="damaged"):
        list_sources([path], MOST)


@pytest.mark.parametrize("length", [20, 49])
def test_a_directory_that_breaks_off_loses_nobody_silently(make_zip, length):
    path = make_zip({"a.ipynb": b"x"})
    raw = path.read_bytes()
    start = raw.index(CENTRAL)
    end = bytearray(raw[raw.index(END) :])
    struct.pack_into("<L", end, 12, length)
    path.write_bytes(raw[: start + length] + end)
    with pytest.raises(UsageError, match="damaged"):
        list_sources([path], MOST)


def test_more_files_than_any_class_has_are_refused(tmp_path, make_zip, monkeypatch):
    monkeypatch.setattr(crowds, "MOST_ENTRIES", 2)
    path = make_zip(dict.fromkeys("abc", b""))
    (tmp_path / "folder").mkdir()
    for name in "abc":
        (tmp_path / "folder" / name).touch()
    for source in (path, tmp_path / "folder"):
        with pytest.raises(UsageError, match="more than 2 files"):
            list_sources([source], MOST)


def test_a_zip_may_have_a_comment_something_before_it_and_64_bit_sizes(tmp_path):
    path = tmp_path / "hw.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.comment = b"of the class"
        with archive.open("a.ipynb", "w", force_zip64=True) as file:
            file.write(b"one")
        archive.writestr("b.ipynb", b"two")
    path.write_bytes(b"#!/bin/sh\n" * 10 + path.read_bytes())
    assert [entry.read() for entry in entries_of(path)] == [b"one", b"two"]


def test_the_64_bit_record_of_the_end_counts(make_zip):
    path = make_zip({"a.ipynb": b"one"})
    raw = path.read_bytes()
    at = raw.index(END)
    size, offset = struct.unpack_from("<2L", raw, at + 12)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    end = END + b"\0\0\0\0" + b"\xff" * 12 + b"\0\0"
    path.write_bytes(raw[:at] + record + locator + end)
    (entry,) = entries_of(path)
    assert entry.read() == b"one"


def test_the_64_bit_sizes_of_the_directory_count(make_zip):
    path = make_zip({"a.ipynb": b"one"})
    raw = path.read_bytes()
    start, end = raw.index(CENTRAL), raw.index(END)
    header, name = bytearray(raw[start : start + 46]), raw[start + 46 : end]
    packed, size = struct.unpack_from("<2L", header, 20)
    struct.pack_into("<2L", header, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    field = struct.pack("<2H2Q", 1, 16, size, packed)
    struct.pack_into("<H", header, 30, len(field))
    tail = bytearray(raw[end:])
    struct.pack_into("<L", tail, 12, 46 + len(name) + len(field))
    path.write_bytes(raw[:start] + header + name + field + tail)
    (entry,) = entries_of(path)
    assert entry.read() == b"one"
    struct.pack_into("<H", header, 30, 0)
    struct.pack_into("<L", tail, 12, 46 + len(name))
    path.write_bytes(raw[:start] + header + name + tail)
    (entry,) = entries_of(path)
    assert "damaged" in entry.fault
    assert "damaged" in why_refused(entry)


def test_nothing_is_open_between_listing_and_reading(make_zip):
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    entries = entries_of(make_zip({f"{n}.py": b"x" for n in range(50)}))
    after = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    assert after == before
    assert [entry.read() for entry in entries] == [b"x"] * 50


def test_ten_thousand_members_are_listed(make_zip):
    path = make_zip({f"doe{n}_{n}_{n}_hw.ipynb": b"x" for n in range(10_000)})
    assert len(list(find_hand_ins([path], None, looker("hw"), MOST))) == 10_000


def test_twice_as_many_members_take_twice_the_work(make_zip):
    def work(count):
        path = make_zip({f"doe{n}_{n}_{n}_hw.ipynb": b"x" for n in range(count)})
        return steps(lambda: list(find_hand_ins([path], None, looker("hw"), MOST)))

    assert growth_of(work) < LINEAR


# When.


def test_a_zip_time_with_a_utc_field_is_that(make_zip):
    moment = datetime(2024, 5, 6, 12, 0, 7, tzinfo=timezone.utc)
    extra = struct.pack("<HHBl", 0x5455, 5, 1, int(moment.timestamp()))
    (entry,) = entries_of(make_zip({member("a.py", extra=extra): b""}))
    assert (entry.when, entry.zoned) == (moment, True)


@pytest.fixture
def local_zone(monkeypatch):
    monkeypatch.setenv("TZ", "UTC-3")  # three hours east
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("local_zone")
def test_a_zip_time_without_is_of_no_zone_and_not_of_this_machines(make_zip):
    (entry,) = entries_of(make_zip({member("a.py"): b""}))
    assert entry.when == datetime(2024, 5, 6, 7, 8, 10, tzinfo=timezone.utc)
    assert not entry.zoned


@pytest.mark.parametrize(("date", "clock"), [(0, 0), (0xFFFF, 0xFFFF), (0x21, 0xFFFF)])
def test_a_time_that_no_calendar_has_does_not_raise(make_zip, date, clock):
    path = patch(make_zip({"a.py": b"x"}), CENTRAL, 12, "<H", clock)
    patch(path, CENTRAL, 14, "<H", date)
    (entry,) = entries_of(path)
    assert entry.when.year == 1980
    assert entry.read() == b"x"


def test_a_broken_utc_field_is_passed_over(make_zip):
    extra = struct.pack("<HHB", 0x5455, 1, 1)
    (entry,) = entries_of(make_zip({member("a.py", extra=extra): b""}))
    assert entry.when.year == 2024


def test_a_file_was_handed_in_when_it_was_changed(tmp_path):
    file = tmp_path / "a.py"
    file.touch()
    os.utime(file, (0, 1_700_000_000))
    (entry,) = entries_of(file)
    assert entry.when == datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc)


def test_a_file_time_that_no_calendar_has_does_not_raise(tmp_path):
    file = tmp_path / "a.py"
    file.touch()
    try:
        os.utime(file, (0, 1 << 40))
    except OSError:
        pytest.skip("this disk knows no such time")
    (entry,) = entries_of(file)
    assert entry.when.year >= 1980
    assert archives.time_on_disk(1e20) == archives.time_on_disk(-1e20) == archives.UNKNOWN_TIME


# Names.


def test_names_in_utf_8_are_read_with_the_flag_and_without(make_zip):
    path = make_zip({"jörg.ipynb": b"x"})
    assert list(named(entries_of(path))) == ["jörg.ipynb"]
    patch(path, CENTRAL, 8, "<H", 0)
    assert list(named(entries_of(path))) == ["jörg.ipynb"]


def test_names_in_no_utf_8_are_read_in_code_page_437_whatever_the_flag_says(make_zip):
    path = make_zip({"jörg.ipynb": b"x", "b.ipynb": b"y"})
    path.write_bytes(path.read_bytes().replace("jörg.".encode(), b"j\x94\x94rg."))
    found = named(entries_of(path))
    assert list(found) == ["jöörg.ipynb", "b.ipynb"]
    assert found["jöörg.ipynb"].read() == b"x"


def test_what_is_shown_of_a_name_has_no_control_characters(tmp_path, make_zip):
    name = "ja\x1b[31mne\u202e\n.ipynb"
    (tmp_path / "hw").mkdir()
    (tmp_path / "hw" / name).write_bytes(b"x")
    os.close(os.open(os.fsencode(tmp_path) + b"/hw/\xff.py", os.O_CREAT))
    for source in (make_zip({name: b"x"}), tmp_path / "hw"):
        for entry in entries_of(source):
            assert entry.place.isprintable()
            entry.place.encode()
            entry.read()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.py",
        "/evil.py",
        "C:/evil.py",
        "C:evil.py",
        "..\\evil.py",
        "\\evil.py",
        "..",
        "x" * 256,
    ],
)
def test_a_name_that_begins_outside_is_refused_and_nobodys(make_zip, tmp_path, name):
    entries = entries_of(make_zip({name: b"x", "good.py": b"y"}))
    assert [entry.parts for entry in entries] == [(), ("good.py",)]
    assert "plain name" in why_refused(entries[0])
    assert entries[1].read() == b"y"
    assert [path.name for path in tmp_path.rglob("*")] == ["hw.zip"]


@pytest.mark.parametrize("name", ["jane/../../evil.py", "jane/..", "jane\\..\\evil.py"])
def test_a_name_that_leads_out_later_is_refused_and_keeps_its_first_part(make_zip, name):
    (entry,) = entries_of(make_zip({name: b"x"}))
    assert entry.parts[0] == "jane"
    assert "plain name" in why_refused(entry)


def test_a_zip_of_windows_has_folders_too(make_zip):
    (entry,) = entries_of(make_zip({"jane\\": b"", "jane\\more\\hw.py": b"x"}))
    assert (entry.parts, entry.read()) == (("jane", "more", "hw.py"), b"x")


@pytest.mark.parametrize(
    "name",
    [
        "bob\\_101_5001_hw.ipynb",
        "Bob\\Ann Lee_5_assignsubmission_file_hw.ipynb",
        "jane/kim\\hw.ipynb",
    ],
)
def test_a_backslash_in_a_name_that_a_system_gave_parts_no_folder(make_zip, name):
    assert "backslash" in why_refused(entries_of(make_zip({name: b"x"}))[0])


@pytest.mark.parametrize("other", ["jane.ipynb", "jane/hw.ipynb"])
def test_a_backslash_in_one_name_of_many_puts_no_file_into_anothers_folder(make_zip, other):
    entries = entries_of(make_zip({"kim\\hw.ipynb": b"x", other: b"y"}))
    assert "backslash" in why_refused(entries[0])
    assert entries[1].read() == b"y"


@pytest.mark.parametrize("name", ["..\\hw.py", "jane\\..\\hw.py", "\\hw.py", "C:\\hw.py"])
def test_a_backslash_leads_out_of_no_zip(make_zip, name):
    assert "leads out of the zip" in why_refused(entries_of(make_zip({name: b"x"}))[0])


def test_a_name_that_occurs_twice_is_refused_once_and_others_are_not(tmp_path):
    path = tmp_path / "hw.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a/", "a/hw.py", "b/hw.py", "a/./hw.py", "b/"):
            archive.writestr(name, name)
    found = entries_of(path)
    assert [entry.parts for entry in found] == [("a", "hw.py"), ("b", "hw.py")]
    assert "twice" in why_refused(found[0])
    assert found[1].read() == b"b/hw.py"


def test_a_refused_name_does_not_take_a_sound_one_with_it(make_zip):
    found = entries_of(make_zip({"/a/hw.py": b"x", "a\\hw.py": b"y", "a/hw.py": b"z"}))
    assert [bool(entry.fault) for entry in found] == [True, True, False]
    assert found[2].read() == b"z"


# What is refused for what it is.


@pytest.mark.parametrize(
    ("kind", "message"),
    [(stat.S_IFLNK, "link"), (stat.S_IFIFO, "plain file"), (stat.S_IFCHR, "plain file")],
)
def test_a_member_that_is_no_file_is_refused(make_zip, kind, message):
    bad = member("a.py", mode=kind | 0o777)
    entries = entries_of(make_zip({bad: b"/etc/passwd", "b.py": b"y"}))
    assert message in why_refused(entries[0])
    assert entries[1].read() == b"y"


def test_links_and_pipes_in_a_folder_are_refused_and_not_followed(tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.py").write_bytes(b"secret")
    hw = tmp_path / "hw"
    hw.mkdir()
    (hw / "b.py").write_bytes(b"y")
    (hw / "file.py").symlink_to(tmp_path / "secret" / "key.py")
    (hw / "inside.py").symlink_to("b.py")
    (hw / "folder").symlink_to(tmp_path / "secret")
    (hw / "loop").symlink_to(hw)
    (hw / "nowhere").symlink_to("gone")
    os.mkfifo(hw / "pipe.py")
    found = named(entries_of(hw))
    assert found.pop("b.py").read() == b"y"
    assert "plain file" in why_refused(found.pop("pipe.py"))
    assert set(found) == {"file.py", "inside.py", "folder", "loop", "nowhere"}
    assert all("is a link" in why_refused(entry) for entry in found.values())


def test_a_source_may_be_a_link_for_the_teacher_named_it(tmp_path):
    (tmp_path / "hw").mkdir()
    (tmp_path / "hw" / "a.py").write_bytes(b"x")
    (tmp_path / "link").symlink_to("hw")
    assert list(named(entries_of(tmp_path / "link"))) == ["a.py"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the administrator")
def test_a_folder_that_cannot_be_opened_is_not_refused_and_stops_no_other(tmp_path):
    (tmp_path / "jane").mkdir(mode=0)
    (tmp_path / "joe.py").write_bytes(b"x")
    found = named(entries_of(tmp_path))
    assert is_unread(found["jane"])
    assert found["joe.py"].read() == b"x"
    with pytest.raises(UsageError, match="permissions"):
        list_sources([tmp_path / "jane"], MOST)


def test_a_folder_too_deep_for_the_system_is_refused_alone(tmp_path, monkeypatch):
    (tmp_path / "joe.py").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    for _ in range(20):
        os.mkdir("x" * 250)
        os.chdir("x" * 250)
    deep, joe = sorted(entries_of(tmp_path), key=lambda entry: len(entry.parts), reverse=True)
    assert "cannot be read" in why_refused(deep)
    assert joe.read() == b"x"


def test_a_file_that_is_gone_when_its_turn_comes_is_no_fault_of_the_files(tmp_path):
    (tmp_path / "a.py").write_bytes(b"x")
    (entry,) = entries_of(tmp_path)
    (tmp_path / "a.py").unlink()
    assert is_unread(entry)


def test_a_zip_that_is_gone_when_its_turn_comes_is_no_fault_of_the_files(make_zip):
    path = make_zip({"a.py": b"x"})
    (entry,) = entries_of(path)
    path.unlink()
    assert is_unread(entry)


def test_an_encrypted_member_is_refused(make_zip):
    path = patch(make_zip({"a.py": b"x", "b.py": b"y"}), CENTRAL, 8, "<H", 1)
    entries = entries_of(path)
    assert "password" in why_refused(entries[0])
    assert entries[1].read() == b"y"


def test_a_zip_inside_is_refused_and_says_what_to_do(make_zip, tmp_path):
    inner = make_zip({"hw.ipynb": b"x"}).read_bytes()
    (entry,) = entries_of(make_zip({"a/hw.ZIP": inner}, "outer.zip"))
    assert why_refused(entry).endswith("a zip inside the zip; hand in the notebook itself")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "hw.zip").write_bytes(inner)
    (entry,) = entries_of(tmp_path / "folder")
    assert why_refused(entry).endswith("a zip; hand in the notebook itself")


def test_an_unknown_method_is_refused(make_zip):
    entries = entries_of(make_zip({"a.py": b"x" * 99}, compression=zipfile.ZIP_LZMA))
    assert "method not known here (14)" in why_refused(entries[0])


def test_a_version_from_the_future_stops_nothing(make_zip):
    path = patch(make_zip({"a.py": b"x", "b.py": b"y"}), CENTRAL, 6, "<H", 999)
    assert [entry.read() for entry in entries_of(path)] == [b"x", b"y"]


# Size.


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_may_be_as_large_as_the_limit_and_no_larger(make_zip, compression):
    path = make_zip({"a.py": b"x" * 100, "b.py": b"x" * 101}, compression=compression)
    entries = entries_of(path, most_bytes=100)
    assert entries[0].read() == b"x" * 100
    assert "larger than" in why_refused(entries[1])


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path):
    for size in (100, 101):
        (tmp_path / f"{size}.py").write_bytes(b"x" * size)
    found = named(entries_of(tmp_path, most_bytes=100))
    assert found["100.py"].read() == b"x" * 100
    assert "larger than" in found["101.py"].fault


def test_a_file_that_grew_after_it_was_listed_is_refused(tmp_path):
    file = tmp_path / "a.py"
    file.write_bytes(b"x")
    (entry,) = entries_of(file, most_bytes=100)
    file.write_bytes(b"x" * 101)
    assert "larger than" in why_refused(entry)


def test_a_bomb_is_refused_by_what_it_declares(make_zip):
    (entry,) = entries_of(make_zip({"a.ipynb": bytes(2_000_000)}), most_bytes=10_000_000)
    assert "grows more than 200 times" in why_refused(entry)


def test_a_small_file_may_be_packed_well(make_zip):
    (entry,) = entries_of(make_zip({"a.ipynb": bytes(900_000)}))
    assert len(entry.read()) == 900_000


def test_a_bomb_that_declares_little_is_not_inflated(make_zip):
    path = make_zip({"a.ipynb": bytes(50_000_000)})
    patch(path, CENTRAL, 24, "<L", 900_000)
    (entry,) = entries_of(path)
    peak = peak_of(lambda: why_refused(entry))
    assert "more than it says" in why_refused(entry)
    assert peak < 3_000_000


def peak_of(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("record", "offset", "layout", "value"),
    [
        pytest.param(CENTRAL, 16, "<L", 1, id="another checksum"),
        pytest.param(CENTRAL, 24, "<L", 101, id="a larger size"),
        pytest.param(CENTRAL, 20, "<L", 900_000, id="more than the file has"),
        pytest.param(CENTRAL, 42, "<L", 5, id="no header there"),
        pytest.param(CENTRAL, 42, "<L", 0xFFFFFFF0, id="behind the end"),
        pytest.param(LOCAL, 0, "<L", 0, id="another header"),
        pytest.param(LOCAL, 26, "<H", 0xFFFF, id="a header without end"),
        pytest.param(LOCAL, 33, "<L", 0xFFFFFFFF, id="bytes that are not deflated"),
    ],
)
def test_a_damaged_member_is_refused_alone(make_zip, record, offset, layout, value):
    path = make_zip({"a.py": b"x" * 100, "b.py": b"y"})
    entries = entries_of(patch(path, record, offset, layout, value))
    assert "damaged" in why_refused(entries[0])
    assert entries[1].read() == b"y"


def test_a_member_whose_header_is_cut_off_by_the_end_is_damaged(make_zip):
    path = make_zip({"a.py": b"x"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = LOCAL
    patch(path, CENTRAL, 42, "<L", path.stat().st_size - len(LOCAL))
    (entry,) = entries_of(path)
    assert "damaged" in why_refused(entry)


# Anything.


def a_zip():
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doejane_101_5001_hw.ipynb", b"{}" * 50)
        archive.writestr("Joe_7_assignsubmission_file/hw.py", b"x")
        archive.writestr("kim/hw.ipynb", b"")
    return raw.getvalue()


WHOLE = a_zip()


@given(st.binary(max_size=200), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example(b"PK\5\6" + b"\xff" * 18, None)
@example(b"PK\6\6" + b"\xff" * 52 + b"PK\6\7" + bytes(16) + b"PK\5\6" + bytes(18), None)
def test_no_bytes_as_a_zip_raise_anything_but_ours(tmp_path, junk, data):
    raw = junk
    if data is not None:
        mixed = bytearray(WHOLE)
        for _ in range(data.draw(st.integers(0, 6))):
            mixed[data.draw(st.integers(0, len(mixed) - 1))] = data.draw(st.integers(0, 255))
        raw = data.draw(
            st.sampled_from([junk, bytes(mixed), bytes(mixed) + junk, junk + bytes(mixed)])
        )
    (tmp_path / "any.zip").write_bytes(raw)
    with contextlib.suppress(GraderError):
        for item in find_hand_ins([tmp_path / "any.zip"], None, looker("hw"), MOST):
            assert item.place.isprintable()
            with contextlib.suppress(GraderError):
                getattr(item, "read", bytes)()
