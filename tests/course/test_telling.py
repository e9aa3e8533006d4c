"""Which of a course's homeworks a file is of, by its name and by what it defines."""

from pathlib import Path

import pytest
from support.courses import MEANS, STATS, make_pair
from support.project import ROOT

from grader.api import Grader
from grader.core.errors import UsageError
from grader.course.find import choose_assignment, find_course
from grader.course.telling import by_functions, name_in

NAMES = ["hw1", "logistic", "mlp", "softmax", "torch_mlp"]
ASKED = {
    "logistic": {"sigmoid", "boundary", "Model", "Model.train"},
    "softmax": {"softmax", "one_hot", "batches", "MLP", "MLP.train"},
    "torch_mlp": {"MLP", "train", "step", "make_model"},
}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("softmax.ipynb", "softmax", id="as it is"),
        pytest.param("Ada-SoftMax (2).ipynb", "softmax", id="among other words"),
        pytest.param("TorchMLP.ipynb", "torch_mlp", id="in one word, and not the shorter one"),
        pytest.param("torch mlp-final.py", "torch_mlp", id="with a blank"),
        pytest.param("mlp.py", "mlp", id="the shorter one"),
        pytest.param("hw1-2.ipynb", "hw1", id="with a number of Canvas's"),
        pytest.param("hw10.ipynb", None, id="of another number"),
        pytest.param("softmax and logistic.ipynb", None, id="two in one name"),
        pytest.param("ada/softmax/hw.ipynb", "softmax", id="by its folder"),
        pytest.param("softmax/logistic/hw.ipynb", "logistic", id="by the nearest folder"),
        pytest.param("softmax/logistic.ipynb", "logistic", id="its name before its folder"),
        pytest.param("/logistic/work/hw.ipynb", None, id="by no folder far above"),
    ],
)
def test_a_name_tells_one_homework_or_none(path, name):
    assert name_in(Path(path), NAMES) == name


@pytest.mark.parametrize(
    ("defined", "name"),
    [
        pytest.param({"sigmoid", "boundary"}, "logistic", id="two of its own"),
        pytest.param({"sigmoid"}, None, id="one, which anybody may have"),
        pytest.param({"MLP", "MLP.train"}, None, id="what two homeworks ask for"),
        pytest.param({"MLP", "train", "step", "make_model", "softmax"}, "torch_mlp", id="a helper"),
        pytest.param(
            {"train", "step", "make_model", "softmax", "one_hot"}, None, id="much of another"
        ),
        pytest.param({"main"}, None, id="nothing that is asked for"),
    ],
)
def test_what_is_defined_tells_one_homework_or_none(defined, name):
    assert by_functions(ASKED, defined) == name


def test_beside_a_homework_of_which_nothing_is_known_no_function_tells():
    assert by_functions(ASKED | {"trees": set()}, ASKED["logistic"]) is None


@pytest.fixture
def pair(tmp_path):
    return find_course(make_pair(tmp_path / "course"), tmp_path)


def test_a_file_that_names_another_homework_than_it_does_is_of_none(pair):
    defined = {"known", "total", "mean", "positive"}
    assert choose_assignment(pair, None, None, Path("hw.py"), defined) == "means"
    assert choose_assignment(pair, "stats", None, Path("hw.py"), defined) == "stats"
    with pytest.raises(UsageError, match="of 'stats' by its name, and of 'means' by its func"):
        choose_assignment(pair, None, None, Path("stats.py"), defined)
    with pytest.raises(UsageError, match="by its metadata, .*copy its cells into that one's"):
        choose_assignment(pair, None, "stats", Path("means.ipynb"), defined)


@pytest.mark.processes
def test_a_file_without_any_name_is_graded_for_what_it_defines(pair, tmp_path):
    with Grader(pair) as grader:
        for name, text in (("stats", STATS), ("means", MEANS)):
            (tmp_path / "hw.py").write_text(text, encoding="utf-8")
            report = grader.grade(tmp_path / "hw.py")
            assert (report.assignment, report.earned) == (name, report.maximum)


def test_each_of_the_course_s_starters_is_told_by_its_functions_alone():
    course = find_course(ROOT, ROOT)
    asked = course.asked.of_all()
    assert len(asked) > 1
    assert [by_functions(asked, asked[name]) for name in course.names] == course.names
