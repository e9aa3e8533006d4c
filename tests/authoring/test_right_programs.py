"""Right programs in other styles than the example's: a student's own way costs nothing."""

from pathlib import Path

import pytest
from support.project import ROOT

from grader.core.submission import Cell, Limits, Script, Submission
from grader.pipeline import grade
from grader.submission.notebook import read_submission, reading_of

EXAMPLE = read_submission(ROOT / "assignments/perceptron/example.ipynb", Limits()).script.cells
WRITTEN = [c.source for c in EXAMPLE if c.source.startswith(("def ", "class "))]
# Each follows the example's functions, and replaces some.
PROGRAMS = {
    "namedtuple results": """\
from collections import namedtuple

Result = namedtuple("Result", "weights bias train test ends")
_m = main


def main(path, order, n_train=70, epochs=5):
    return Result(*_m(path, order, n_train, epochs))
""",
    "list subclass": """\
class Vector(list):
    def dot(self, o):
        return sum(a * b for a, b in zip(self, o))


class Perceptron:
    def __init__(self, num_features):
        self.weights = Vector([0.0] * num_features)
        self.bias = 0.0

    def forward(self, x):
        return int(self.weights.dot(x) + self.bias > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for r, l in zip(x, y):
                e = self.backward(r, l)
                self.weights = Vector(w + e * v for w, v in zip(self.weights, r))
                self.bias += e

    def evaluate(self, x, y):
        return sum(self.forward(r) == l for r, l in zip(x, y)) / len(y)
""",
    "dataclass slots": """\
from dataclasses import dataclass, field


@dataclass(slots=True)
class Perceptron:
    num_features: int
    weights: list = field(init=False)
    bias: float = field(init=False, default=0.0)

    def __post_init__(self):
        self.weights = [0.0] * self.num_features

    def forward(self, x):
        return int(sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for r, l in zip(x, y):
                e = self.backward(r, l)
                self.weights = [w + e * v for w, v in zip(self.weights, r)]
                self.bias += e

    def evaluate(self, x, y):
        return sum(self.forward(r) == l for r, l in zip(x, y)) / len(y)
""",
    "property weights": """\
class Perceptron(Perceptron):
    def __init__(self, n):
        self._w = [0.0] * (n + 1)

    @property
    def weights(self):
        return self._w[1:]

    @property
    def bias(self):
        return self._w[0]

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for r, l in zip(x, y):
                e = self.backward(r, l)
                for i, v in enumerate([1, *r]):
                    self._w[i] += e * v
""",
    "factory function": """\
class _P(Perceptron):
    pass


def Perceptron(num_features):
    return _P(num_features)
""",
    "instance methods": """\
class Perceptron:
    def __init__(self, n):
        self.weights = [0.0] * n
        self.bias = 0.0
        self.forward = lambda x: int(
            sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0
        )
        self.backward = lambda x, y: y - self.forward(x)
        self.evaluate = lambda x, y: sum(self.forward(r) == l for r, l in zip(x, y)) / len(y)

        def train(x, y, epochs):
            for _ in range(epochs):
                for r, l in zip(x, y):
                    e = self.backward(r, l)
                    self.weights = [w + e * v for w, v in zip(self.weights, r)]
                    self.bias += e

        self.train = train
""",
    "static helper class": """\
class Tools:
    @staticmethod
    def dot(a, b):
        return sum(map(lambda p: p[0] * p[1], zip(a, b)))


class Perceptron(Perceptron):
    def forward(self, x):
        return 1 if Tools.dot(self.weights, x) + self.bias > 0 else 0
""",
    "fsum": """\
import math


class Perceptron(Perceptron):
    def forward(self, x):
        return int(math.fsum([*(w * v for w, v in zip(self.weights, x)), self.bias]) > 0)
""",
    "statistics": """\
import statistics


def mean_std(X):
    c = list(zip(*X))
    return [statistics.fmean(k) for k in c], [statistics.pstdev(k) for k in c]
""",
    "second moment": """\
def mean_std(X):
    n = len(X)
    c = list(zip(*X))
    m = [sum(k) / n for k in c]
    return m, [max(sum(v * v for v in k) / n - a * a, 0) ** 0.5 for k, a in zip(c, m)]
""",
    "Counter": """\
from collections import Counter


def class_counts(y):
    c = Counter(y)
    return [c[0], c[1]]
""",
    "tuple counts": """\
def class_counts(y):
    return y.count(0), y.count(1)
""",
    "float labels": """\
_l = load_data


def load_data(path):
    X, y = _l(path)
    return X, [float(v) for v in y]
""",
    "bool labels": """\
_l = load_data


def load_data(path):
    X, y = _l(path)
    return X, [v == 1 for v in y]
""",
    "IntEnum labels": """\
from enum import IntEnum


class L(IntEnum):
    no = 0
    yes = 1


_l = load_data


def load_data(path):
    X, y = _l(path)
    return X, [L(v) for v in y]
""",
    "array rows": """\
from array import array

_l = load_data


def load_data(path):
    X, y = _l(path)
    return [array("d", r) for r in X], array("i", y)
""",
    "cached load": """\
import functools

load_data = functools.lru_cache(None)(load_data)
""",
    "csv load": """\
import csv


def load_data(path):
    with open(path, newline="") as f:
        rows = [r for r in csv.reader(f, delimiter="\\t") if r]
    return [[float(v) for v in r[:-1]] for r in rows], [int(r[-1]) for r in rows]
""",
    "split whitespace": """\
def load_data(path):
    X, y = [], []
    for line in open(path).read().splitlines():
        p = line.split()
        if not p:
            continue
        X.append([float(v) for v in p[:-1]])
        y.append(int(float(p[-1])))
    return X, y
""",
    "fromkeys dict split": """\
def split(X, y, order, n_train):
    Xs = list(map(X.__getitem__, order))
    ys = list(map(y.__getitem__, order))
    return Xs[:n_train], ys[:n_train], Xs[n_train:], ys[n_train:]
""",
    "zip pairs split": """\
def split(X, y, order, n_train):
    p = [(X[i], y[i]) for i in order]
    a, b = zip(*p[:n_train])
    c, d = zip(*p[n_train:])
    return a, b, c, d
""",
    "dict split result": """\
_s = split


def split(X, y, order, n_train):
    d = dict(zip(("a", "b", "c", "d"), _s(X, y, order, n_train)))
    return list(d.values())
""",
    "dict values": """\
_s = split


def split(X, y, order, n_train):
    d = dict(zip(("a", "b", "c", "d"), _s(X, y, order, n_train)))
    return d.values()
""",
    "deque weights": """\
from collections import deque


class Perceptron(Perceptron):
    def train(self, x, y, epochs):
        super().train(x, y, epochs)
""",
    "column boundary": """\
def decision_boundary(weights, bias, x0_min, x0_max):
    f = lambda x: -(weights[0] * x + bias) / weights[1]
    return list(map(f, (x0_min, x0_max)))
""",
    "map boundary": """\
def decision_boundary(weights, bias, x0_min, x0_max):
    return tuple(-(weights[0] * x + bias) / weights[1] for x in (x0_min, x0_max))
""",
    "fraction evaluate": """\
from fractions import Fraction


class Perceptron(Perceptron):
    def evaluate(self, x, y):
        return Fraction(sum(self.forward(r) == l for r, l in zip(x, y)), len(y))
""",
    "early stop no errors": """\
class Perceptron(Perceptron):
    def train(self, x, y, epochs):
        for _ in range(epochs):
            wrong = 0
            for r, l in zip(x, y):
                e = self.backward(r, l)
                if e:
                    wrong += 1
                    self.weights = [w + e * v for w, v in zip(self.weights, r)]
                    self.bias += e
            if not wrong:
                break
""",
    "history kept": """\
class Perceptron(Perceptron):
    def __init__(self, n):
        super().__init__(n)
        self.history = []

    def train(self, x, y, epochs):
        for _ in range(epochs):
            super().train(x, y, 1)
            self.history.append((list(self.weights), self.bias))
        return self.history
""",
    "threads": """\
from concurrent.futures import ThreadPoolExecutor


class Perceptron(Perceptron):
    def evaluate(self, x, y):
        with ThreadPoolExecutor(2) as p:
            return sum(a == b for a, b in zip(p.map(self.forward, x), y)) / len(y)
""",
    "generator load in main": """\
def rows(path):
    with open(path) as f:
        for line in f:
            if line.strip():
                yield [float(v) for v in line.split("\\t")]


def load_data(path):
    d = list(rows(path))
    return [r[:-1] for r in d], [int(r[-1]) for r in d]
""",
    "namedtuple model rows": """\
from typing import NamedTuple


class Stats(NamedTuple):
    means: list
    stds: list


_ms = mean_std


def mean_std(X):
    return Stats(*_ms(X))
""",
    "typed future": """\
from __future__ import annotations


def class_counts(y: list[int]) -> list[int]:
    return [len([v for v in y if v == k]) for k in (0, 1)]
""",
    "recursion evaluate": """\
class Perceptron(Perceptron):
    def evaluate(self, x, y):
        def go(i):
            return 0 if i == len(x) else (self.forward(x[i]) == y[i]) + go(i + 1)

        return go(0) / len(x)
""",
    "numpy style forward batch": """\
class Perceptron(Perceptron):
    def forward(self, x):
        if isinstance(x[0], (list, tuple)):
            return [self.forward(r) for r in x]
        return super().forward(x)

    def evaluate(self, x, y):
        return sum(p == l for p, l in zip(self.forward(x), y)) / len(y)
""",
    "decimal": """\
from decimal import Decimal


def standardize(X, mean, std):
    return [
        [float((Decimal(v) - Decimal(m)) / Decimal(s)) for v, m, s in zip(r, mean, std)]
        for r in X
    ]
""",
    "bias tuple of one": """\
class Perceptron(Perceptron):
    def __init__(self, n):
        self.weights = (0.0,) * n
        self.bias = (0.0,)

    def forward(self, x):
        return int(sum(w * v for w, v in zip(self.weights, x)) + self.bias[0] > 0)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for r, l in zip(x, y):
                e = self.backward(r, l)
                self.weights = tuple(w + e * v for w, v in zip(self.weights, r))
                self.bias = (self.bias[0] + e,)


_db = decision_boundary


def decision_boundary(weights, bias, x0_min, x0_max):
    return _db(weights, bias[0], x0_min, x0_max)
""",
    "order as iterator": """\
def split(X, y, order, n_train):
    it = iter(order)
    tr = [next(it) for _ in range(n_train)]
    te = list(it)
    return [X[i] for i in tr], [y[i] for i in tr], [X[i] for i in te], [y[i] for i in te]
""",
    "assert sizes": """\
_p = prepare


def prepare(X, y, order, n_train):
    assert len(X) == len(y) == len(order) and sorted(order) == list(range(len(X)))
    return _p(X, y, order, n_train)
""",
    "-0.0 and neg": """\
class Perceptron(Perceptron):
    def __init__(self, n):
        super().__init__(n)
        self.weights = [-0.0] * n
        self.bias = -0.0
""",
    "dict model": """\
class Perceptron(Perceptron):
    def __init__(self, n):
        self.p = {"w": [0.0] * n, "b": 0.0}

    weights = property(lambda s: s.p["w"])
    bias = property(lambda s: s.p["b"], lambda s, v: s.p.__setitem__("b", v))
""",
    "main takes its sizes by name only": """\
_m = main


def main(path, order, *, n_train=70, epochs=5):
    return _m(path, order, n_train, epochs)
""",
    "chained calls": """\
class Perceptron(Perceptron):
    def train(self, x, y, epochs):
        super().train(x, y, epochs)
        return self
""",
}


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_a_right_program_in_its_own_style_earns_everything(assignment, sandbox, source):
    cells = tuple(Cell(n, text) for n, text in enumerate([*WRITTEN, source], 1))
    reading = reading_of(Submission(Path("hw.ipynb")), Script(cells))
    report = grade(reading, assignment, sandbox, is_own=True).report
    assert report.errors == ()
    assert [score.name for score in report.scores if score.earned < score.maximum] == []
