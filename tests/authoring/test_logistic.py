"""Logistic regression: what is right earns everything; what is right at first sight does not."""

import math
from runpy import run_path
from types import SimpleNamespace

import pytest
from support.homework import criteria_lost
from support.project import ROOT

# Keeps the first answer for ever.
FIRST = """
own = {name}
def {name}(*arguments, kept=[]):
    kept.append(kept[0] if kept else own(*arguments))
    return kept[-1]
"""
CRITERIA = {"sigmoid": "sigmoid", "example_loss": "example_loss", "boundary": "boundary"}

# A method that keeps what it has answered to the same arguments, whatever was trained since.
CACHED = """
class LogisticRegression(LogisticRegression):
    def {name}(self, *arguments):
        cache = self.__dict__.setdefault("cache of {name}", {{}})
        key = str(arguments)
        if key not in cache:
            cache[key] = super().{name}(*arguments)
        return cache[key]
"""
# A method that keeps its first answer, as long as nothing is trained.
STUCK = """
class LogisticRegression(LogisticRegression):
    def {name}(self, *arguments):
        key = str((self.weights, self.bias))
        cache = self.__dict__.setdefault("cache of {name}", {{}})
        if key not in cache:
            cache[key] = super().{name}(*arguments)
        return cache[key]
"""
METHODS = {
    "forward": "forward",
    "predict": "predict",
    "loss": "loss",
    "gradient": "gradient",
    "evaluate": "evaluate",
}

CHANGED = """
class LogisticRegression(LogisticRegression):
    def {name}(self, X, *y):
        answer = super().{name}(X, *y)
        {change}
        return answer
"""

MEMORIES = {
    "weights of the first model": (
        "start",
        "class LogisticRegression(LogisticRegression):\n"
        "    pool = {}\n"
        "    def __init__(self, num_features):\n"
        "        super().__init__(num_features)\n"
        "        self.weights = self.pool.setdefault(num_features, self.weights)",
    ),
    "the size of the first model": (
        "start",
        "SIZE = []\n"
        "class LogisticRegression(LogisticRegression):\n"
        "    def __init__(self, num_features):\n"
        "        SIZE.append(num_features)\n"
        "        super().__init__(SIZE[0])",
    ),
    "the rows of the first training": (
        "train",
        "class LogisticRegression(LogisticRegression):\n"
        "    def train(self, X, y, epochs, learning_rate):\n"
        "        self.data = getattr(self, 'data', (X, y))\n"
        "        return super().train(*self.data, epochs, learning_rate)",
    ),
    "the losses of earlier trainings": (
        "losses",
        "class LogisticRegression(LogisticRegression):\n"
        "    def train(self, *arguments):\n"
        "        self.losses = getattr(self, 'losses', []) + super().train(*arguments)\n"
        "        return self.losses",
    ),
}

LARGE = {
    "has 4 weights at the most": (
        "start",
        "class LogisticRegression(LogisticRegression):\n"
        "    def __init__(self, num_features):\n"
        "        super().__init__(min(4, num_features))",
    ),
    "predicts by 4 features": (
        "forward",
        "class LogisticRegression(LogisticRegression):\n"
        "    def forward(self, x):\n"
        "        return super().forward(x[:4])",
    ),
    "measures the loss of 100 rows": (
        "loss",
        "class LogisticRegression(LogisticRegression):\n"
        "    def loss(self, X, y):\n"
        "        return super().loss(X[:100], y)",
    ),
    "takes the slopes of 100 rows": (
        "gradient",
        "class LogisticRegression(LogisticRegression):\n"
        "    def gradient(self, X, y):\n"
        "        return super().gradient(X[:100], y)",
    ),
    "evaluates 100 rows": (
        "evaluate",
        "class LogisticRegression(LogisticRegression):\n"
        "    def evaluate(self, X, y):\n"
        "        return super().evaluate(X[:100], y)",
    ),
    "stops after 20 epochs": (
        "train",
        "class LogisticRegression(LogisticRegression):\n"
        "    def train(self, X, y, epochs, learning_rate):\n"
        "        return super().train(X, y, min(epochs, 20), learning_rate)",
    ),
    "trains for one epoch at least": (
        "train",
        "class LogisticRegression(LogisticRegression):\n"
        "    def train(self, X, y, epochs, learning_rate):\n"
        "        return super().train(X, y, max(epochs, 1), learning_rate)",
    ),
    "takes logarithms of what is nearly 0": (
        "loss",
        "class LogisticRegression(LogisticRegression):\n"
        "    def loss(self, X, y):\n"
        "        pairs = [(self.forward(x), label) for x, label in zip(X, y)]\n"
        "        parts = [p if label else 1 - p for p, label in pairs]\n"
        "        return -sum(math.log(max(part, 1e-15)) for part in parts) / len(X)",
    ),
}


@pytest.fixture(scope="module")
def lost_by(course, sandbox):
    return lambda cell: criteria_lost(course.assignment("logistic"), sandbox, cell)


def test_the_functions_alone_lose_nothing(lost_by):
    assert lost_by("own = boundary") == set()


@pytest.mark.parametrize(("name", "criterion"), CRITERIA.items())
def test_who_keeps_a_first_answer_loses_the_function(lost_by, name, criterion):
    assert criterion in lost_by(FIRST.format(name=name))


@pytest.mark.parametrize(("name", "criterion"), METHODS.items())
@pytest.mark.parametrize("kind", [CACHED, STUCK], ids=["by arguments", "by weights"])
def test_who_keeps_what_a_method_has_answered_loses_it(lost_by, name, criterion, kind):
    assert criterion in lost_by(kind.format(name=name))


@pytest.mark.parametrize(("name", "criterion"), METHODS.items())
@pytest.mark.parametrize("change", ["X[0] = 0.0", "self.bias += 1.0"], ids=["inputs", "the model"])
def test_what_is_to_measure_only_may_change_nothing(lost_by, name, criterion, change):
    assert criterion in lost_by(CHANGED.format(name=name, change=change))


@pytest.mark.parametrize(("criterion", "cell"), MEMORIES.values(), ids=MEMORIES)
def test_who_keeps_something_loses_the_function(lost_by, criterion, cell):
    assert criterion in lost_by(cell)


@pytest.mark.parametrize(("criterion", "cell"), LARGE.values(), ids=LARGE)
def test_what_holds_for_some_data_only_loses_the_function(lost_by, criterion, cell):
    assert criterion in lost_by(cell)


# Each follows the example's functions, and replaces some.
RIGHT = {
    "a list of its own kind": """
class Vector(list):
    def dot(self, other):
        return sum(a * b for a, b in zip(self, other))


class LogisticRegression(LogisticRegression):
    def __init__(self, num_features):
        self.weights, self.bias = Vector([0.0] * num_features), 0.0

    def forward(self, x):
        return sigmoid(self.weights.dot(x) + self.bias)
""",
    "a function that makes models": """
Model = LogisticRegression


def LogisticRegression(num_features):
    return Model(num_features)
""",
    "methods of the instance": """
class LogisticRegression(LogisticRegression):
    def __init__(self, n):
        super().__init__(n)
        self.forward = lambda x: sigmoid(
            sum(w * v for w, v in zip(self.weights, x)) + self.bias
        )
        self.predict = lambda x: int(self.forward(x) >= 0.5)
""",
    "slopes by names": """
from collections import namedtuple

Slopes = namedtuple("Slopes", "weights bias")


class LogisticRegression(LogisticRegression):
    def gradient(self, X, y):
        return Slopes(*super().gradient(X, y))
""",
    "slopes of differences": """
class LogisticRegression(LogisticRegression):
    def gradient(self, X, y, step=1e-5):
        def slope(change):
            losses = []
            for sign in (1, -1):
                change(sign * step)
                losses.append(self.loss(X, y))
                change(-sign * step)
            return (losses[0] - losses[1]) / (2 * step)

        def of_weight(j):
            def change(by):
                self.weights = [w + by * (i == j) for i, w in enumerate(self.weights)]

            return change

        def of_bias(by):
            self.bias += by

        weights, bias = list(self.weights), self.bias
        slopes = [slope(of_weight(j)) for j in range(len(weights))], slope(of_bias)
        self.weights, self.bias = weights, bias
        return slopes
""",
    "minus zero at first": """
class LogisticRegression(LogisticRegression):
    def __init__(self, n):
        self.weights, self.bias = [-0.0] * n, -0.0
""",
    "parts of a dict": """
class LogisticRegression(LogisticRegression):
    def __init__(self, n):
        self.parts = {"w": [0.0] * n, "b": 0.0}

    weights = property(lambda self: self.parts["w"])
    bias = property(
        lambda self: self.parts["b"], lambda self, value: self.parts.update(b=value)
    )
""",
    "a share as a fraction": """
from fractions import Fraction


class LogisticRegression(LogisticRegression):
    def evaluate(self, X, y):
        return Fraction(sum(self.predict(x) == t for x, t in zip(X, y)), len(y))
""",
    "checks and prints": """
class LogisticRegression(LogisticRegression):
    def train(self, X, y, epochs, learning_rate):
        assert len(X) == len(y) and set(y) <= {0, 1} and learning_rate > 0
        losses = super().train(X, y, epochs, learning_rate)
        print("losses", losses)
        return losses
""",
}


@pytest.mark.parametrize("cell", RIGHT.values(), ids=RIGHT)
def test_a_right_program_in_its_own_style_earns_everything(lost_by, cell):
    assert lost_by(cell) == set()


def load(name):
    return SimpleNamespace(**run_path(str(ROOT / f"reference/logistic/{name}.py")))


REFERENCE, MAKER = load("numpy_logistic"), load("make_data")


def test_the_slopes_are_those_of_the_loss():
    X, y, step = [[1.0, -2.0], [0.5, 3.0], [-1.5, 0.25]], [1, 0, 1], 1e-6
    model = REFERENCE.LogisticRegression(2)
    model.train(X, y, 3, 0.5)
    slopes, bias_slope = model.gradient(X, y)
    for parameter, slope in [(model.weights[:1], slopes[0]), (model.bias, bias_slope)]:
        parameter += step
        above = model.loss(X, y)
        parameter -= 2 * step
        below = model.loss(X, y)
        parameter += step
        assert (above - below) / (2 * step) == pytest.approx(slope, rel=1e-6)


def test_the_loss_falls_at_every_step_on_the_data_that_are_shipped():
    table = MAKER.rows()
    X, y = [row[:2] for row in table], [row[2] for row in table]
    losses = REFERENCE.LogisticRegression(2).train(X, y, 200, 0.5)
    assert losses == sorted(losses, reverse=True)
    assert losses[0] == pytest.approx(math.log(2))


def test_the_data_are_what_their_generator_writes():
    shipped = (ROOT / "assignments/logistic/data/exam.csv").read_bytes()
    assert MAKER.text(MAKER.rows()).encode() == shipped
