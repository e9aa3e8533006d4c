"""Whose files are which homework's, where a class hands in several."""

import pytest
from support.courses import MEANS, STATS, change, make_pair, notebook
from support.intake import Found, ReaderHere

from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.homeworks import Homeworks
from grader.classroom.intake.roster import Roster
from grader.classroom.people import Student
from grader.course.find import find_course

MOST = 1_000_000
CLASS = Roster((Student("ada"), Student("bob")))
NOTHING = notebook("1 + 1")


@pytest.fixture
def sort_out(tmp_path):
    """Find what of some files is whose and of what; the homeworks are `stats` and `means`."""
    course = find_course(make_pair(tmp_path / "course"), tmp_path)

    def run(files, roster=CLASS, source="in"):
        for name, text in files.items():
            path = tmp_path / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        looker = Homeworks(course, ReaderHere())
        return Found(find_hand_ins([tmp_path / source], roster, looker, MOST))

    return run


def whose(found):
    return sorted((each.student.key, each.assignment, each.name) for each in found.hand_ins)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"ada/stats.ipynb": NOTHING, "ada/means.ipynb": NOTHING}, id="names"),
        pytest.param({"ada/stats/a.ipynb": NOTHING, "ada/means/a.ipynb": NOTHING}, id="folders"),
        pytest.param({"ada/a.ipynb": notebook(STATS), "ada/b.py": MEANS}, id="functions"),
        pytest.param(
            {"ada/a.ipynb": notebook("1", "stats"), "ada/b.ipynb": notebook("1", "means")},
            id="metadata",
        ),
        pytest.param({"stats/ada/a.ipynb": NOTHING, "means/ada/a.ipynb": NOTHING}, id="parted"),
        pytest.param({"stats/ada.ipynb": NOTHING, "means/ada.ipynb": NOTHING}, id="parted, flat"),
        pytest.param({"ada_stats.ipynb": NOTHING, "means-ada.ipynb": NOTHING}, id="flat"),
        pytest.param(
            {"ada_410001_11234567_stats.ipynb": NOTHING, "ada_410001_11234568_means-1.py": MEANS},
            id="as Canvas names them",
        ),
    ],
)
def test_each_file_is_of_the_homework_that_it_names(sort_out, files):
    found = sort_out(files)
    assert [(key, name) for key, name, _ in whose(found)] in (
        [("ada", "means"), ("ada", "stats")],
        [("410001", "means"), ("410001", "stats")],
    )
    assert found.said == []


@pytest.mark.parametrize("folders", ["stats/{}/hw.ipynb", "stats/{}.ipynb"])
def test_homeworks_folders_hold_students_where_no_roster_says_it(sort_out, folders):
    names = {
        folders.format(key).replace("stats", name, 1)
        for key in ("ada", "bob")
        for name in ("stats", "means")
    }
    found = sort_out(dict.fromkeys(names, NOTHING), None)
    assert [each[:2] for each in whose(found)] == [
        (key, name) for key in ("ada", "bob") for name in ("means", "stats")
    ]


def test_one_student_s_own_folders_are_not_taken_for_students(sort_out):
    found = sort_out({"stats/hw.ipynb": NOTHING, "means/hw.ipynb": NOTHING}, None)
    assert found.hand_ins == []
    assert found.said == ["its name says no student; rename it"] * 2


def test_a_homework_s_name_is_no_part_of_a_student_s(sort_out):
    found = sort_out({"ada_stats.ipynb": NOTHING, "ada_means.ipynb": NOTHING}, None)
    assert [each[:2] for each in whose(found)] == [("ada", "means"), ("ada", "stats")]


def test_of_several_files_for_one_homework_the_last_counts_and_others_are_named(sort_out):
    files = {"ada/stats_old.ipynb": notebook("1"), "ada/stats.ipynb": notebook(STATS)}
    found = sort_out({**files, "ada/means.ipynb": notebook(MEANS)})
    assert whose(found) == [("ada", "means", "means.ipynb"), ("ada", "stats", "stats.ipynb")]
    assert [text.partition(",")[0] for text in found.said] == ["not graded"]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        pytest.param("hw.ipynb", NOTHING, "which assignment is this?", id="nothing tells"),
        pytest.param("hw.ipynb", notebook("1", "hw9"), "a notebook of 'hw9'", id="another course"),
        pytest.param("stats.py", MEANS, "of 'stats' by its name, and of", id="contradicts"),
        pytest.param("hw.ipynb", "{", "not a notebook", id="unreadable"),
        pytest.param("hw.py", "def mean(x): 1", "which assignment", id="some function"),
    ],
)
def test_what_is_of_no_homework_is_a_loss_and_says_why(sort_out, name, text, why):
    found = sort_out({f"ada/{name}": text, "bob/stats.ipynb": NOTHING})
    assert whose(found) == [("bob", "stats", "stats.ipynb")]
    (remark,) = found.remarks
    assert remark.is_loss
    assert not remark.is_ours
    assert remark.message.startswith(why)


def test_what_can_t_be_read_is_of_the_homework_that_its_name_tells(sort_out):
    assert whose(sort_out({"ada/stats.ipynb": "{"})) == [("ada", "stats", "stats.ipynb")]


def test_a_program_beside_a_notebook_that_does_nothing_asked_for_is_no_loss(sort_out):
    found = sort_out({"ada/stats.ipynb": NOTHING, "ada/plots.py": "def plot(x): return x"})
    assert (whose(found), found.said) == ([("ada", "stats", "stats.ipynb")], [])


def test_of_many_files_that_nothing_tells_only_the_first_are_listed(sort_out):
    found = sort_out({f"ada/{number}.ipynb": NOTHING for number in range(30)})
    assert len(found.said) == 21
    assert found.said[-1].startswith("the last of 10 more like it: which assignment is this?")


def test_who_handed_in_no_program_at_all_is_listed_once(sort_out):
    found = sort_out({"ada/a.pdf": "x", "ada/b.pdf": "x", "bob/stats.pdf": "x"})
    assert whose(found) == [("bob", "stats", "stats.pdf")]
    assert [remark.is_loss for remark in found.remarks] == [True]


def test_an_unfinished_homework_s_files_wait_for_its_rubric(tmp_path):
    folder = make_pair(tmp_path / "course")
    change(folder / "rubric.yaml", "visible: 7", "visible: 9")
    (tmp_path / "in" / "ada").mkdir(parents=True)
    for name, source in (("stats", STATS), ("means", MEANS)):
        (tmp_path / "in" / "ada" / f"{name}.ipynb").write_text(notebook(source), encoding="utf-8")
    looker = Homeworks(find_course(folder, tmp_path), ReaderHere())
    found = Found(find_hand_ins([tmp_path / "in"], CLASS, looker, MOST))
    assert whose(found) == [("ada", "stats", "stats.ipynb")]
    (remark,) = found.remarks
    assert remark.is_ours
    assert remark.message == "of 'means', which is left out until rubric.yaml is mended"


@pytest.mark.parametrize("roster", [None, Roster((Student("ada", "", {"github": "octo-ada"}),))])
def test_clones_are_of_the_homework_that_they_are_called_by(sort_out, roster):
    names = [f"{name}-submissions/{name}-octo-ada/hw.ipynb" for name in ("stats", "means")]
    found = sort_out(dict.fromkeys(names, NOTHING), roster)
    key = "ada" if roster else "octo-ada"
    assert [each[:2] for each in whose(found)] == [(key, "means"), (key, "stats")]
    assert found.said == []


def test_clones_of_several_homeworks_may_lie_side_by_side(sort_out):
    names = [f"{name}-octo-ada/hw.ipynb" for name in ("stats", "means")]
    found = sort_out(dict.fromkeys(names, NOTHING), None)
    assert [each[:2] for each in whose(found)] == [("octo-ada", "means"), ("octo-ada", "stats")]
    assert found.said == ["taken for clones called means-USER and stats-USER"]
