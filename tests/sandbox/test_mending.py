"""Right functions go behind the wall, and a program gains nothing by looking at them there."""

import contextlib
import dataclasses

import pytest
from support import specimens
from support.mending import grade

from grader import mending
from grader.core.probe import Answer
from grader.core.result import ScoreStatus
from grader.course.example import Example
from grader.mending import example_of
from grader.pipeline import job_of, questions_of
from grader.sandbox.mending import Mender
from grader.sandbox.session import ScriptRun, observing

pytestmark = pytest.mark.processes

# Looks at every frame of the process that its copies are forked from, for code that is not its own.
THIEF = """
import marshal, sys

LOOT = {}

def look(frame, event, argument):
    request = frame.f_locals.get("request")
    if type(request) is dict and request.get("patch"):
        _, code, puts, asked = marshal.loads(request["patch"])
        space = {}
        exec(code, space)
        LOOT.update({name: space[name] for name in puts})

sys.setprofile(look)

def split(*arguments):
    return LOOT["split"](*arguments) if "split" in LOOT else None
"""
# Looks through the memory of its own process, when it is asked.
SEEKER = """
import gc, types

def split(*arguments):
    for value in gc.get_objects():
        if type(value) is types.FunctionType and value.__code__.co_filename == "<mended>":
            if value.__name__ == "split":
                return value(*arguments)
"""
# One mistake is made on purpose, to learn from its correction what else to answer.
HEDGE = """
def class_counts(y):
    return [len(y), 0]

right_mean_std = mean_std

def mean_std(X):
    means, stds = right_mean_std(X)
    return (means, stds) if class_counts([0, 1]) == [1, 1] else (means, [2 * s for s in stds])
"""
COPIER = """
def mean_std(X):
    return [0.0 for _ in X[0]], [1.0 for _ in X[0]]

def standardize(X, mean, std):
    return mean_std(X)
"""

# Notes what is asked beside the visible lines, in a module, and answers another question by it.
KEEPER = """
import copy

right_boundary, right_prepare = decision_boundary, prepare

def decision_boundary(weights, bias, x0_min, x0_max):
    if [x0_min, x0_max] not in {visible}:
        copy._deepcopy_dispatch["seen"] = x0_min
    return right_boundary(weights, bias, x0_min, x0_max)

def prepare(*arguments):
    return copy._deepcopy_dispatch.get("seen") or right_prepare(*arguments)
"""

# Right, but each question changes what the next one finds.
REMEMBERS = """
asked, counts = [], class_counts

def class_counts(y):
    asked.append(y)
    return counts(y)
"""


@pytest.fixture(params=[False, True], ids=["run for it", "as it was observed"])
def mender(request, example, assignment, sandbox):
    """Ask a program with a cell more."""
    questions = questions_of(assignment)

    @contextlib.contextmanager
    def opened(source):
        job = job_of(specimens.extended(example, source), assignment)
        with contextlib.ExitStack() as stack:
            script = ScriptRun(job, sandbox)
            if request.param:
                _, script = stack.enter_context(observing(job, questions, sandbox))
            yield stack.enter_context(contextlib.closing(Mender(script, questions)))

    return opened


@pytest.fixture
def probe(assignment):
    by_name = {probe.name: probe for probe in assignment.probes}
    return lambda name: next(p for n, p in by_name.items() if n.startswith(f"{name}:"))


@pytest.fixture
def ask(assignment, probe):
    def run(mender, units, name):
        about = {probe(name).needs[-1]}
        patch = example_of(assignment).patch(units)
        return mender.ask(units, patch, [probe(name)], about)[probe(name).name]

    return run


def is_right(observation, assignment, probe):
    golden = assignment.golden[probe.name]
    return isinstance(observation, Answer) and str(observation.value) == str(golden)


def test_code_that_is_kept_for_later_is_gone_when_its_function_is_asked(
    mender, ask, assignment, probe
):
    with mender(THIEF) as ours:
        ask(ours, {"split"}, "prepared")
        assert not is_right(ask(ours, {"mean_std"}, "parted"), assignment, probe("parted"))


def test_its_control_keeps_code_where_the_script_is_not_run_anew(mender, ask, assignment, probe):
    with mender(THIEF) as ours:
        ask(ours, {"split"}, "prepared")
        ours.shown[False].clear()
        assert is_right(ask(ours, {"mean_std"}, "parted"), assignment, probe("parted"))


def test_a_function_never_finds_its_own_code(mender, ask, assignment, probe):
    with mender(SEEKER) as ours:
        answer = ask(ours, {"mean_std", "standardize"}, "parted")
    assert not is_right(answer, assignment, probe("parted"))


def test_its_control_finds_what_is_there(mender, ask, assignment, probe):
    source = SEEKER.replace("def split", "def prepare").replace('== "split"', '== "prepare"')
    with mender(source) as ours:  # of the copy that the right `split` was put into
        patch = example_of(assignment).patch({"prepare", "split"})
        answer = ours.ask({"split"}, patch, [probe("prepared")], {"prepare"})
    assert is_right(answer[probe("prepared").name], assignment, probe("prepared"))


@pytest.fixture
def keeper(assignment):
    lines = [
        [probe.case.data[name] for name in ("x0_min", "x0_max")]
        for probe in assignment.probes
        if not probe.hidden and "x0_min" in probe.case.data
    ]
    return KEEPER.format(visible=[[-2, 2], *lines])


def test_who_has_seen_hidden_questions_is_not_asked_visible_ones(
    mender, keeper, ask, assignment, probe
):
    with mender(keeper) as ours:
        assert is_right(ask(ours, {"mean_std"}, "prepared"), assignment, probe("prepared"))


def test_questions_of_a_class_are_put_to_another_process_than_visible_ones(
    mender, keeper, assignment, probe
):
    """A visible criterion is lost by both, and they are asked at once."""
    (drawn,) = (p for p in assignment.probes if p.hidden and p.name.startswith("prepared:"))
    patch = example_of(assignment).patch({"mean_std"})
    with mender(keeper) as ours:
        answers = ours.ask({"mean_std"}, patch, [drawn, probe("prepared")], {"prepare"})
    assert is_right(answers[probe("prepared").name], assignment, probe("prepared"))
    assert answers.keys() == {drawn.name, probe("prepared").name}


@pytest.mark.parametrize("mender", [True], indirect=True, ids=["as it was observed"])
def test_its_control_has_seen_them(mender, keeper, ask, assignment, probe):
    with mender(keeper) as ours:
        ours.scripts[False] = ours.scripts.pop(True)
        assert not is_right(ask(ours, {"mean_std"}, "prepared"), assignment, probe("prepared"))


def charged(report):
    lost = (ScoreStatus.LOST, ScoreStatus.NOT_ASKED)
    return {score.name for score in report.scores if score.status in lost}


def test_whoever_answers_rightly_only_when_another_is_mended_has_no_second_guess(
    example, assignment, sandbox
):
    report = grade(specimens.extended(example, HEDGE), assignment, sandbox).report
    assert {"counts", "mean_std"} <= charged(report)


def test_its_control_guesses_twice_where_all_that_is_wrong_is_mended(
    example, assignment, sandbox, monkeypatch
):
    every = {name: frozenset(example_of(assignment).asked) for name in example_of(assignment).asked}
    monkeypatch.setitem(vars(example_of(assignment)), "reach", every)
    monkeypatch.setattr(mending, "calls_by", mending.calls_by.__wrapped__)
    report = grade(specimens.extended(example, HEDGE), assignment, sandbox).report
    assert "mean_std" not in charged(report)


def test_whoever_calls_mended_code_in_place_of_its_own_earns_nothing_by_it(
    example, assignment, sandbox
):
    report = grade(specimens.extended(example, COPIER), assignment, sandbox).report
    assert {"mean_std", "standardize"} <= charged(report)


def test_a_second_mistake_does_not_hide_behind_the_first(example, assignment, sandbox):
    reading = specimens.edited(
        example,
        ("net_input > 0", "net_input >= 0"),
        ("return y - self.forward(x)", "return 2 * (y - self.forward(x))"),
        ("return right / len(y)", "return right"),
    )
    report = grade(reading, assignment, sandbox).report
    assert {"forward", "backward", "evaluate"} <= charged(report)
    assert "main" not in charged(report)


def test_what_is_printed_by_mended_copies_is_shown_to_nobody(example, assignment, sandbox):
    reading = specimens.extended(
        example,
        "class Perceptron(Perceptron):\n"
        "    def forward(self, x):\n        return 1\n\n"
        "    def evaluate(self, x, y):\n"
        "        print(type(self).forward.__code__.co_filename)\n"
        "        return super().evaluate(x, y)",
    )
    report = grade(reading, assignment, sandbox).report
    assert any(score.status is ScoreStatus.CARRIED for score in report.scores)
    assert "<cell" in report.stdout
    assert "<mended>" not in report.stdout


@pytest.mark.parametrize(
    ("more", "is_kept"),
    [
        pytest.param("", True, id="as it was, for visible questions alone"),
        pytest.param(REMEMBERS, False, id="that remembers its questions, for hidden ones, too"),
    ],
)
def test_how_often_a_program_is_run_to_be_mended(
    more, is_kept, example, assignment, sandbox, monkeypatch
):
    opened, open_channel = [], sandbox.open_channel
    monkeypatch.setattr(
        sandbox, "open_channel", lambda *words: opened.append(words) or open_channel(*words)
    )
    wrong = specimens.edited(example, ("net_input > 0", "net_input >= 0"))
    report = grade(specimens.extended(wrong, more), assignment, sandbox).report
    assert any(score.status is ScoreStatus.CARRIED for score in report.scores)
    assert (len(opened) == 2) is is_kept


def test_only_functions_that_are_judged_wrong_go_behind_the_wall(
    example, assignment, sandbox, monkeypatch
):
    patched, patch = [], Example.patch
    monkeypatch.setattr(Example, "patch", lambda self, u: patched.append(set(u)) or patch(self, u))
    reading = specimens.edited(example, ("net_input > 0", "net_input >= 0"))
    observations = grade(reading, assignment, sandbox).observations
    assert patched == [{"Perceptron.forward"}] * 2
    assert dataclasses.replace(observations, mended=None).by_probe == observations.by_probe
