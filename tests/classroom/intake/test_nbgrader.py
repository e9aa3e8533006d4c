"""Whose is what in a course of nbgrader's."""

import zipfile
from datetime import timezone

import pytest
from support.courses import MEANS, STATS, make_pair, notebook
from support.intake import Found, ReaderHere, looker

from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.homeworks import Homeworks
from grader.classroom.intake.roster import Roster
from grader.classroom.people import Student
from grader.course.find import find_course

MOST = 1_000_000
ROSTER = Roster((Student("ann"), Student("bo")))
UTC = "2015-02-02 15:58:23.948203 UTC"
# The documents of nbgrader have such ones.
LOS_ANGELES = "2015-02-02 14:58:23.948203 America/Los_Angeles"
OWN = ["source", "release", "autograded/ann", "feedback/ann"]


@pytest.fixture(params=["zip", "folder"])
def sort_out(request, tmp_path):
    """Sort out these files, by their names or with a content."""

    def run(*files, roster=ROSTER, within="", look=None, source="xyz101"):
        folder = tmp_path / source
        for name in files:
            name, text = name if isinstance(name, tuple) else (name, name)
            path = folder / within / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        if request.param == "zip":
            with zipfile.ZipFile(f"{folder}.zip", "w") as archive:
                for path in sorted(folder.rglob("*.*")):
                    archive.write(path, path.relative_to(folder))
            folder = folder.with_suffix(".zip")
        return Found(find_hand_ins([folder], roster, look or looker("ps1"), MOST))

    return run


def course(*students):
    own = [f"{folder}/ps1/problem.ipynb" for folder in OWN]
    work = [f"submitted/{student}/ps1/problem.ipynb" for student in students]
    times = [(f"submitted/{student}/ps1/timestamp.txt", UTC) for student in students]
    return [*own, *work, *times, "gradebook.db", "nbgrader_config.py"]


def whose(found):
    return {each.student.key: each.read().decode() for each in found.hand_ins}


@pytest.mark.parametrize(
    ("within", "roster"), [("", ROSTER), ("", None), ("xyz101", ROSTER), ("downloads/x", ROSTER)]
)
def test_only_what_students_handed_in_counts(sort_out, within, roster):
    found = sort_out(*course("ann", "bo"), roster=roster, within=within)
    assert whose(found) == {key: f"submitted/{key}/ps1/problem.ipynb" for key in ("ann", "bo")}
    (said,) = found.said
    assert said.startswith(
        "only what is in submitted counts, not autograded, feedback, release, so"
    )
    assert not found.remarks[0].is_loss


@pytest.mark.parametrize(
    ("text", "when", "zoned", "is_sure"),
    [
        pytest.param(UTC, (15, 58), True, True, id="in UTC"),
        pytest.param(LOS_ANGELES, (22, 58), True, True, id="in a zone"),
        pytest.param("2015-02-02 15:58:23.948203 +0100", (14, 58), True, True, id="from UTC"),
        pytest.param("2015-02-02 15:58:23 Mars/Olympus", (15, 58), False, False, id="unknown"),
        pytest.param("2026-11-29 09:33:53.906363 CET", (8, 33), True, True, id="as nbgrader does"),
        pytest.param("2015-02-02 15:58:23 CST", (15, 58), False, False, id="in one of two"),
        pytest.param("2015-02-02 15:58:23 localtime", (15, 58), False, False, id="the machine's"),
        pytest.param("2015-02-02 15:58:23", (15, 58), False, True, id="without one"),
    ],
)
def test_it_was_handed_in_when_nbgrader_has_written(sort_out, text, when, zoned, is_sure):
    files = ["submitted/ann/ps1/hw.ipynb", ("submitted/ann/ps1/timestamp.txt", text)]
    hand_in = sort_out(*files).only
    known = hand_in.submitted_at
    assert (known.hour, known.minute, known.tzinfo) == (*when, timezone.utc)
    assert (hand_in.zoned, hand_in.by_system) == (zoned, is_sure)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2015-13-02 15:58:23", "../etc", "9999-12-31 23:59:59 -1000", "\0" * 9999],
)
def test_a_time_that_cannot_be_read_is_told(sort_out, text):
    found = sort_out("submitted/ann/ps1/hw.ipynb", ("submitted/ann/ps1/timestamp.txt", text))
    assert found.keys == ["ann"]
    assert found.said == ["no time can be read in it; that of the files counts"]


@pytest.mark.parametrize("roster", [ROSTER, None])
def test_the_students_folder_alone_will_do(sort_out, roster):
    files = ["ann/ps1/hw.ipynb", ("ann/ps1/timestamp.txt", UTC), "bo/ps1/hw.ipynb"]
    found = sort_out(*files, roster=roster, source="submitted")
    assert found.keys == ["ann", "bo"]
    assert found.hand_ins[0].submitted_at.year == 2015


def test_of_several_assignments_the_one_that_is_graded_counts(sort_out):
    files = ["submitted/ann/ps1/a.ipynb", "submitted/ann/ps2/b.ipynb", "submitted/bo/ps2/c.ipynb"]
    found = sort_out(*files, ("submitted/bo/ps2/timestamp.txt", UTC))
    assert whose(found) == {"ann": files[0]}
    assert found.said == ["ps2: not called 'ps1' as what is graded now, so left out"]


def test_where_none_is_called_so_that_is_told(sort_out):
    files = ["submitted/ann/one/a.ipynb", "submitted/bo/two/b.ipynb", "release/one/a.ipynb"]
    found = sort_out(*files)
    assert found.keys == ["ann", "bo"]
    assert "one, two: none is called 'ps1', so what is in the files decides" in found.said


def test_each_is_of_its_own_homework_where_a_course_has_several(sort_out, tmp_path):
    pair = find_course(make_pair(tmp_path / "course"), tmp_path)
    works = [
        (f"submitted/ann/{name}/a.ipynb", notebook(text))
        for name, text in (("stats", STATS), ("means", MEANS))
    ]
    found = sort_out(*works, "release/stats/a.ipynb", look=Homeworks(pair, ReaderHere()))
    assert sorted((each.student.key, each.assignment) for each in found.hand_ins) == [
        ("ann", "means"),
        ("ann", "stats"),
    ]


def test_who_is_not_on_the_roster_is_told_once(sort_out):
    found = sort_out(*course("ann", "eve"))
    assert found.keys == ["ann"]
    (remark,) = [each for each in found.remarks if each.is_loss]
    assert "belongs to nobody on the roster" in remark.message


@pytest.mark.parametrize("within", ["ann", "ann/x", "ann/x/submitted"])
@pytest.mark.parametrize("roster", [ROSTER, None])
@pytest.mark.parametrize("files", [course("bo"), course("bo")[4:6]])
def test_a_student_can_hand_in_no_course(sort_out, within, roster, files):
    found = sort_out(*files, within=within, roster=roster)
    assert set(found.keys) <= {"ann"}
