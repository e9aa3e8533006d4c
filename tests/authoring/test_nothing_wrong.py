"""What is wrong by no single answer to a single question must not earn everything either."""

from pathlib import Path

import pytest
from support.project import ROOT

from grader.core.result import ScoreStatus
from grader.core.submission import Cell, Limits, Script, Submission
from grader.pipeline import grade
from grader.submission.notebook import read_submission, reading_of

EXAMPLE = read_submission(ROOT / "assignments/perceptron/example.ipynb", Limits()).script.cells
# Without the given last cells: they call `main`, and the first answer would be of their file.
WRITTEN = [c.source for c in EXAMPLE if c.source.startswith(("def ", "class "))]

# Keeps the first answer for ever, or the first for each size of its first argument.
FIRST = """
import copy
def keeping(own):
    kept = {{}}
    def function(*arguments):
        key = {key}
        if key not in kept:
            kept[key] = copy.deepcopy(own(*arguments))
        return copy.deepcopy(kept[key])
    return function
{name} = keeping({name})
"""
CRITERIA = {
    "load_data": "load",
    "class_counts": "counts",
    "split": "split",
    "mean_std": "mean_std",
    "standardize": "standardize",
    "prepare": "prepare",
    "decision_boundary": "boundary",
    "main": "main",
}

MEMORIES = {
    "a list of labels that only grows": (
        "counts",
        "def class_counts(y, labels=[]):\n"
        "    labels.extend(y)\n"
        "    return [labels.count(0), labels.count(1)]",
    ),
    "columns of the first rows": (
        "mean_std",
        "own = mean_std\n"
        "def mean_std(X, columns=[]):\n"
        "    columns.extend(zip(*X) if not columns else ())\n"
        "    return own(list(zip(*columns)))",
    ),
    "rows that are put to the former ones": (
        "standardize",
        "own = standardize\n"
        "def standardize(X, mean, std, rows=[]):\n"
        "    rows.extend(own(X, mean, std))\n"
        "    return rows",
    ),
    "the statistics of the first call": (
        "prepare",
        "def prepare(X, y, order, n_train, cache={}):\n"
        "    X_train, y_train, X_test, y_test = split(X, y, order, n_train)\n"
        "    if not cache:\n"
        "        cache['statistics'] = mean_std(X_train)\n"
        "    statistics = cache['statistics']\n"
        "    return (standardize(X_train, *statistics), y_train,\n"
        "            standardize(X_test, *statistics), y_test)",
    ),
    "the order of the first call": (
        "split",
        "own = split\n"
        "def split(X, y, order, n_train, first=[]):\n"
        "    first.extend(order if len(first) != len(order) else ())\n"
        "    return own(X, y, first, n_train)",
    ),
    "predictions that training does not clear": (
        "forward",
        "class Perceptron(Perceptron):\n"
        "    def forward(self, x):\n"
        "        cache = self.__dict__.setdefault('cache', {})\n"
        "        if tuple(x) not in cache:\n"
        "            cache[tuple(x)] = self.now(x)\n"
        "        return cache[tuple(x)]\n"
        "    now = Perceptron.forward\n"
        "    def backward(self, x, y):\n"
        "        return y - self.now(x)\n",
    ),
    "errors that training does not clear": (
        "backward",
        "class Perceptron(Perceptron):\n"
        "    def backward(self, x, y):\n"
        "        cache = self.__dict__.setdefault('cache', {})\n"
        "        return cache.setdefault((*x, y), y - self.forward(x))\n"
        "    def train(self, x, y, epochs):\n"
        "        for _ in range(epochs):\n"
        "            for row, label in zip(x, y):\n"
        "                error = label - self.forward(row)\n"
        "                self.weights = [w + error * v for w, v in zip(self.weights, row)]\n"
        "                self.bias += error",
    ),
    "a share that training does not clear": (
        "evaluate",
        "class Perceptron(Perceptron):\n"
        "    def evaluate(self, x, y):\n"
        "        cache = self.__dict__.setdefault('cache', {})\n"
        "        return cache.setdefault(str((x, y)), super().evaluate(x, y))",
    ),
    "weights of the first model": (
        "start",
        "class Perceptron(Perceptron):\n"
        "    pool = {}\n"
        "    def __init__(self, num_features):\n"
        "        super().__init__(num_features)\n"
        "        self.weights = self.pool.setdefault(num_features, self.weights)",
    ),
    "the size of the first model": (
        "start",
        "SIZE = []\n"
        "class Perceptron(Perceptron):\n"
        "    def __init__(self, num_features):\n"
        "        SIZE.append(num_features)\n"
        "        super().__init__(SIZE[0])",
    ),
    "the size of the last model": (
        "training_on",
        "SIZE = []\n"
        "class Perceptron(Perceptron):\n"
        "    def __init__(self, num_features):\n"
        "        super().__init__(num_features)\n"
        "        SIZE[:] = [num_features]\n"
        "    def forward(self, x):\n"
        "        net = sum(self.weights[i] * x[i] for i in range(min(SIZE[0], len(x))))\n"
        "        return int(net + self.bias > 0)",
    ),
}

LARGE = {
    "reads 100 lines": (
        "load",
        "own = load_data\ndef load_data(path):\n    X, y = own(path)\n    return X[:100], y[:100]",
    ),
    "takes the first line for a header where it is blank": (
        "load",
        "own = load_data\n"
        "def load_data(path):\n"
        "    if not open(path).readline().strip():\n"
        "        return [], []\n"
        "    return own(path)",
    ),
    "knows no exponents": (
        "load",
        "own = load_data\n"
        "def load_data(path):\n"
        "    if 'e' in open(path).read().lower():\n"
        "        raise ValueError('a letter')\n"
        "    return own(path)",
    ),
    "puts the smaller count first": (
        "counts",
        "own = class_counts\n"
        "def class_counts(y):\n"
        "    return sorted(own(y)) if 0 in y and 1 in y else own(y)",
    ),
    "counts 100 labels": (
        "counts",
        "own = class_counts\ndef class_counts(y):\n    return own(y[:100])",
    ),
    "tests on all rows where all are for training": (
        "split",
        "def split(X, y, order, n_train):\n"
        "    X, y = [X[i] for i in order], [y[i] for i in order]\n"
        "    n_test = len(X) - n_train\n"
        "    return X[:n_train], y[:n_train], X[-n_test:], y[-n_test:]",
    ),
    "measures 100 rows": (
        "mean_std",
        "own = mean_std\ndef mean_std(X):\n    return own(X[:100])",
    ),
    "measures 4 features": (
        "mean_std",
        "own = mean_std\ndef mean_std(X):\n    return own([row[:4] for row in X])",
    ),
    "standardizes 4 features": (
        "standardize",
        "own = standardize\n"
        "def standardize(X, mean, std):\n"
        "    return [new + row[4:] for new, row in zip(own(X, mean[:4], std), X)]",
    ),
    "standardizes 100 rows": (
        "standardize",
        "own = standardize\n"
        "def standardize(X, mean, std):\n"
        "    return own(X[:100], mean, std) + X[100:]",
    ),
    "has 4 weights at the most": (
        "start",
        "class Perceptron(Perceptron):\n"
        "    def __init__(self, num_features):\n"
        "        super().__init__(min(4, num_features))\n"
        "    def train(self, x, y, epochs):\n"
        "        super().train([row[:4] for row in x], y, epochs)",
    ),
    "predicts by 4 features": (
        "forward",
        "class Perceptron(Perceptron):\n"
        "    def forward(self, x):\n"
        "        return super().forward(x[:4])",
    ),
    "corrects 4 weights": (
        "epochs",
        "class Perceptron(Perceptron):\n"
        "    def train(self, x, y, epochs):\n"
        "        for _ in range(epochs):\n"
        "            for row, label in zip(x, y):\n"
        "                error = self.backward(row, label)\n"
        "                for i in range(min(4, len(row))):\n"
        "                    self.weights[i] += error * row[i]\n"
        "                self.bias += error",
    ),
    "stops after 20 epochs": (
        "epochs",
        "class Perceptron(Perceptron):\n"
        "    def train(self, x, y, epochs):\n"
        "        super().train(x, y, min(epochs, 20))",
    ),
    "trains on 100 rows": (
        "epochs",
        "class Perceptron(Perceptron):\n"
        "    def train(self, x, y, epochs):\n"
        "        super().train(x[:100], y, epochs)",
    ),
    "evaluates 100 rows": (
        "evaluate",
        "class Perceptron(Perceptron):\n"
        "    def evaluate(self, x, y):\n"
        "        return super().evaluate(x[:100], y[:100])",
    ),
    "runs on 100 rows": (
        "main",
        "own = main\n"
        "def main(path, order, n_train=70, epochs=5):\n"
        "    return own(path, [i for i in order if i < 100], n_train, epochs)",
    ),
}


@pytest.fixture(scope="session")
def lost_by(assignment, sandbox):
    """Grade the example's functions with another cell after them; give the criteria it loses."""

    def run(cell):
        cells = tuple(Cell(n, source) for n, source in enumerate([*WRITTEN, cell], 1))
        reading = reading_of(Submission(Path("hw.ipynb")), Script(cells))
        report = grade(reading, assignment, sandbox, is_own=True).report
        assert report.errors == ()
        return {s.name for s in report.scores if s.status is not ScoreStatus.EARNED}

    return run


def test_the_functions_alone_lose_nothing(lost_by):
    assert lost_by("own = main") == set()


@pytest.mark.parametrize("name", CRITERIA)
@pytest.mark.parametrize("key", ["None", "len(arguments[0])"], ids=["ever", "its size"])
def test_who_keeps_a_first_answer_loses_the_function(lost_by, name, key):
    if (name, key) in {("load_data", "len(arguments[0])"), ("main", "len(arguments[0])")}:
        key = "None"  # a path has no size that tells anything
    assert CRITERIA[name] in lost_by(FIRST.format(name=name, key=key))


@pytest.mark.parametrize(("criterion", "cell"), MEMORIES.values(), ids=MEMORIES)
def test_who_keeps_something_loses_the_function(lost_by, criterion, cell):
    assert criterion in lost_by(cell)


@pytest.mark.parametrize(("criterion", "cell"), LARGE.values(), ids=LARGE)
def test_what_holds_for_small_data_only_loses_the_function(lost_by, criterion, cell):
    assert criterion in lost_by(cell)
