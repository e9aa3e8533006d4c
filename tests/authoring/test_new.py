"""`grade new`: an assignment that grades at once, in a course or as its first; all or nothing."""

import json
import shutil
import subprocess

import pytest
from support.courses import change
from support.project import TINY, run_grade

from grader.authoring.rubric_text import with_assignment
from grader.core.errors import UsageError

pytestmark = pytest.mark.processes


def files_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(folder, *words):
    done = run_grade(*map(str, words), cwd=folder)
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def good(folder, *words):
    code, text = run(folder, *words)
    assert code == 0, text
    return text


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course that began in an empty folder, recorded."""
    folder = tmp_path_factory.mktemp("course")
    (folder / ".git").mkdir()  # what is hidden makes no folder full
    good(folder, "new", "stats")
    good(folder, "golden", "stats")
    return folder


@pytest.fixture
def course(made, tmp_path):
    return shutil.copytree(made, tmp_path / "course")


@pytest.fixture
def tiny(tmp_path):
    return shutil.copytree(TINY, tmp_path / "course")


def test_what_is_made_in_an_empty_folder_grades_audits_and_has_a_kit(made, tmp_path):
    given = made / "assignments/stats"
    assert "total 2/2" in good(made, given / "example.ipynb")
    starter = good(made, given / "stats.ipynb")
    assert "total 0/2" in starter
    assert "is not written yet" in starter
    audit = good(made, "audit", "stats")
    assert "every mistake is seen" in audit
    assert "11 lose points, 0 have full marks" in audit
    good(made, "kit", "stats", "--out", tmp_path / "kit.zip")
    good(made, "golden", "--check")


def test_a_class_is_asked_a_case_that_is_drawn_from_a_seed_of_its_own(made, course):
    good(course.parent, "new", "stats", "--course", "other")
    seeds = {
        (root / "reference/stats/seed").read_text() for root in (made, course.parent / "other")
    }
    assert len(seeds) == 2
    report = good(made, "assignments/stats/example.ipynb")
    assert "1 questions are about cases drawn for the class" in report


def test_the_next_steps_are_said_and_are_right(tmp_path):
    text = good(tmp_path, "new", "stats")
    for file in ("reference/stats/source.ipynb", "assignments/stats/probes.py", "rubric.yaml"):
        assert file in text
        assert (tmp_path / file).is_file()
    assert "grade golden stats" in text


def test_a_course_gets_one_more_and_nothing_of_its_own_changes(tiny):
    rubric = tiny / "rubric.yaml"
    rubric.write_text(f"# ours\n{rubric.read_text()}# the end, without a line end")
    before, text = files_of(tiny), rubric.read_text()
    inside = tiny / "assignments/stats"
    good(inside, "new", "means")
    after = files_of(tiny)
    assert {path for path in before if before[path] != after[path]} == {rubric}
    assert rubric.read_text().startswith(text)
    assert not (tiny / "README.md").exists()
    good(tiny, "golden", "means")
    assert "means 2 points, plain Python: ready" in good(tiny, "assignments")
    assert "total 2/2" in good(tiny, "assignments/means/example.ipynb")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        pytest.param("two words", "letters, digits and _", id="a blank"),
        pytest.param("../up", "letters, digits and _", id="a path"),
        pytest.param("class", "no word of Python's own", id="a keyword"),
        pytest.param("con", "letters, digits and _", id="a device of Windows"),
        pytest.param("example", "is called so", id="the example's name"),
        pytest.param("Stats", "has an assignment 'stats'", id="there in other letters"),
        pytest.param("lying", "is there already", id="a folder that the rubric does not know"),
    ],
)
def test_a_name_that_can_not_be_is_refused_and_nothing_is_written(tiny, name, what):
    (tiny / "assignments/lying").mkdir()
    before = files_of(tiny)
    code, text = run(tiny, "new", name)
    assert (code, what in text) == (2, True), text
    assert files_of(tiny) == before
    assert {path.name for path in tiny.iterdir()} == {"assignments", "reference", "rubric.yaml"}


@pytest.mark.parametrize(
    ("rubric", "what"),
    [
        pytest.param(
            "version: 1\nassignments: {stats: {points: {visible: 1}, criteria: [{name: a, "
            "group: b, points: 1, probes: ['*']}]}}\n",
            "not written with one assignment below the other",
            id="in braces",
        ),
        pytest.param("version: 2\n", "version", id="no rubric"),
        pytest.param("a: [", "not YAML", id="no YAML"),
    ],
)
def test_a_rubric_that_can_not_take_it_is_left_as_it_is(tiny, rubric, what):
    (tiny / "rubric.yaml").write_text(rubric)
    before = files_of(tiny)
    code, text = run(tiny, "new", "means")
    assert (code, what in text) == (2, True), text
    assert files_of(tiny) == before


def test_what_can_not_be_written_leaves_nothing_behind(tiny):
    (tiny / "reference/means").symlink_to(tiny / "nowhere")
    before = files_of(tiny)
    code, text = run(tiny, "new", "means")
    assert code == 2, text
    assert files_of(tiny) == before
    assert not (tiny / "assignments/means").exists()


def test_a_kit_and_a_full_folder_are_no_place(tiny, tmp_path):
    shutil.rmtree(tiny / "reference")
    assert "a student's kit" in run(tiny, "new", "means")[1]
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.tex").touch()
    code, text = run(full, "new", "means")
    assert (code, "thesis.tex is there" in text) == (2, True), text
    assert [path.name for path in full.iterdir()] == ["thesis.tex"]
    good(full, "new", "means", "--course", full)  # where it was said


def test_a_part_goes_before_what_stands_below_the_assignments():
    text = "assignments:\n    a:\n        x: 1\n\n# of the version\nversion: 1\n"
    assert with_assignment(text, "b:\n  y: 2\n", "rubric.yaml") == (
        "assignments:\n    a:\n        x: 1\n    b:\n      y: 2\n\n# of the version\nversion: 1\n"
    )
    with pytest.raises(UsageError, match="add by hand"):
        with_assignment("assignments:\n", "b: 1", "rubric.yaml")


def edit_source(course, old, new):
    change(course / "reference/stats/source.ipynb", old, new)


def test_a_changed_source_is_stale_until_it_is_recorded(course):
    edit_source(course, "sum(values) / len(values)", "sum(values) / len(values) + 1")
    for words in (("assignments/stats/example.ipynb",), ("audit",), ("golden", "--check")):
        code, text = run(course, *words)
        assert code, text
        assert "run: grade golden stats" in text
    change(course / "reference/stats/mistakes/mistakes.yaml", "replace: len", "replace: / len")
    change(course / "reference/stats/mistakes/mistakes.yaml", "by: (len", "by: / (len")
    text = good(course, "golden", "stats")
    assert "example.ipynb: made from source.ipynb" in text
    assert "stats.ipynb: made" not in text
    assert "total 2/2" in good(course, "assignments/stats/example.ipynb")


def test_a_source_that_was_run_and_saved_again_is_not_stale(course):
    path = course / "reference/stats/source.ipynb"
    document = json.loads(path.read_text())
    code = next(cell for cell in document["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "2.5"}]
    code["execution_count"] = 1
    path.write_text(json.dumps(document))
    good(course, "golden", "--check")
    code["source"] = "".join(code["source"]) + "\n"
    path.write_text(json.dumps(document))
    assert run(course, "golden", "--check")[0] == 1


@pytest.mark.parametrize("name", ["example", "stats"])
def test_a_notebook_that_was_changed_by_hand_is_neither_taken_nor_written_over(course, name):
    path = course / f"assignments/stats/{name}.ipynb"
    change(path, "# stats", "# Statistics")
    before = files_of(course)
    for words in (("audit",), ("golden", "--check"), ("golden",), ("kit", "--out", "../kit.zip")):
        code, text = run(course, *words)
        assert code, text
        assert f"{name}.ipynb" in text
        assert "source.ipynb" in text
    assert files_of(course) == before
    path.unlink()
    good(course, "golden")
    good(course, "golden", "--check")


def test_a_solution_that_raises_is_told_with_its_cell_and_line(course):
    edit_source(course, "print(mean(", 'print(1)\\n",\n    "print(meen(')
    code, text = run(course, "golden")
    assert (code, "example.ipynb, cell 2, line 2: the solution raised NameError" in text) == (
        2,
        True,
    )


def test_a_source_reads_its_data_draws_and_uses_magics(course):
    (course / "assignments/stats/data").mkdir()
    (course / "assignments/stats/data/n.txt").write_text("2.5")
    edit_source(
        course,
        "print(mean(",
        '%matplotlib inline\\n",\n    "import matplotlib.pyplot as plt\\n",\n'
        "    \"fig, axes = plt.subplots()\\n\",\n    \"open('made.txt', 'w').write('1')\\n\",\n"
        '    "shift = float(open(\'data/n.txt\').read())\\n",\n    "print(mean(',
    )
    edit_source(course, "return sum", "return shift - 2.5 + sum")
    change(
        course / "rubric.yaml", "allowed: [stdlib]", "allowed: [stdlib], stand_ins: [matplotlib]"
    )
    good(course, "golden")
    assert "total 2/2" in good(course, "assignments/stats/example.ipynb")
    assert not (course / "assignments/stats/made.txt").exists()


def test_percent_cells_are_a_source_too(course):
    staff = course / "reference/stats"
    (staff / "source.ipynb").unlink()
    (staff / "source.py").write_text(
        "# ---\n# jupyter: {}\n# ---\n# %% [markdown]\n# # stats\n#\n# Go.\n# %%\n"
        "def mean(values):\n    ### BEGIN SOLUTION\n    return sum(values) / len(values)\n"
        '    ### END SOLUTION\n\n# %% a title tags=["shown"]\nprint(mean([2.0]))\n'
    )
    good(course, "golden")
    cells = json.loads((course / "assignments/stats/stats.ipynb").read_text())["cells"]
    assert ["".join(cell["source"]) for cell in cells] == [
        "# stats\n\nGo.",
        "def mean(values):\n    raise NotImplementedError",
        "print(mean([2.0]))",
    ]
    assert [cell["metadata"].get("tags") for cell in cells] == [None, None, ["shown"]]
    assert "total 2/2" in good(course, "assignments/stats/example.ipynb")


def test_a_reference_in_numpy_goes_before_the_source(course):
    staff = course / "reference/stats"
    (staff / "numpy_stats.py").write_text(
        "import numpy as np\n\n\ndef mean(x):\n    return np.mean(x)\n"
    )
    assert "NumPy reference" in good(course, "golden")
    (staff / "source.py").write_text("x = 1\n")
    assert "which is the source?" in run(course, "golden")[1]


def test_what_is_made_is_clean(made):
    ruff = shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    files = [str(path) for path in made.rglob("*.py")]
    assert files
    for words in (["check"], ["format", "--check", "--line-length=100"]):
        subprocess.run([ruff, *words, "-q", "--isolated", *files], check=True)
