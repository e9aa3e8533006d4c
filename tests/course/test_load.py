"""The engine on a made-up assignment of two functions, and how a course is found."""

import dataclasses
import re
import shutil
from pathlib import Path

import pytest
from support.courses import STATS, change
from support.project import ROOT, TINY

from grader.api import Grader
from grader.core.errors import CourseError, GoldenError, RubricError, UsageError
from grader.core.result import Status
from grader.core.submission import Limits
from grader.course.find import choose_assignment, find_course
from grader.pipeline import grade
from grader.reports.terminal import Style, render
from grader.submission.notebook import read_submission

WRONG_FOR_EVEN = STATS.replace("(ordered[(n - 1) // 2] + ordered[n // 2]) / 2", "ordered[n // 2]")


@pytest.fixture
def tiny(tmp_path):
    """A copy of the made-up course, to be changed at will."""
    shutil.copytree(TINY, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "course"


@pytest.fixture
def points(tmp_path, sandbox):
    """Grade a program's text in a course; points by criterion."""

    def run(text, root=TINY):
        path = tmp_path / "hw.py"
        path.write_text(text, encoding="utf-8")
        assignment = find_course(root, root).assignment("stats")
        reading = read_submission(path, Limits())
        report = grade(reading, assignment, sandbox, is_own=True).report
        return {score.name: score.earned for score in report.scores}

    return run


def test_a_right_program_earns_everything(points):
    assert points(STATS) == {"median": 3, "clip": 2, "unseen": 2}


def with_data(root, line):
    """The course with a table beside the starter and in `data/`; the rubric says which counts."""
    folder = root / "assignments/stats"
    (folder / "data").mkdir()
    for path in (folder / "table.csv", folder / "data/table.csv"):
        path.write_text("1,2", encoding="utf-8")
    rubric = root / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    rubric.write_text(text.replace("    modules:", f"{line}    modules:"), encoding="utf-8")
    return root


READS = "rows = open({!r}).read()\nassert rows == '1,2'\n" + STATS.replace(
    "return (", "rows; return ("
)


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        pytest.param("", {"data/table.csv"}, id="by default"),
        pytest.param("    data: ./table.csv\n", {"table.csv"}, id="a file beside the notebook"),
        pytest.param("    data: [data/, table.csv]\n", {"data/table.csv", "table.csv"}, id="both"),
    ],
)
def test_a_script_reads_the_data_that_the_rubric_names(tiny, points, line, reads):
    root = with_data(tiny, line)
    for name in ("data/table.csv", "table.csv"):
        assert (points(READS.format(name), root)["median"] == 3) is (name in reads)


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("tabel.csv", "no such file or folder"),
        ("golden.json", "no data of this assignment"),
        ("probes.py", "no data of this assignment"),
        (".", "no data of this assignment"),
        ("../../reference/stats/golden.json", "no data of this assignment"),
        ("../stats/golden.json", "no data of this assignment"),
    ],
)
def test_what_is_no_data_is_refused_however_it_is_named(tiny, place, fault):
    root = with_data(tiny, f"    data: {place}\n")
    with pytest.raises(CourseError, match=f"{fault}; mend `data` in rubric.yaml"):
        find_course(root, root).assignment("stats")


@pytest.mark.parametrize(
    ("dtype", "earned"), [("", 3), ("dtype: float64, ", 3), ("dtype: int64, ", 0)]
)
def test_a_criterion_may_be_about_the_type_of_numbers(tiny, points, dtype, earned):
    rubric = tiny / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    types = text.replace("points: 3,", f"points: 3, compare: dtype, {dtype}", 1)
    assert types != text
    rubric.write_text(types, encoding="utf-8")
    assert points(STATS.replace(") / 2", ") / 2 + 7"), tiny)["median"] == earned


def test_a_mistake_costs_its_criterion(points):
    assert points(WRONG_FOR_EVEN) == {"median": 0, "clip": 2, "unseen": 2}


def test_a_kit_without_the_staff_side_asks_the_visible_probes_only(points, tiny):
    shutil.rmtree(tiny / "reference")
    assert points(STATS, tiny) == {"median": 3, "clip": 2}


def test_an_assignment_needs_no_hidden_cases(points, tiny):
    for name in ("cases.py", "golden.json"):
        (tiny / "reference/stats" / name).unlink()
    rubric = tiny / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8").replace(", hidden: 2", "")
    rubric.write_text(text[: text.index("      - {name: unseen")], encoding="utf-8")
    assert points(STATS, tiny) == {"median": 3, "clip": 2}


@pytest.mark.processes
def test_a_group_of_one_s_own_is_shown_under_its_name(tiny, tmp_path):
    rubric = tiny / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    assert "name: median" in text
    rubric.write_text(text.replace("group: data", "group: first steps", 1), encoding="utf-8")
    (tmp_path / "hw.py").write_text(STATS, encoding="utf-8")
    with Grader(tiny) as grader:
        report = grader.grade(tmp_path / "hw.py")
    lines = [" ".join(line.split()) for line in render(report, Style()).splitlines()]
    assert report.scores[0].group == "first steps"
    assert "first steps 3/3" in lines


def test_the_rubric_hash_is_the_same_in_kit_and_course(tiny):
    whole = find_course(tiny, tiny).assignment("stats")
    shutil.rmtree(tiny / "reference")
    kit = find_course(tiny, tiny).assignment("stats")
    assert kit.rubric_hash == whole.rubric_hash
    assert (whole.maximum, kit.maximum, kit.hidden_points) == (7, 5, 2)


def test_the_course_is_the_nearest_upwards(tiny):
    deep = tiny / "assignments" / "stats"
    assert find_course(None, deep).root == tiny


def test_without_a_course_the_error_says_what_to_do(tmp_path):
    with pytest.raises(UsageError, match="--course DIR"):
        find_course(None, tmp_path)


def test_a_course_option_that_is_no_course(tmp_path):
    with pytest.raises(UsageError, match=r"no rubric\.yaml there"):
        find_course(tmp_path, ROOT)


def test_a_submission_never_brings_its_own_course(tiny, tmp_path, monkeypatch):
    """A rubric beside the submission, worth everything for nothing, is not looked at."""
    (tiny / "hw.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.chdir(ROOT)
    assert find_course(None, Path.cwd()).root == ROOT


@pytest.fixture
def two(tiny):
    """A course with the assignments `stats` and `other`."""
    text = (tiny / "rubric.yaml").read_text(encoding="utf-8")
    body = text.partition("assignments:\n")[2].replace("stats:", "other:", 1)
    (tiny / "rubric.yaml").write_text(text + body, encoding="utf-8")
    return find_course(tiny, tiny)


@pytest.mark.parametrize(
    ("option", "metadata", "file", "chosen"),
    [
        pytest.param("other", "stats", "stats.ipynb", "other", id="the option first"),
        pytest.param(None, "other", "stats.ipynb", "other", id="then the notebook's metadata"),
        pytest.param(None, "unheard", "jane_stats_2.ipynb", "stats", id="then the file's name"),
    ],
)
def test_the_assignment_is_chosen(two, option, metadata, file, chosen):
    assert choose_assignment(two, option, metadata, Path(file)) == chosen


def test_the_only_assignment_needs_no_naming(tiny):
    assert choose_assignment(find_course(tiny, tiny), None, None, Path("hw.ipynb")) == "stats"


@pytest.mark.parametrize("option", [None, "unheard"])
def test_an_unclear_assignment_lists_what_there_is(two, option):
    with pytest.raises(UsageError, match="there are: other, stats"):
        choose_assignment(two, option, None, Path("hw.ipynb"))


def notes_of(root):
    return find_course(root, root).assignment("stats").notes


def test_a_changed_probe_makes_the_golden_stale(tiny):
    probes = tiny / "assignments/stats/probes.py"
    probes.write_text(probes.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    with pytest.raises(GoldenError, match=r"stale, since assignments/stats/probes\.py changed"):
        find_course(tiny, tiny).assignment("stats")


def test_goldens_of_another_version_of_a_package_are_a_note_for_staff_alone(tiny, points):
    pytest.importorskip("numpy")
    rubric = tiny / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    for golden in tiny.rglob("golden.json"):
        old = re.sub(r'"numpy": "[^"]*"', '"numpy": "1.0"', golden.read_text(encoding="utf-8"))
        golden.write_text(old, encoding="utf-8")
    # No student's program has it, so nobody's answers can differ by it.
    assert not [note for note in notes_of(tiny) if "numpy" in note]
    rubric.write_text(text.replace("[math]", "[math, numpy]"), encoding="utf-8")
    (note,) = [note for note in notes_of(tiny) if "numpy" in note]
    assert note.startswith("recorded with numpy 1.0, here ")
    assert points(STATS, tiny) == {"median": 3, "clip": 2, "unseen": 2}
    shutil.rmtree(tiny / "reference")
    assert notes_of(tiny) == ()


@pytest.mark.parametrize("folder", ["assignments", "reference"])
def test_a_golden_that_was_edited_by_hand_is_stale(tiny, folder):
    golden = tiny / folder / "stats/golden.json"
    head, mark, answers = golden.read_text(encoding="utf-8").partition('"answers"')
    golden.write_text(f"{head}{mark}{answers.replace('0', '1', 1)}", encoding="utf-8")
    with pytest.raises(GoldenError, match="stale, since its own text changed; restore it or, as"):
        find_course(tiny, tiny).assignment("stats")


def test_a_golden_of_an_older_grader_has_no_seal_and_is_taken(tiny):
    golden = tiny / "assignments/stats/golden.json"
    lines = golden.read_text(encoding="utf-8").splitlines(keepends=True)
    golden.write_text("".join(line for line in lines if '"seal"' not in line), encoding="utf-8")
    assert find_course(tiny, tiny).assignment("stats").golden


def test_windows_line_ends_do_not_make_the_golden_stale(tiny):
    for path in [*tiny.rglob("*.py"), *tiny.rglob("golden.json")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert find_course(tiny, tiny).assignment("stats").golden


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        pytest.param("golden.json", None, "missing; run: grade golden stats", id="gone"),
        pytest.param("golden.json", "{", "cannot be read", id="cut off"),
        pytest.param("golden.json", '{"format": 9}', "format 9", id="of another format"),
    ],
)
def test_a_golden_that_cannot_be_used_is_named(tiny, file, text, message):
    path = tiny / "assignments/stats" / file
    path.unlink()
    if text:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(GoldenError, match=message):
        find_course(tiny, tiny).assignment("stats")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        pytest.param(
            "probes.py", "def needs", "1 / 0\n\ndef needs", "ZeroDivisionError", id="raises"
        ),
        pytest.param(
            "probes.py", '    """median() gives', '    x = """', "no docstring", id="no words"
        ),
        pytest.param(
            "cases.py", '["clipped"]', '["cliped"]', "names no probe: 'cliped'", id="typo"
        ),
        pytest.param(
            "cases.py", '{"probes": ["clipped"], ', "{", "'wide' names no probe", id="no probes"
        ),
    ],
)
def test_a_course_file_with_a_fault_is_named(tiny, file, old, new, message):
    path = tiny / "assignments/stats" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises((CourseError, RubricError), match=message):
        find_course(tiny, tiny).assignment("stats")


@pytest.mark.processes
def test_one_bad_file_does_not_stop_the_next(tmp_path):
    good, bad = tmp_path / "good.py", tmp_path / "bad.ipynb"
    good.write_text(STATS, encoding="utf-8")
    bad.write_text("{", encoding="utf-8")
    with Grader(TINY) as grader:
        reports = [grader.grade(path) for path in (bad, tmp_path / "gone.ipynb", good)]
    assert [report.earned for report in reports] == [None, None, 7]
    assert [report.exit_code for report in reports] == [2, 2, 0]


@pytest.mark.processes
def test_a_fault_of_ours_is_no_score(tmp_path):
    good = tmp_path / "good.py"
    good.write_text(STATS, encoding="utf-8")
    course = find_course(TINY, TINY)
    without_golden = dataclasses.replace(course.assignment("stats"), golden={})
    course.loaded["stats", (), None] = without_golden
    with Grader(course) as grader:
        report = grader.grade(good)
    assert (report.status, report.earned, report.exit_code) == (Status.NOT_GRADED, None, 3)
    assert "a fault of the grader's: KeyError" in report.notes[0]


def test_a_student_has_the_criteria_that_are_for_their_groups_and_no_others(tiny):
    change(tiny / "rubric.yaml", "visible: 5", "visible: 3")
    change(tiny / "rubric.yaml", "{name: clip, ", "{name: clip, for: {group: Grad}, ")
    whole = find_course(tiny, tiny).assignment("stats")
    views = {
        name: [(c.name, c.bonus) for c in view.criteria if not c.hidden]
        for name, view in {
            "nobody knows": whole,
            "a graduate": whole.for_groups(frozenset({"grad", "monday"})),
            "another": whole.for_groups(frozenset({"monday"})),
        }.items()
    }
    assert views == {
        "nobody knows": [("median", False), ("clip", True)],
        "a graduate": [("median", False), ("clip", False)],
        "another": [("median", False)],
    }
    assert [whole.for_groups(frozenset(each)).maximum for each in ([], ["grad"])] == [5, 7]
