"""Which of two versions is slower, by their paired runs; and that a script can tell it of two."""

import importlib.util
import sys

import pytest

from support.paired import Paired
from support.project import ROOT


def paired(*ratios, before=1.0):
    return Paired("cold", [before] * len(ratios), [before * ratio for ratio in ratios])


@pytest.mark.parametrize(
    ("ratios", "is_slower"),
    [
        pytest.param((1.2, 1.1, 1.15, 1.3), True, id="all pairs say so"),
        pytest.param((1.04, 1.03, 1.04, 1.05), False, id="all by less than 5 %"),
        pytest.param((1.5, 0.8, 0.9, 1.6), False, id="one half of the pairs says the contrary"),
        pytest.param((1.1, 1.2, 1.1, 1.2, 0.9), True, id="one pair of five says the contrary"),
        pytest.param((1.0, 1.0, 1.0, 9.0), False, id="one pair was disturbed"),
        pytest.param((0.8, 0.7, 0.9, 0.8), False, id="faster"),
        pytest.param((1.2,), True, id="one pair"),
    ],
)
def test_slower_is_by_more_than_5_percent_in_most_pairs(ratios, is_slower):
    assert paired(*ratios).is_slower is is_slower


def test_what_both_of_a_pair_suffer_from_is_no_difference():
    # The machine became three times as slow on the way.
    both = [1.0, 1.1, 3.0, 3.2, 3.1]
    assert not Paired("cold", both, [seconds * 1.01 for seconds in both]).is_slower


def test_the_other_way_round_it_is_faster():
    assert paired(0.8, 0.9, 0.7, 0.8).is_faster
    assert not paired(0.97, 0.98, 0.96).is_faster


def test_a_line_has_medians_ratio_spread_and_a_word():
    line = str(paired(1.1, 1.2, 1.3, before=0.5))
    columns = [each.strip() for each in line.split("  ") if each]
    assert columns == ["cold", "0.500 s", "0.600 s", "1.20", "1.15 to 1.25", "slower"]


# The script, with graders that only take their time.


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("compare", ROOT / "benchmarks/compare.py")
    module = sys.modules["compare"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["compare"]


@pytest.fixture
def sides(script, tmp_path):
    """Both sides, each with the program that its grader is."""

    def make(before, after):
        for name, program in (("before", before), ("after", after)):
            package, home = tmp_path / name / "grader", tmp_path / f"{name}-home"
            package.mkdir(parents=True)
            (package / "__init__.py").touch()
            (package / "__main__.py").write_text(program)
            home.mkdir()
            yield script.Side(name, tmp_path / name, home)

    return lambda before, after: [*make(before, after)]


SHORT, LONG = "sum(range(10**6))", "sum(range(10**7))"


@pytest.mark.processes
def test_ten_times_the_work_is_slower_and_the_other_way_round_it_is_not(script, sides, tmp_path):
    both = sides(SHORT, LONG)
    assert script.compare("help", both, 3).is_slower
    assert script.compare("help", both[::-1], 3).is_faster


@pytest.mark.processes
def test_of_one_pair_two_runs_are_counted_and_the_first_ones_are_not(script, sides):
    note = "import os; open('runs', 'a').write(os.getcwd()[-6:] + ' ')"
    both = sides(note, note)
    assert len(script.compare("help", both, 2).ratios) == 2
    assert [len((side.tree / "runs").read_text().split()) for side in both] == [3, 3]


@pytest.mark.processes
def test_a_command_that_fails_is_said_and_the_others_are_measured(script, sides, tmp_path, capsys):
    fails = "import sys; sys.exit('no such thing' if len(sys.argv[1]) > 6 else 0)"
    made = [*script.tables(["cold", "help"], sides(SHORT, fails), tmp_path, 1)]
    assert [each.name for each in made] == ["help"]
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("cold          not measured: after: `grade assignments/perceptron")
    assert lines[1].endswith("no such thing")


@pytest.mark.processes
def test_each_side_has_a_cache_of_its_own(script, sides):
    note = "import os; open('cache', 'w').write(os.environ['XDG_CACHE_HOME'])"
    both = sides(note, note)
    script.compare("help", both, 1)
    assert [(side.tree / "cache").read_text() for side in both] == [
        str(side.home / "cache") for side in both
    ]
