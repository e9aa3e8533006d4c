"""The audit: what a rubric sees of the catalogue and of a teacher's own programs."""

import json
import shutil

import pytest
from support.project import CHAIN, ROOT
from support.project import run_grade as grade

from grader.authoring.audit import audit
from grader.authoring.audit_table import render
from grader.authoring.catalogue import example_of
from grader.authoring.goldens import record
from grader.core.errors import RubricError, UsageError
from grader.course.find import find_course
from grader.reports.terminal import Style

pytestmark = pytest.mark.processes
IGNORED = shutil.ignore_patterns("__pycache__")


def silent(text):
    pass


@pytest.fixture(scope="module")
def whole():
    return audit(find_course(ROOT, ROOT).assignment("perceptron"), None, None, silent)


@pytest.fixture
def copy(tmp_path):
    """A copy of the course with a catalogue of one entry, to be changed at will."""
    for part in ("assignments", "reference"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=IGNORED)
    (tmp_path / "rubric.yaml").write_text(without_shares(), encoding="utf-8")
    for kind in ("mistakes", "variants"):
        shutil.rmtree(tmp_path / "reference/perceptron" / kind)
        (tmp_path / "reference/perceptron" / kind).mkdir()
    drop_families(tmp_path)
    write(tmp_path, "mistakes", SWAPPED)
    return tmp_path


def drop_families(root):
    """Take away what knows families of mistakes, for some of which only the catalogue parts."""
    for path in root.glob("*/perceptron/*families.py"):
        path.unlink()


def without_shares():
    """The rubric's text without what it says of single mistakes of the catalogue."""
    text = (ROOT / "rubric.yaml").read_text(encoding="utf-8")
    return text.replace(text[text.index("    mistakes:\n") : text.index("    criteria:\n")], "")


def write(root, kind, text):
    path = root / "reference/perceptron" / kind / "some.py"
    path.write_text(
        f"from grader.authoring.catalogue import mistake, variant\n\n{text}", encoding="utf-8"
    )


def run(root, **folders):
    folders = {"mistakes_folder": None, "variants_folder": None, **folders}
    return audit(find_course(root, root).assignment("perceptron"), say=silent, **folders)


SWAPPED = """
@mistake("class_counts", cause="the counts are swapped", advice="look", about=["counts"])
def swapped(y):
    return [sum(y), len(y) - sum(y)]
"""


def test_every_mistake_is_seen_by_at_least_two_probes(whole):
    assert (whole.unseen, whole.single) == ([], [])


def test_no_correct_variant_is_penalised_or_diagnosed(whole):
    assert whole.penalised == []
    assert [row.name for row in whole.variants if row.diagnosed] == []


def test_every_criterion_is_tested(whole):
    assert whole.untested == []


def test_three_of_four_mistakes_are_charged_one_criterion_by_a_kit(whole):
    charged = [len(row.charged) for row in whole.mistakes]
    assert min(charged) == 1
    assert charged.count(1) >= 0.75 * len(charged)


def test_the_document_has_what_is_promised(whole):
    document = whole.document()
    assert set(document) >= {"mistakes", "variants", "unseen", "single", "same", "penalised"}
    row = next(r for r in document["mistakes"] if r["name"] == "counts_swapped")
    assert (row["criteria"], row["points_lost"]) == (["counts"], 1)
    assert "counted:mixed" in row["probes"]


def test_a_mistake_that_only_raises_is_listed(whole):
    expected = ["counts_by_a_missing_key", "evaluate_empties_inputs", "forward_appends_one"]
    expected += ["load_fails_on_blank_line", "load_splits_by_comma", "load_third_column"]
    expected += ["load_three_columns_only"]
    assert sorted(whole.raising) == expected
    assert "only raises: is that the mistake?: 7" in render(whole, Style(colour=False, width=100))


def test_a_class_charges_little_more_than_one_criterion_for_a_mistake(told):
    prices = told[1]["prices"]
    assert 1 <= prices["mean_named"] <= 1.1
    assert 1 <= prices["mean_silent"] <= 1.6


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """All that the command says of the perceptron, as text and as a document."""
    path = tmp_path_factory.mktemp("audit") / "audit.json"
    done = grade(
        "audit", "perceptron", "--json", str(path), COLUMNS="100", PYTHONIOENCODING="utf-8"
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, json.loads(path.read_text(encoding="utf-8"))


def test_the_command_shows_a_matrix_of_at_most_100_columns(told):
    text, _ = told
    assert max(map(len, text.splitlines())) <= 100
    assert "every mistake is seen, no correct variant loses points" in text


def test_each_change_of_the_example_loses_points_or_is_as_right(told):
    text, document = told
    mutants = document["mutants"]
    assert (mutants["survivors"], mutants["stale"]) == ([], [])
    assert mutants["tried"] == mutants["lose_points"] + mutants["equivalent"] > 900
    assert f"{mutants['tried']} mutants of the example: " in text


def test_the_table_has_what_a_class_is_charged_and_no_kit(told):
    text, document = told
    (row,) = (line for line in text.splitlines() if line.startswith("load_skips_first_line"))
    lost, charged, _ = map(float, row.split()[-3:])
    by_name, in_class = (
        next(each for each in mistakes if each["name"] == "load_skips_first_line")
        for mistakes in (document["mistakes"], document["prices"]["mistakes"])
    )
    assert charged == in_class["named"]["points"] < by_name["points_charged"] < lost


def test_in_class_a_mistake_is_charged_once_known_or_not(told):
    _, document = told
    prices = document["prices"]
    assert 1 <= prices["mean_named"] <= 1.2
    assert prices["mean_named"] <= prices["mean_silent"] <= 1.7


def test_the_command_prints_json_alone():
    done = grade("audit", "perceptron", "--quick", "--json", "-")
    assert json.loads(done.stdout)["unseen"] == []


def test_a_rubric_that_asks_less_lets_mistakes_go_unseen(copy):
    rubric = copy / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    for probe in ("counted", "counted_again", "counts_keep_inputs"):
        text = text.replace(f'"{probe}:*"', '"loaded:gaps"')
    rubric.write_text(text, encoding="utf-8")
    done = grade("audit", "perceptron", "--quick", cwd=copy)
    assert done.returncode == 1
    assert "no criterion sees: 1\n  swapped" in done.stdout


def test_a_rubric_that_is_too_strict_penalises_a_variant(copy):
    write(copy, "mistakes", SWAPPED)
    write(copy, "variants", "@variant('class_counts')\ndef odd(y):\n    return [len(y), 0]\n")
    done = grade("audit", "perceptron", "--quick", cwd=copy)
    assert done.returncode == 1
    assert "correct, but loses points: 1\n  odd" in done.stdout


def test_a_teacher_s_own_programs_are_audited_beside_the_catalogue(copy, tmp_path):
    mine, fine = tmp_path / "mine", tmp_path / "fine"
    mine.mkdir()
    fine.mkdir()
    shutil.copy(ROOT / "assignments/perceptron/example.ipynb", fine / "solved.ipynb")
    base = find_course(copy, copy)
    cells = example_of(base.assignment("perceptron")).cells
    text = "\n\n".join(cell.source for cell in cells)
    wrong = text.replace("[sum(label == 0 for", "[sum(label == 1 for")
    assert wrong != text
    (mine / "mine.py").write_text(wrong, encoding="utf-8")
    result = run(copy, mistakes_folder=mine, variants_folder=fine)
    row = next(row for row in result.mistakes if row.name == "mine")
    assert row.lost == {"counts": 1}
    assert [(row.name, row.points_lost) for row in result.variants] == [("solved", 0)]


def test_a_variant_that_breaks_a_rule_is_penalised(copy, tmp_path):
    fine = tmp_path / "fine"
    fine.mkdir()
    text = (ROOT / "assignments/perceptron/example.ipynb").read_text(encoding="utf-8")
    first = '"def load_data(path):'
    with_numpy = text.replace(first, f'"import numpy\\n",\n    {first}')
    assert with_numpy != text
    (fine / "solved.ipynb").write_text(with_numpy, encoding="utf-8")
    (row,) = run(copy, variants_folder=fine).variants
    assert row.lost == {"plain_python": 1}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda folder: None, "no such folder", id="not there"),
        pytest.param(lambda folder: folder.mkdir(), "no .py or .ipynb file", id="empty"),
        pytest.param(
            lambda folder: (folder.mkdir(), (folder / "a.py").write_text("retur 1")),
            "a: line 1: SyntaxError",
            id="not Python",
        ),
        pytest.param(
            lambda folder: (folder.mkdir(), (folder / "a.py").write_text("x = 1")),
            "a: answers no probe",
            id="another program",
        ),
    ],
)
def test_a_folder_without_programs_is_named(copy, tmp_path, make, message):
    make(tmp_path / "mine")
    with pytest.raises(UsageError, match=message):
        run(copy, mistakes_folder=tmp_path / "mine")


ENTRY = '@mistake("positive", cause="c", advice="a", about=["positive"])\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            ENTRY + "def same(y):\n    return sum(1 for one in y if one and one > 0)\n",
            "same: equals the reference on all probes",
            id="equal to the reference",
        ),
        pytest.param(
            ENTRY + "def broken(y, n=nothing):\n    return n\n", "NameError", id="no valid file"
        ),
        pytest.param(
            ENTRY.replace('"positive",', '"no_class.method",') + "def broken(y):\n    return 1\n",
            "broken: the example has no `no_class.method`",
            id="can't be put in its place",
        ),
        pytest.param(
            ENTRY.replace('"positive",', '"positiv",') + "def broken(y):\n    return 1\n",
            "mistakes/.*.py, broken: the example has no `positiv`; did you mean 'positive'",
            id="a misspelt function",
        ),
        pytest.param(
            "import math\n\n" + ENTRY + "def slow(y):\n    return math.inf\n",
            "slow: uses `math`, which stands beside it in its file",
            id="a module that it does not get",
        ),
        pytest.param(
            "def helper(y):\n    return 1\n\n" + ENTRY + "def part(y):\n    return helper(y)\n",
            "part: uses `helper`, which stands beside it in its file",
            id="a function that it does not get",
        ),
        pytest.param(
            ENTRY + "def drawn(y):\n    import random\n    return [random.random(), 0]\n",
            "drawn: answers counted:.* otherwise when it is asked again",
            id="at random",
        ),
        pytest.param(
            ENTRY + "def placed(y):\n    return [id(y), hash(object())]\n",
            "placed: answers counted:.* otherwise when it is asked again",
            id="by where things lie",
        ),
        pytest.param(
            ENTRY + "def hangs(y):\n    while True:\n        pass\n",
            "hangs: hangs when asked counted",
            id="hangs",
        ),
        pytest.param(
            ENTRY.replace('["positive', '["positiev') + "def off(y):\n    return 1\n",
            "off: is about criteria that do not exist: positiev",
            id="about an unknown criterion",
        ),
        pytest.param(
            ENTRY.replace('["positive', '["known') + "def cheap(y):\n    return [len(y), 0]\n",
            "cheap: is about known, but loses positive",
            id="about what it does not lose",
        ),
        pytest.param(
            ENTRY.replace("cause=", "also={'total': 'nope'}, cause=")
            + "def part(y):\n    return 1\n",
            "part: must say what it replaces; not defined: nope",
            id="a part that is not there",
        ),
        pytest.param(
            ENTRY.replace("cause=", "corners=['count:*'], cause=") + "def off(y):\n    return 1\n",
            r"off: no probe is called count:\*, which it has as a corner",
            id="a corner that is no probe's",
        ),
        pytest.param(
            ENTRY.replace("cause=", "corners=['counted:*'], cause=")
            + "def off(y):\n    return 1\n",
            "off: departs on its corners alone",
            id="nothing but corners",
        ),
        pytest.param(
            ENTRY + "def one(y):\n    return 1\n\n" + ENTRY + "def one(y):\n    return 2\n",
            "defined twice: one",
            id="a name twice",
        ),
    ],
)
def test_an_entry_that_is_no_use_is_named_and_nothing_is_overwritten(means, text, message):
    write_entries(means, text)
    refuses(means, "means", message)


def test_a_misspelt_method_is_named_and_nothing_is_overwritten(copy):
    entry = ENTRY.replace('"positive",', '"Perceptron.trian",').replace("positive", "counts")
    write(copy, "mistakes", entry + "def trian(y):\n    return 1\n")
    refuses(copy, "perceptron", "no `Perceptron.trian`; did you mean 'Perceptron.train'")


def refuses(root, name, message):
    """Claim that neither the audit nor recording takes the catalogue."""
    before = {path: path.read_bytes() for path in root.rglob("*.json")}
    with pytest.raises(UsageError, match=message):
        audit(find_course(root, root).assignment(name), None, None, silent)
    with pytest.raises(UsageError, match=message):
        record(find_course(root, root), name, "cpu", silent)
    assert {path: path.read_bytes() for path in root.rglob("*.json")} == before


def test_the_command_names_an_entry_that_is_no_use_in_its_error(copy):
    write(
        copy, "mistakes", SWAPPED.replace("[sum(y), len(y) - sum(y)]", "[len(y) - sum(y), sum(y)]")
    )
    done = grade("audit", "perceptron", "--quick", cwd=copy)
    assert done.returncode == 2
    assert "swapped: equals the reference on all probes" in done.stderr


HELPED = """
def helper(values):
    return 1

@mistake("total", also={"helper": "helper"}, cause="c", advice="a", about=["total"])
def part(values):
    import random
    return helper(values) + random.Random(1).random()

@mistake("total", cause="d", advice="a", about=["total"])
def raising(values):
    return values.counts()
"""


@pytest.fixture
def means(tmp_path):
    """A course whose mutants are few, so that all of it is soon recorded."""
    shutil.copytree(CHAIN, tmp_path, ignore=IGNORED, dirs_exist_ok=True)
    rubric = tmp_path / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    hurried = text.replace("    criteria:", "    limits: {probe_seconds: 0.3}\n    criteria:")
    rubric.write_text(hurried, encoding="utf-8")
    write_entries(tmp_path, DOUBLED)
    return tmp_path


DOUBLED = """
@mistake("total", cause="it is doubled", advice="look", about=["total"])
def doubled(values):
    return 2 * sum(value for value in values if value is not None)
"""


def write_entries(root, text):
    folder = root / "reference/means/mistakes"
    folder.mkdir(exist_ok=True)
    text = f"from grader.authoring.catalogue import mistake\n\n{text}"
    (folder / "some.py").write_text(text, encoding="utf-8")


def test_an_entry_may_bring_a_part_along_and_one_that_only_raises_is_told(means):
    write_entries(means, HELPED)
    lines = []
    record(find_course(means, means), "means", "cpu", lines.append)
    (line,) = [line for line in lines if "raises wherever it departs" in line]
    assert line.startswith("mistakes/")
    assert "raising: raises wherever it departs (AttributeError: 'list' object has no" in line


def test_a_kit_has_nothing_to_audit(copy):
    shutil.rmtree(copy / "reference")
    done = grade("audit", "perceptron", "--quick", cwd=copy)
    assert done.returncode == 2
    assert "holds no catalogue" in done.stderr


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("assignments/perceptron/signatures.json", None, id="gone"),
        pytest.param(
            "assignments/perceptron/signatures.json", '{"format": 1, "mistakes": 5}', id="odd"
        ),
        pytest.param("reference/perceptron/signatures.json", "[", id="no JSON"),
        pytest.param(
            "assignments/perceptron/golden.json", '{"format": 1, "sources": []}', id="golden"
        ),
    ],
)
def test_a_record_that_cannot_be_used_is_our_fault_in_one_line(copy, path, text):
    (copy / path).unlink()
    if text:
        (copy / path).write_text(text, encoding="utf-8")
    for command in (["audit", "perceptron", "--quick"], ["assignments/perceptron/example.ipynb"]):
        done = grade(*command, cwd=copy)
        assert done.returncode == 3
        assert len(done.stderr.splitlines()) == 1
        assert "run: grade golden perceptron" in done.stderr


def test_a_changed_catalogue_is_run_again(means):
    record(find_course(means, means), "means", "cpu", silent)
    write_entries(means, DOUBLED.replace("doubled(", "tripled(").replace("2 *", "3 *"))
    result = audit(find_course(means, means).assignment("means"), None, None, silent)
    assert [row.name for row in result.mistakes] == ["tripled"]


def test_corners_are_recorded_and_read_again(means):
    write_entries(means, DOUBLED.replace("cause=", "corners=['averaged:*'], cause="))
    record(find_course(means, means), "means", "cpu", silent)
    (signature,) = find_course(means, means).assignment("means").signatures
    assert signature.corners == {"averaged:three", "averaged:five"}


def test_a_criterion_that_goes_leaves_a_fault(copy):
    rubric = copy / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8").replace("- name: counts\n", "- name: tally\n")
    rubric.write_text(text, encoding="utf-8")
    with pytest.raises(RubricError, match="is about 'counts', no criterion here"):
        run(copy)
