"""Logistic regression: what is wrong by no single answer must not earn everything either."""

import pytest
from support.homework import criteria_lost

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
