"""`grade new`: an assignment that grades at once, in a course or as its first; all or nothing."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.courses import change
from support.project import ROOT, TINY, run_grade

from grader.authoring.making import make
from grader.authoring.rubric_text import with_assignment
from grader.authoring.solution import draft_solution
from grader.cli import main, report, similar
from grader.core.errors import RecordingError, UsageError
from grader.course.source import find_outdated, percent_cells, percent_text, tags_in

pytestmark = pytest.mark.processes


def files_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(folder, *words):
    """The command here, in a folder; what a process of its own does is tried once, below."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        done = CliRunner().invoke(main, [*map(str, words)])
    finally:
        os.chdir(before)
    return done.exit_code, " ".join(done.output.split())


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
    text = good(course.parent, "new", "stats", "--course", "other")
    assert "grade golden stats --course other" in text
    seeds = {
        (root / "reference/stats/seed").read_text() for root in (made, course.parent / "other")
    }
    assert len(seeds) == 2
    report = good(made, "assignments/stats/example.ipynb")
    assert "1 questions are about cases drawn for the class" in report


def test_the_next_steps_are_said_and_are_right(tmp_path):
    done = run_grade("new", "stats", cwd=tmp_path)
    text = done.stdout
    assert done.returncode == 0, done.stderr
    for file in ("reference/stats/source.ipynb", "assignments/stats/probes.py", "rubric.yaml"):
        assert file in text
        assert (tmp_path / file).is_file()
    assert "grade golden stats" in text
    assert "grade check stats" in text


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


def test_a_course_whose_questions_say_their_points_gets_one_more(course):
    good(course, "new", "means")
    listed = good(course, "assignments")
    assert listed.count("2 points, plain Python") == 2
    assert "unfinished" not in listed


def test_a_part_goes_before_what_stands_below_the_assignments():
    text = "assignments:\n    a:\n        x: 1\n\n# of the version\nversion: 1\n"
    assert with_assignment(text, "b:\n  y: 2\n", "rubric.yaml") == (
        "assignments:\n    a:\n        x: 1\n    b:\n      y: 2\n\n# of the version\nversion: 1\n"
    )
    assert with_assignment("assignments:\r\n  a:\r\n    x: 1", "b: 2\n", "rubric.yaml") == (
        "assignments:\r\n  a:\r\n    x: 1\r\n  b: 2\r\n"
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
    assert "ready" in good(course, "assignments")
    code["source"] = "".join(code["source"]) + "\n"
    path.write_text(json.dumps(document))
    assert "source.ipynb changed" in good(course, "assignments")


def test_a_notebook_that_was_changed_by_hand_is_neither_taken_nor_written_over(course):
    paths = [course / f"assignments/stats/{name}.ipynb" for name in ("example", "stats")]
    for path in paths:
        change(path, "# stats", "# Statistics")
    before = files_of(course)
    for words in (("audit",), ("golden", "--check"), ("golden",), ("kit", "--out", "../kit.zip")):
        code, text = run(course, *words)
        assert code, text
        assert "example.ipynb" in text
        assert "stats.ipynb" in text
        assert "source.ipynb" in text
    assert files_of(course) == before
    for path in paths:
        path.unlink()
    good(course, "golden")
    assert not find_outdated(course, "stats")


def test_pages_with_names_stay_out_of_a_repository(made):
    ignored = (made / ".gitignore").read_text().splitlines()
    assert {f"{report.OUT}/", str(similar.OUT)} <= {*ignored}


def test_what_is_advised_of_a_notebook_changed_by_hand_is_not_refused(course):
    change(course / "assignments/stats/example.ipynb", "# stats", "# Statistics")
    told = set()
    for words in (("golden",), ("golden", "--check"), ("check", "--quick"), ("audit",)):
        code, text = run(course, *words)
        assert code, text
        (advice,) = re.findall(r"changed by hand, .*? and delete example\.ipynb", text)
        told.add(advice.replace(f"{course}/", ""))
        assert "example.ipynb: is not what" not in text
    assert len(told) == 1
    assert "write the change into reference/stats/source.ipynb" in told.pop()


SOURCE = """# ---
# jupyter: {}
# ---

# %% [markdown]
# # stats

# %%
%matplotlib inline
import math

# %%

def mean(values):
    ### BEGIN SOLUTION
    total = sum(values)
    return total / len(values)
    ### END SOLUTION
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("sum(values)", "sum(values", "16: not Python: '(' was never", id="a bracket"),
        pytest.param("    return", "\treturn", "17: not Python: inconsistent use", id="a tab"),
        pytest.param("import math", "import", "10: not Python: ", id="below a magic"),
    ],
)
@pytest.mark.parametrize("has_numpy", [False, True], ids=["alone", "beside NumPy's"])
def test_of_a_broken_source_its_line_is_told_and_nothing_is_made(
    course, old, new, fault, has_numpy
):
    staff = course / "reference/stats"
    if has_numpy:
        (staff / "numpy_stats.py").write_text("def mean(values):\n    return 1.0\n")
    (staff / "source.ipynb").unlink()
    assert old in SOURCE
    (staff / "source.py").write_text(SOURCE.replace(old, new))
    before = files_of(course)
    for words in (("golden",), ("golden", "--check"), ("check", "--quick")):
        code, text = run(course, *words)
        assert code, text
        assert f"reference/stats/source.py:{fault}" in text
        assert text.count("not Python") == 1
        assert "example.ipynb" not in text
    assert files_of(course) == before


def test_of_a_broken_notebook_the_cell_is_told(course):
    edit_source(course, "sum(values) / len(values)", "sum(values / len(values)")
    code, text = run(course, "golden")
    assert code == 2
    assert re.search(r"reference/stats/source\.ipynb, cell \d+, line \d+: not Python: ", text)


def test_a_solution_that_raises_when_it_is_asked_is_told_with_its_cell_and_line(course):
    edit_source(course, "sum(values) / len(values)", "sum(values) / (len(values) - 8)")
    code, text = run(course, "golden")
    assert code == 2
    assert re.search(
        r"the source's solution raised ZeroDivisionError: .* "
        r"\(assignments/stats/example\.ipynb, cell \d+, line \d+\)",
        text,
    )


def test_a_source_with_magics_is_not_broken(course):
    staff = course / "reference/stats"
    (staff / "source.ipynb").unlink()
    cells = "\n# %%\n%%writefile a.txt\nno Python at all\n\n# %%\nfiles = !ls\nmean?\n"
    (staff / "source.py").write_text(SOURCE + cells)
    for path in (course / "assignments/stats").glob("*.ipynb"):
        path.unlink()
    make(course, "stats", print)
    assert not find_outdated(course, "stats")


def test_a_change_of_tags_alone_is_made(course):
    source = course / "reference/stats/source.ipynb"
    made = course / "assignments/stats/stats.ipynb"

    def tag(path, tag):
        document = json.loads(path.read_text())
        document["cells"][0]["metadata"]["tags"] = [tag]
        path.write_text(json.dumps(document))

    def tags():
        return json.loads(made.read_text())["cells"][0]["metadata"]["tags"]

    for name in ("explanation", "why"):
        tag(source, name)
        assert len(find_outdated(course, "stats")) == 2
        make(course, "stats", print)
        assert tags() == [name]
        assert not find_outdated(course, "stats")
    tag(made, "mine")
    with pytest.raises(RecordingError, match="changed by hand"):
        make(course, "stats", print)
    assert tags() == ["mine"]


def test_notebooks_that_an_earlier_version_made_are_no_changed_ones(course):
    made = course / "assignments/stats/stats.ipynb"
    document = json.loads(made.read_text())
    seal = document["metadata"]["grade"]["made"]
    document["metadata"]["grade"]["made"] = seal.partition("-")[0]
    made.write_text(json.dumps(document))
    assert not find_outdated(course, "stats")
    edit_source(course, "sum(values) / len(values)", "sum(values) / len(values) + 1")
    edit_source(course, "# stats", "# Statistics")
    make(course, "stats", print)
    assert "# Statistics" in made.read_text()


def test_a_cell_s_tags_and_words_are_written_as_they_are_read():
    text = (
        '# %% [markdown] tags=["why", "a b"]\n# # Why?\n#\n# A.\n\n'
        '# %% tags=["shown"]\nx = 1\n\n# %% [raw]\n# y\n'
    )
    assert percent_text(tuple(percent_cells(text))) == text
    assert tags_in("[markdown] tags=['why']") == {"tags": ["why"]}


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
    lines = """\
%matplotlib inline
import matplotlib.pyplot as plt
from pathlib import Path
fig, axes = plt.subplots()
Path('made.txt').write_text('1')
shift = float(Path('data/n.txt').read_text())
print(mean("""
    edit_source(
        course, "print(mean(", json.dumps(lines.split("\n"), indent=1)[4:-3].replace('",', '\\n",')
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
        '# %% [markdown] tags=["why"]\n# # Why?\n# ### BEGIN SOLUTION\n# A sum.\n'
        "# ### END SOLUTION\n"
    )
    good(course, "golden")
    cells = json.loads((course / "assignments/stats/stats.ipynb").read_text())["cells"]
    assert ["".join(cell["source"]) for cell in cells] == [
        "# stats\n\nGo.",
        "def mean(values):\n    raise NotImplementedError",
        "print(mean([2.0]))",
        "# Why?\n*Your answer here.*",
    ]
    assert '"A sum."' in (course / "assignments/stats/example.ipynb").read_text()
    assert [cell["metadata"].get("tags") for cell in cells] == [None, None, ["shown"], ["why"]]
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


SOLUTION = """\
# %% [markdown]
# # Perceptron
# %%
import csv
import math
import matplotlib.pyplot as plt
with open("data/rows.csv") as file:
    rows = [[float(x) for x in row] for row in csv.reader(file)]
# %%
def norm(x):
    \"\"\"The length of a vector.\"\"\"
    return math.sqrt(sum(a * a for a in x))

def never(x):
    while True:
        pass

def draws(n):
    import random
    return [random.random() for _ in range(n)]

class Model:
    \"\"\"A model.\"\"\"

    def __init__(self, size, bias=0.5):
        self.w, self.b = [1.0] * size, bias

    def forward(self, x):
        \"\"\"Above the boundary or not.\"\"\"
        return int(sum(w * a for w, a in zip(self.w, x)) + self.b > 2)

    def grow(self):
        self.b += 1
# %%
model = Model(2)
print(model.forward(rows[1]), norm(x=rows[0]))
plt.plot(rows)
"""


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """A course whose first assignment was made of a finished solution, and what was said."""
    folder = tmp_path_factory.mktemp("solution")
    (folder / "data").mkdir()
    (folder / "data/rows.csv").write_text("3,4\n1,1.5\n")
    (folder / "solution.py").write_text(SOLUTION)
    text = good(folder, "new", "linear", "--from", "solution.py", "--course", "course")
    return folder / "course", text


def test_a_finished_solution_becomes_an_assignment_of_its_functions(taken):
    course, text = taken
    assert "each function became a gap" in text
    assert "not asked yet, write it in probes.py: never, draws, Model.grow" in text
    good(course, "golden")
    report = good(course, "assignments/linear/example.ipynb")
    assert "norm(): The length of a vector 1/1" in report
    assert "total 2/2" in report
    assert "total 0/2" in good(course, "assignments/linear/linear.ipynb")


def test_what_a_solution_asks_of_its_functions_is_asked_of_students(taken):
    probes = (taken[0] / "assignments/linear/probes.py").read_text()
    assert '"x": [3.0, 4.0]' in probes
    assert "@drawn(ask_norm)" in probes
    assert "student.Model(*case.made_with).forward(case.x)" in probes
    assert '"made_with": [2]' in probes
    rubric = (taken[0] / "rubric.yaml").read_text()
    assert "{allowed: [stdlib], stand_ins: [matplotlib]}" in rubric
    starter = json.loads((taken[0] / "assignments/linear/linear.ipynb").read_text())
    code = "".join(starter["cells"][2]["source"])
    assert code.count("raise NotImplementedError") == 6
    assert "while True" not in code


CALLING = """\
# %%
def distance(a, b):
    return sum(abs(u - v) for u, v in zip(a, b))

def nearest(point, centres):
    return min(range(len(centres)), key=lambda i: distance(point, centres[i]))

def scaled(values, *, by=2.0):
    values[:] = [value * by for value in values]
    return values

def never_called(a, b):
    return [u + v for u, v in zip(a, b)]

class Model:
    def __init__(self, centres, name="m"):
        self.centres = centres

    def labels(self, points):
        return [nearest(point, self.centres) for point in points]
# %%
def main():
    scaled([1.5])
    return Model([[0.0, 1.0], [2.0, 2.5]]).labels([[2.0, 2.0], [0.0, 0.5]])
answers = main()
"""


def test_with_what_a_program_calls_its_functions_at_any_depth_they_are_asked(tmp_path):
    (tmp_path / "a.py").write_text(CALLING)
    draft = draft_solution(tmp_path / "a.py", "a")
    probes = {}
    exec(draft.probes.replace("from grader.author import case, drawn, probe", FREE), probes)
    assert probes["NEAREST"] == {"point": [2.0, 2.0], "centres": [[0.0, 1.0], [2.0, 2.5]]}
    assert probes["DISTANCE"] == {"a": [2.0, 2.0], "b": [0.0, 1.0]}
    assert probes["MODEL_LABELS"] == {
        "points": [[2.0, 2.0], [0.0, 0.5]],
        "made_with": [[[0.0, 1.0], [2.0, 2.5]]],
    }
    assert probes["SCALED"] == {"values": [1.5]}  # as it was before, and `by` is its default
    assert probes["NEVER_CALLED"]["a"] != probes["NEVER_CALLED"]["b"]
    assert draft.remarks[1] == "with invented inputs, to be replaced in probes.py: never_called"


COUNTER = """\
class Counter:
    def __init__(self, start):
        self.count = start

    def add(self, number):
        ### BEGIN SOLUTION
        self.count += number
        self.last = number
        ### END SOLUTION

    def show(self):
        ### BEGIN SOLUTION
        print(self.count)
        ### END SOLUTION
# %%
Counter(2).add(5)
"""


def test_of_a_method_that_answers_nothing_it_is_asked_what_it_leaves_by_a_name_that_is_given(
    tmp_path,
):
    (tmp_path / "a.py").write_text(COUNTER)
    draft = draft_solution(tmp_path / "a.py", "a")
    assert (
        "    thing = student.Counter(*case.made_with)\n"
        "    thing.add(case.number)\n"
        '    return {"count": thing.count}\n'
    ) in draft.probes
    assert draft.remarks == ("not asked yet, write it in probes.py: Counter.show",)


FREE = """
def case(*words, **values): pass
def probe(**values): return lambda function: function
def drawn(*functions): return lambda function: function
"""


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        pytest.param("a.txt", "x", "a notebook or a .py file is expected", id="no notebook"),
        pytest.param("a.py", "x = 1", "no function in it", id="nothing to write"),
        pytest.param("a.ipynb", "{", "no notebook of format 4", id="no JSON"),
        pytest.param(
            "a.py", "def f(x):\n    return\n", "to anything that was tried", id="no answer"
        ),
        pytest.param(
            "a.py",
            "def f():\n    return 1\nf(2)",
            "cell 1, line 3: the solution raised",
            id="fault",
        ),
        pytest.param("a.py", "# BEGIN SOLUTION\n", "has no end", id="a mark alone"),
        pytest.param("none.py", None, "cannot be read", id="no file"),
    ],
)
def test_what_can_be_no_source_is_refused_and_nothing_is_written(tiny, name, text, what):
    if text is not None:
        (tiny.parent / name).write_text(text)
    before = files_of(tiny)
    code, answer = run(tiny, "new", "means", "--from", tiny.parent / name)
    assert (code, what in answer) == (2, True), answer
    assert files_of(tiny) == before


def test_an_example_that_comes_along_grades_with_a_secret_of_its_own(tmp_path):
    text = good(tmp_path, "new", "--example", "perceptron")
    assert "reference/perceptron/seed" in text
    secret = (tmp_path / "reference/perceptron/seed").read_text()
    assert secret != (ROOT / "reference/perceptron/seed").read_text()
    own, public = (
        json.loads((root / "reference/perceptron/golden.json").read_text())["answers"]
        for root in (tmp_path, ROOT)
    )
    drawn = {name for name in public if name.endswith("@class")}
    assert drawn
    assert own.keys() == public.keys()
    assert {name for name in public if own[name] != public[name]} <= drawn
    assert "total 50/50" in good(tmp_path, "assignments/perceptron/example.ipynb")
    assert "perceptron 43 points and 7 in class, plain Python: ready" in (
        good(tmp_path, "assignments").replace(": The perceptron in plain Python", "")
    )


@pytest.mark.parametrize(
    ("words", "what"),
    [
        pytest.param([], "name the assignment", id="no name"),
        pytest.param(["--example", "nothing"], "no such example; there are:", id="unknown"),
        pytest.param(["other", "--example", "perceptron"], "as it is", id="another name"),
        pytest.param(["--example", "perceptron", "--from", "x.py"], "as it is", id="a file"),
    ],
)
def test_wrong_words_are_told(tmp_path, words, what):
    code, answer = run(tmp_path, "new", *words)
    assert (code, what in answer) == (2, True), answer
    assert not [*tmp_path.iterdir()]
