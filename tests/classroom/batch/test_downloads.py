"""Downloads from learning platforms are graded as they come, by `grade batch`."""

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


def zipped(folder):
    """Pack a folder as the platforms do: all of it, and nothing around it."""
    return shutil.make_archive(str(folder), "zip", folder)


def from_brightspace(folder):
    """Two hand-ins of Mary, and of Sam a zip that holds the zip of a folder."""
    hand_in(folder / f"{MARY} - Jun 24, 2026 11:21 PM", "hw.ipynb")
    hand_in(folder / f"{MARY} - Jun 24, 2026 10:45 PM", "hw.ipynb", NO_BIAS)
    inner = folder.parent / "inner"
    hand_in(inner / "hw1" / "maryob", "hw.ipynb")
    sam = folder / "104471-789761 - Sam Lee - Jun 23, 2026 234 PM"
    sam.mkdir()
    with zipfile.ZipFile(sam / "hw1.zip", "w") as archive:
        archive.write(zipped(inner), "again/hw1.zip")
    (folder / "index.html").write_text("<html>")
    return zipped(folder)


def from_blackboard(folder):
    """Two attempts of Bob, with a receipt for each."""
    for when, *changes in [("2024-01-31-12-00-00",), ("2024-01-30-12-00-00", NO_BIAS)]:
        hand_in(folder, f"HW_1_kay_attempt_{when}_my_hw.ipynb", *changes)
        receipt = "Name: Bob Kay (kay)\nAssignment: HW_1\n"
        (folder / f"HW_1_kay_attempt_{when}.txt").write_text(receipt)
    return zipped(folder)


def test_downloads_of_two_platforms_are_graded_as_they_come(tmp_path):
    (tmp_path / "class.csv").write_text(ROSTER)
    sources = [
        from_brightspace(tmp_path / "HW 1 Download Jun 25, 2026 800 AM"),
        from_blackboard(tmp_path / "gradebook_CS1_HW5f1_2024-02-02-10-00-00"),
    ]
    desk = Desk(tmp_path)
    done = desk.batch(*sources, "--roster", tmp_path / "class.csv")
    assert done.returncode == 0, done.stdout
    assert "dated" not in done.stdout + done.stderr
    earned = {key: one["earned"] for key, one in desk.standings().items()}
    assert earned == {"maryob": 50, "slee": 50, "kay": 50}
    times = desk.ask("SELECT submitted_at FROM attempts ORDER BY ordered_at")
    assert [when.partition(".")[0] for (when,) in times] == [
        "2024-01-30 12:00:00",
        "2024-01-31 12:00:00",
        "2026-06-23 14:34:00",
        "2026-06-24 22:45:00",
        "2026-06-24 23:21:00",
    ]
