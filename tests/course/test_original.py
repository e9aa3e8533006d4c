"""The lecture's first homework: what is right has all points, what is not done loses just that."""

import re

import pytest
from support.project import ROOT

from grader.authoring.goldens import compare_mutants
from grader.authoring.text_checks import is_asked_unseen
from grader.core.result import ScoreStatus
from grader.core.submission import Cell, Script
from grader.course.find import find_course
from grader.course.mutants import load_mutants
from grader.mending import with_mended
from grader.pipeline import grade
from grader.submission.notebook import read_submission, reading_of

COURSE = ROOT / "tests/courses/original"
FOLDER = COURSE / "assignments/original"
LINES = 120
EVERYTHING = {"split", "begins", "predicted", "errors", "epochs", "evaluated"}
EVERYTHING |= {"results", "flowers_drawn", "boundaries_drawn"}
PICTURES = {"flowers_drawn", "boundaries_drawn"}
FLOWERS = "for flowers, kinds in ((x_train, y_train), (x_test, y_test)):\n    "
COLUMNS = "[x for x, _ in flowers], [w for _, w in flowers]"
LINE = "plt.axline((0, -model.bias / w2), slope=-w1 / w2)"
WEIGHTS = "w1, w2 = model.weights\n"
ONE_BY_ONE = """
for (x, width), kind in zip(flowers, kinds):
        plt.plot(x, width, "ro" if kind else "bs")
    low, high = plt.xlim()
    xs = [low + (high - low) * i / 50 for i in range(51)]
    plt.plot(xs, [-(w1 * x + model.bias) / w2 for x in xs], "g--")
    plt.show()
""".strip()

pytestmark = pytest.mark.walls


@pytest.fixture(scope="module")
def original():
    return find_course(COURSE, ROOT).assignment("original")


@pytest.fixture(scope="module")
def cells(original):
    script = read_submission(FOLDER / "example.ipynb", original.limits).script
    return [cell.source for cell in script.cells]


@pytest.fixture(scope="module")
def graded(original, sandbox):
    def run(cells):
        script = Script(tuple(Cell(n, source) for n, source in enumerate(cells, 1)))
        reading = reading_of(
            read_submission(FOLDER / "example.ipynb", original.limits).submission, script
        )
        report = grade(reading, original, sandbox, is_own=True).report
        return {s.name for s in report.scores if s.status is not ScoreStatus.EARNED}, report

    return run


@pytest.fixture
def lost(graded):
    return lambda cells: graded(cells)[0]


def method_left_out(cells, name):
    """The class with a method's lines replaced by what the starter has."""
    pattern = rf"(    def {name}\(.*?\):\n(?:        \"\"\".*?\"\"\"\n)?)(?:        .*\n?)+"
    changed, count = re.subn(pattern, r"\1        raise NotImplementedError\n", cells[2])
    assert count == 1
    return [*cells[:2], changed, *cells[3:]]


def test_the_whole_assignment_is_short():
    written = (FOLDER / "probes.py", COURSE / "rubric.yaml")
    mistakes = sorted((COURSE / "reference").rglob("*.yaml"))
    counts = [len(path.read_text(encoding="utf-8").splitlines()) for path in (*written, *mistakes)]
    assert sum(counts) <= LINES


def test_a_solution_has_all_points(graded, cells):
    missed, report = graded(cells)
    assert (missed, report.earned, report.maximum) == (set(), 22, 22)


def test_a_starter_has_none_and_says_what_to_begin_with(graded, original):
    starter = read_submission(FOLDER / "original.ipynb", original.limits).script
    missed, report = graded([cell.source for cell in starter.cells])
    assert (missed, report.earned) == (EVERYTHING, 0)
    assert report.notes[0].startswith("variable `x_train` has no value: the flowers are split")


@pytest.mark.parametrize(
    ("drawing", "missed"),
    [
        pytest.param("", PICTURES, id="nothing is drawn"),
        pytest.param(
            FLOWERS + f"plt.figure(); plt.scatter({COLUMNS}, c=kinds)\n    {LINE}", set(), id="by c"
        ),
        pytest.param(FLOWERS + ONE_BY_ONE, set(), id="one by one"),
        pytest.param(
            FLOWERS + f"plt.figure(); plt.scatter({COLUMNS}, c=kinds)",
            {"boundaries_drawn"},
            id="without the lines",
        ),
        pytest.param(
            FLOWERS + f"plt.figure(); plt.scatter({COLUMNS})\n    {LINE}",
            {"flowers_drawn"},
            id="in one colour",
        ),
        pytest.param(
            FLOWERS + f"plt.figure(); plt.scatter({COLUMNS}, c=kinds); plt.axline((0, 0), slope=1)",
            {"boundaries_drawn"},
            id="another line",
        ),
        pytest.param(
            f"plt.scatter([x for x, _ in X], [w for _, w in X], c=y); {LINE}",
            PICTURES,
            id="one picture of all flowers",
        ),
    ],
)
def test_pictures_are_worth_points_however_they_are_drawn(lost, cells, drawing, missed):
    assert lost([*cells[:-1], WEIGHTS + drawing]) == missed


@pytest.mark.parametrize(
    ("index", "source", "missed"),
    [
        pytest.param(
            1,
            "cut = 80\nx_train, y_train, x_test, y_test = X[:cut], y[:cut], X[cut:], y[cut:]",
            {"split", "results", "flowers_drawn"},
            id="the split, of which the results are",
        ),
        pytest.param(4, "", {"results"}, id="the results"),
        pytest.param(4, "train_acc = 0.9\ntest_acc = ...", {"results"}, id="one result"),
    ],
)
def test_a_part_that_is_not_done_loses_just_that(lost, cells, index, source, missed):
    assert lost([*cells[:index], source, *cells[index + 1 :]]) == missed


@pytest.mark.parametrize(
    ("name", "missed"),
    [
        # Without it there are no results and, trained with nothing, no line.
        ("train", {"epochs", "results", "boundaries_drawn", "flowers_drawn"}),
        ("evaluate", {"evaluated", "results"}),
    ],
)
def test_a_method_that_is_not_written_loses_what_needs_it(lost, cells, name, missed):
    assert lost(method_left_out(cells, name)) == missed


def test_nothing_mends_a_variable_and_nothing_false_is_said_of_it(original, sandbox, cells):
    changed = [cell.replace("net > 0", "net < 0") for cell in cells]
    handed_in = read_submission(FOLDER / "example.ipynb", original.limits).submission
    script = Script(tuple(Cell(n, source) for n, source in enumerate(changed, 1)))
    graded = grade(reading_of(handed_in, script), original, sandbox, is_own=True)
    report = with_mended(graded, original, sandbox).report
    status = {score.name: score.status for score in report.scores}
    assert report.wrong == ("Perceptron.forward",)
    assert status["evaluated"] is ScoreStatus.CARRIED
    assert status["results"] is ScoreStatus.LOST
    assert "train_acc" not in report.notes[0]


def test_mutants_are_known_again_in_whichever_order_their_functions_stand(original):
    recorded = load_mutants(COURSE, "original")
    end = next(n for n, each in enumerate(recorded) if each.target != recorded[0].target)
    turned = (*recorded[end:], *recorded[:end])
    assert [*compare_mutants(turned, original)] == []
    assert [*compare_mutants(recorded[1:], original)] != []


def test_what_has_no_input_needs_no_case_that_students_have_not(original):
    unseen = {c.name for c in original.criteria if is_asked_unseen(c, original.probes)}
    assert EVERYTHING - unseen == {"begins"}


def test_what_is_said_of_a_variable_names_the_cell_that_failed(graded, cells):
    _, report = graded(method_left_out(cells, "evaluate"))
    (score,) = (score for score in report.scores if score.name == "results")
    told = score.departures[0].message
    assert told.startswith(
        "variable `train_acc` has no value, since its cell did not run to its end"
    )
