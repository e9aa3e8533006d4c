"""A download from a learning platform is graded as it comes, by `grade batch`."""

import shutil
import zipfile

import pytest
from support.desk import Desk, hand_in

pytestmark = pytest.mark.processes

NO_BIAS = ("self.bias += error", "pass")
MARY = "104470-789761 - Mary Jane O'Brien"
ROSTER = """\
OrgDefinedId,Username,Last Name,First Name,Email
#7001,maryob,O'Brien,Mary Jane,mary@x.edu
#7002,slee,Lee,Sam,sam@x.edu
#7003,kay,Kay,Bob,bob@x.edu
"""
RECEIPT = "Name: Mary Jane O'Brien (maryob)\nAssignment: HW_1\n"


def zipped(folder):
    """Pack a folder as the platforms do: all of it, and nothing around it."""
    return shutil.make_archive(str(folder), "zip", folder)


def attempts(desk):
    rows = desk.ask("SELECT submitted_at FROM attempts ORDER BY submitted_at")
    return [when.partition(".")[0] for (when,) in rows]


def test_a_download_from_brightspace_is_graded_as_it_comes(tmp_path):
    (tmp_path / "class.csv").write_text(ROSTER)
    folder = tmp_path / "HW 1 Download Jun 25, 2026 800 AM"
    hand_in(folder / f"{MARY} - Jun 24, 2026 11:21 PM", "hw.ipynb")
    hand_in(folder / f"{MARY} - Jun 24, 2026 9:05 AM", "hw.ipynb", NO_BIAS)
    hand_in(folder / "104471-789761 - Sam Lee - Jun 23, 2026 234 PM", "work.ipynb")
    inner = tmp_path / "inner"
    hand_in(inner / "hw1" / "bob", "hw.ipynb")
    bob = folder / "104472-789761 - Bob Kay - Jun 22, 2026 100 PM"
    bob.mkdir()
    with zipfile.ZipFile(bob / "hw1.zip", "w") as archive:
        archive.write(zipped(inner), "again/hw1.zip")
    (folder / "index.html").write_text("<html>")
    desk = Desk(tmp_path)
    done = desk.batch(zipped(folder), "--roster", tmp_path / "class.csv")
    assert done.returncode == 0, done.stdout
    assert {key: one["earned"] for key, one in desk.standings().items()} == {
        "maryob": 50,
        "slee": 50,
        "kay": 50,
    }
    assert attempts(desk)[-2:] == ["2026-06-24 09:05:00", "2026-06-24 23:21:00"]


def test_a_download_from_blackboard_is_graded_as_it_comes(tmp_path):
    folder = tmp_path / "gradebook_CS1_HW5f1_2024-02-02-10-00-00"
    for when, change in [("2024-01-31-12-00-00", ()), ("2024-01-30-12-00-00", [NO_BIAS])]:
        hand_in(folder, f"HW_1_maryob_attempt_{when}_my_hw.ipynb", *change)
        (folder / f"HW_1_maryob_attempt_{when}.txt").write_text(RECEIPT)
    desk = Desk(tmp_path)
    done = desk.batch(zipped(folder))
    assert done.returncode == 0, done.stdout
    assert {key: one["earned"] for key, one in desk.standings().items()} == {"maryob": 50}
    assert len(attempts(desk)) == 2
    assert "dated" not in done.stdout + done.stderr
