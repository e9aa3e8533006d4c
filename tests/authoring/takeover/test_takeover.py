"""`grade new --from` another grader's source notebook: what is made grades at once."""

import pytest
from support.foreign import HALVED, NBGRADER, OTTER, code, graded, solution, write
from support.project import run_grade

from grader.core.submission import Limits
from grader.course.find import find_course
from grader.submission.notebook import read_submission
from grader.submission.parts import part_of

pytestmark = pytest.mark.processes
WRONG = {"return [value / 2 for value in values]": "return values"}
TABLED = {
    "return [value / 2 for value in values]": "return {2: [1, 2]}.get(values[0], [])",
}


def good(folder, *words):
    done = run_grade(*map(str, words), cwd=folder)
    text = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == 0, text
    return text


def handed_in(made, tmp_path, changes):
    """The example, with changes of its text."""
    text = (made / "assignments/hw/example.ipynb").read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "hw.ipynb"
    path.write_text(text)
    return good(made, path)


@pytest.fixture(scope="module", params=[NBGRADER, OTTER], ids=["nbgrader", "otter"])
def made(request, tmp_path_factory):
    """A course with what was taken over of a notebook, recorded."""
    folder = tmp_path_factory.mktemp("course")
    source = write(tmp_path_factory.mktemp("source") / "foreign.ipynb", *request.param)
    told = good(folder, "new", "hw", "--from", source)
    assert "2 questions, of which 0 assert, and 1 criteria by hand; 6 points" in told
    good(folder, "golden", "hw")
    return folder


def test_the_solution_has_all_points_that_a_machine_gives(made):
    report = good(made, "assignments/hw/example.ipynb")
    assert "total 4/6" in report
    assert "2 of these points are marked by hand" in report


def test_the_starter_has_none(made):
    report = good(made, "assignments/hw/hw.ipynb")
    assert "total 0/6" in report
    assert "`halved` is not written yet" in report


def test_a_wrong_program_is_told_what_was_expected(made, tmp_path):
    report = handed_in(made, tmp_path, WRONG)
    assert "total 0/6" in report
    assert "halved([2, 4])" in report


def test_a_table_of_what_is_shown_fails_the_hidden_tests(made, tmp_path):
    assert "total 2/6" in handed_in(made, tmp_path, TABLED)


def test_a_kit_of_it_proves_itself(made, tmp_path):
    text = good(made, "kit", "hw", "--out", tmp_path / "kit.zip")
    assert "nothing hidden is inside" in text


def test_what_the_text_says_is_on_the_staffs_side_alone(made):
    assert "3." in (made / "reference/hw/answers.md").read_text()
    assert "is 3" not in (made / "assignments/hw/hw.ipynb").read_text()


def test_what_a_person_marks_has_a_tag_by_which_it_is_shown_to_them(made):
    (criterion,) = [c for c in find_course(made, made).assignment("hw").criteria if c.marked]
    for name in ("example.ipynb", "hw.ipynb"):
        reading = read_submission(made / "assignments/hw" / name, Limits())
        assert part_of(reading, criterion.about)


def test_a_file_that_the_notebook_reads_comes_along(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "source/table.csv").write_text("1,2\n")
    given = code("text = open('table.csv').read()")
    own = solution("def rows():\n    return text + open('table.csv').read()")
    test = graded("assert rows() == '1,2\\n1,2\\n'")
    source = write(tmp_path / "source/f.ipynb", given, own, test)
    course = tmp_path / "course"
    course.mkdir()
    good(course, "new", "hw", "--from", source)
    good(course, "golden", "hw")
    assert "total 1/1" in good(course, "assignments/hw/example.ipynb")


def test_what_was_not_taken_over_is_told_with_its_cell(tmp_path):
    cells = [solution(HALVED), graded("assert helper(halved([2]))", grade_id="hard")]
    course = tmp_path / "course"
    course.mkdir()
    text = good(course, "new", "hw", "--from", write(tmp_path / "f.ipynb", *cells))
    assert "cell 2 (hard): nothing above its test defines `helper`" in text
    assert "# assert helper(halved([2]))" in " ".join(
        (course / "assignments/hw/probes.py").read_text().split()
    )


def test_a_notebook_with_nothing_to_grade_is_refused_and_nothing_written(tmp_path):
    course = tmp_path / "course"
    course.mkdir()
    source = write(tmp_path / "f.ipynb", code("x = 1", grade=False, grade_id="a", solution=True))
    done = run_grade("new", "hw", "--from", str(source), cwd=course)
    assert done.returncode == 2
    assert "no test and no cell with points" in done.stderr
    assert not list(course.iterdir())
