"""The homework in NumPy: any right program earns everything, what is wrong in secret does not."""

import pytest
from support.homework import criteria_lost, reading_of_cells

from grader.pipeline import grade


@pytest.fixture(scope="module")
def softmax(course):
    return course.assignment("softmax")


@pytest.fixture(scope="module")
def lost_by(softmax, sandbox):
    return lambda cell: criteria_lost(softmax, sandbox, cell)


# Whole programs, each in a style of its own.

LAYERS = """
import numpy as np


def one_hot(y, num_classes):
    return np.eye(num_classes)[y]


def softmax(Z):
    Z = np.exp(Z - Z.max(1, keepdims=True))
    return Z / Z.sum(1, keepdims=True)


def cross_entropy(P, y):
    return -np.mean(np.log(P[range(len(y)), y] + 1e-12))


def batches(order, size):
    return [order[k : k + size] for k in range(0, len(order), size)]


def accuracy(predicted, y):
    return np.mean(predicted == y)


class Base:
    def predict(self, X):
        return self.forward(X).argmax(1)

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        losses = []
        for _ in range(epochs):
            for rows in batches(order, batch_size):
                for name, slope in zip(self.names, self.backward(X[rows], y[rows])):
                    setattr(self, name, getattr(self, name) - learning_rate * slope)
            losses.append(cross_entropy(self.forward(X), y))
        return losses


class SoftmaxRegression(Base):
    names = "weights", "bias"

    def __init__(self, num_features, num_classes):
        self.weights = np.zeros((num_features, num_classes))
        self.bias = np.zeros((1, num_classes))

    def forward(self, X):
        return softmax(X.dot(self.weights) + self.bias)

    def backward(self, X, y):
        D = self.forward(X) - one_hot(y, self.bias.size)
        return X.T.dot(D) / len(y), D.mean(axis=0, keepdims=True)


class MLP(Base):
    names = "W1", "b1", "W2", "b2"

    def __init__(self, *given):
        for name, value in zip(self.names, given):
            setattr(self, name, np.array(value))

    def forward(self, X):
        self.Z = X.dot(self.W1) + self.b1
        self.A = np.where(self.Z > 0, self.Z, 0)
        return softmax(self.A.dot(self.W2) + self.b2)

    def backward(self, X, y):
        n = X.shape[0]
        D = self.forward(X)
        D[np.arange(n), y] -= 1
        D /= n
        B = D.dot(self.W2.T)
        B[self.Z <= 0] = 0
        return X.T.dot(B), B.sum(0), self.A.T.dot(D), D.sum(0)
"""

PLAIN_LOOPS = """
import math
import numpy


def one_hot(y, num_classes):
    return [[float(k == label) for k in range(num_classes)] for label in y]


def softmax(Z):
    rows = []
    for row in Z:
        largest = max(row)
        powers = [math.exp(z - largest) for z in row]
        rows.append([power / sum(powers) for power in powers])
    return rows


def cross_entropy(P, y):
    total = 0
    for row, label in zip(P, y):
        total -= math.log(row[label])
    return total / len(y)


def batches(order, size):
    parts = []
    for place, row in enumerate(order):
        if place % size == 0:
            parts.append([])
        parts[-1].append(row)
    return parts


def accuracy(predicted, y):
    return sum(int(a == b) for a, b in zip(predicted, y)) / len(y)


def times(A, B):
    return [[sum(a * b for a, b in zip(row, column)) for column in zip(*B)] for row in A]


def plus(A, b):
    return [[a + c for a, c in zip(row, b)] for row in A]


def sums(A):
    return [sum(column) for column in zip(*A)]


def stepped(value, slope, rate):
    if isinstance(value, list):
        return [stepped(*pair, rate) for pair in zip(value, slope)]
    return value - rate * slope


def errors(P, y):
    return [[(p - (k == label)) / len(y) for k, p in enumerate(row)] for row, label in zip(P, y)]


def turned(A):
    return [list(column) for column in zip(*A)]


class SoftmaxRegression:
    def __init__(self, num_features, num_classes):
        self.weights = [[0.0] * num_classes for _ in range(num_features)]
        self.bias = [0.0] * num_classes

    def forward(self, X):
        return softmax(plus(times(X, self.weights), self.bias))

    def backward(self, X, y):
        D = errors(self.forward(X), y)
        return times(turned(X), D), sums(D)

    def step(self, X, y, rate):
        d_weights, d_bias = self.backward(X, y)
        self.weights = stepped(self.weights, d_weights, rate)
        self.bias = stepped(self.bias, d_bias, rate)

    def predict(self, X):
        return [row.index(max(row)) for row in self.forward(X)]

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        losses = []
        for _ in range(epochs):
            for rows in batches(order, batch_size):
                self.step([X[i] for i in rows], [y[i] for i in rows], learning_rate)
            losses.append(cross_entropy(self.forward(X), y))
        return losses


class MLP(SoftmaxRegression):
    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = W1.tolist(), b1.tolist(), W2.tolist(), b2.tolist()

    def hidden(self, X):
        return [[max(0.0, z) for z in row] for row in plus(times(X, self.W1), self.b1)]

    def forward(self, X):
        return softmax(plus(times(self.hidden(X), self.W2), self.b2))

    def backward(self, X, y):
        H, D = self.hidden(X), errors(self.forward(X), y)
        B = times(D, turned(self.W2))
        B = [[b if h > 0 else 0.0 for b, h in zip(*rows)] for rows in zip(B, H)]
        return times(turned(X), B), sums(B), times(turned(H), D), sums(D)

    def step(self, X, y, rate):
        names = "W1", "b1", "W2", "b2"
        for name, slope in zip(names, self.backward(X, y)):
            setattr(self, name, stepped(getattr(self, name), slope, rate))
"""

FUNCTIONS_OF_A_DICT = """
import numpy as np
from types import SimpleNamespace


one_hot = lambda y, num_classes: (y.reshape(-1, 1) == np.arange(num_classes)).astype(np.int8)
cross_entropy = lambda P, y: np.average(-np.log(np.take_along_axis(P, y[:, None], 1)))
batches = lambda order, size: np.array_split(order, np.arange(size, len(order), size))
accuracy = lambda predicted, y: np.count_nonzero(np.asarray(predicted) == y) / y.size


def softmax(Z):
    powers = np.exp(np.subtract(Z, np.max(Z, axis=-1)[..., np.newaxis]))
    return np.divide(powers, np.einsum("nk->n", powers)[:, None])


def model(net_input, slopes, **parameters):
    own = SimpleNamespace(**parameters)
    own.forward = lambda X: softmax(net_input(own, X))
    own.backward = lambda X, y: slopes(own, X, (own.forward(X) - one_hot(y, own.classes)) / len(X))
    own.predict = lambda X: np.argmax(net_input(own, X), axis=1)

    def train(X, y, order, batch_size, epochs, learning_rate):
        losses = np.zeros(epochs)
        for epoch in range(epochs):
            for rows in batches(order, batch_size):
                for parameter, slope in zip(own.parameters, own.backward(X[rows], y[rows])):
                    np.subtract(parameter, learning_rate * slope, out=parameter)
            losses[epoch] = cross_entropy(own.forward(X), y)
        return losses

    own.train = train
    return own


def SoftmaxRegression(num_features, num_classes):
    parts = np.zeros((num_features, num_classes)), np.zeros(num_classes)
    return model(
        lambda own, X: np.einsum("nm,mk->nk", X, own.weights) + own.bias,
        lambda own, X, D: (np.einsum("nm,nk->mk", X, D), np.einsum("nk->k", D)),
        weights=parts[0], bias=parts[1], parameters=parts, classes=num_classes,
    )


def MLP(*given):
    parts = [np.copy(part) for part in given]

    def hidden(own, X):
        return np.fmax(X @ own.W1 + own.b1, 0.0)

    def slopes(own, X, D):
        H = hidden(own, X)
        B = np.einsum("nk,hk,nh->nh", D, own.W2, (H > 0).astype(float))
        return X.T @ B, B.sum(axis=0), H.T @ D, D.sum(axis=0)

    return model(
        lambda own, X: hidden(own, X) @ own.W2 + own.b2,
        slopes,
        W1=parts[0], b1=parts[1], W2=parts[2], b2=parts[3], parameters=parts,
        classes=parts[3].size,
    )
"""

PROGRAMS = {
    "a base class, and layers": LAYERS,
    "loops over lists": PLAIN_LOOPS,
    "functions that make a namespace": FUNCTIONS_OF_A_DICT,
}


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_a_right_program_in_its_own_style_earns_everything(softmax, sandbox, source):
    report = grade(reading_of_cells(source), softmax, sandbox, is_own=True).report
    assert report.errors == ()
    assert [s.name for s in report.scores if s.earned < s.maximum] == []


# Wrong by no single answer to a single question.

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
FUNCTIONS = ["one_hot", "softmax", "cross_entropy", "batches", "accuracy"]


def caching(model, method, key="X.tobytes()"):
    """A class whose method remembers its answer by its input: what training does not clear."""
    return (
        f"class {model}({model}):\n"
        f"    def {method}(self, X, *y):\n"
        "        cache = self.__dict__.setdefault('cache', {})\n"
        f"        key = {key}\n"
        "        if key not in cache:\n"
        f"            cache[key] = super().{method}(X, *y)\n"
        "        return cache[key]\n"
    )


def changing(model, method):
    """A class whose method spoils what it is given."""
    return (
        f"class {model}({model}):\n"
        f"    def {method}(self, X, *others):\n"
        f"        answer = super().{method}(X, *others)\n"
        "        X += 1\n"
        "        return answer\n"
    )


# The methods alone: what trains and predicts goes on as in the example, without them.
APART = """
own = SoftmaxRegression, MLP
class Apart:
    def predict(self, X):
        return np.argmax(self.right(X), axis=1)
    def train(self, *arguments):
        other = self.as_right()
        losses = other.train(*arguments)
        vars(self).update({k: v for k, v in vars(other).items() if k != "cache"})
        return losses
    def as_right(self):
        other = object.__new__(own[type(self).__name__ == "MLP"])
        vars(other).update(vars(self))
        return other
    def right(self, X):
        return self.as_right().forward(X)
class SoftmaxRegression(Apart, SoftmaxRegression):
    pass
class MLP(Apart, MLP):
    pass
"""

MEMORIES = {
    "probabilities that training does not clear": (
        "forward",
        APART + caching("SoftmaxRegression", "forward"),
    ),
    "slopes that training does not clear": (
        "gradient",
        APART + caching("SoftmaxRegression", "backward"),
    ),
    "predictions that training does not clear": (
        "predict",
        caching("SoftmaxRegression", "predict"),
    ),
    "the network's probabilities": ("network_trained", APART + caching("MLP", "forward")),
    "the network's slopes": ("network_trained", APART + caching("MLP", "backward")),
    "the network's predictions": ("network_trained", caching("MLP", "predict")),
    "weights of the first model of a size": (
        "start",
        "class SoftmaxRegression(SoftmaxRegression):\n"
        "    pool = {}\n"
        "    def __init__(self, *sizes):\n"
        "        super().__init__(*sizes)\n"
        "        self.weights = self.pool.setdefault(sizes, self.weights)",
    ),
    "a bias that all models share": (
        "start",
        "class SoftmaxRegression(SoftmaxRegression):\n"
        "    def __init__(self, num_features, num_classes, biases={}):\n"
        "        super().__init__(num_features, num_classes)\n"
        "        self.bias = biases.setdefault(num_classes, self.bias)",
    ),
    "a start that is kept as it is given": (
        "network_start",
        "class MLP(MLP):\n"
        "    def __init__(self, W1, b1, W2, b2):\n"
        "        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2\n"
        "    def train(self, *arguments):\n"
        "        self.W1, self.b1 = self.W1.copy(), self.b1.copy()\n"
        "        self.W2, self.b2 = self.W2.copy(), self.b2.copy()\n"
        "        return super().train(*arguments)",
    ),
    "one row of numbers that are zeros": (
        "one_hot",
        "def one_hot(y, num_classes, Y=np.zeros((1000, 1000))):\n"
        "    Y[np.arange(len(y)), y] = 1\n"
        "    return Y[: len(y), :num_classes]",
    ),
    "the losses of all calls": (
        "losses",
        "class SoftmaxRegression(SoftmaxRegression):\n"
        "    def train(self, *arguments):\n"
        "        self.losses = getattr(self, 'losses', []) + super().train(*arguments)\n"
        "        return self.losses",
    ),
}
CHANGES = {
    "one_hot": "own = one_hot\ndef one_hot(y, k):\n    Y = own(y, k)\n    y += 1\n    return Y",
    "softmax": "own = softmax\ndef softmax(Z):\n    Z -= Z.max(axis=1)[:, None]\n    return own(Z)",
    "cross_entropy": (
        "own = cross_entropy\n"
        "def cross_entropy(P, y):\n    loss = own(P, y)\n    P /= 2\n    return loss"
    ),
    "batches": (
        "own = batches\n"
        "def batches(order, size):\n"
        "    parts = [list(part) for part in own(order, size)]\n"
        "    order[:] = sorted(order)\n"
        "    return parts"
    ),
    "accuracy": (
        "own = accuracy\n"
        "def accuracy(predicted, y):\n    share = own(predicted, y)\n    y -= predicted\n"
        "    return share"
    ),
    "forward": APART + changing("SoftmaxRegression", "forward"),
    "gradient": APART + changing("SoftmaxRegression", "backward"),
    "steps": changing("SoftmaxRegression", "train"),
    "network_forward": APART + changing("MLP", "forward"),
    "network_gradient": APART + changing("MLP", "backward"),
    "network_training": changing("MLP", "train"),
    "predict": changing("MLP", "predict"),
}
LARGE = {
    "codes 100 labels": (
        "one_hot",
        "own = one_hot\n"
        "def one_hot(y, k):\n    return np.vstack([own(y[:100], k), np.zeros((len(y[100:]), k))])",
    ),
    "codes 10 classes": (
        "one_hot",
        "own = one_hot\ndef one_hot(y, k):\n    return own(np.minimum(y, 9), k)",
    ),
    "makes 100 rows probabilities": (
        "softmax",
        "own = softmax\ndef softmax(Z):\n    return np.vstack([own(Z[:100]), Z[100:]])",
    ),
    "measures 100 rows": (
        "cross_entropy",
        "own = cross_entropy\ndef cross_entropy(P, y):\n    return own(P[:100], y[:100])",
    ),
    "cuts 100 rows": (
        "batches",
        "own = batches\ndef batches(order, n):\n    return own(order[:100], n)",
    ),
    "counts 100 rows": (
        "accuracy",
        "own = accuracy\ndef accuracy(p, y):\n    return own(p[:100], y[:100])",
    ),
    "predicts 100 rows": (
        "predict",
        "class SoftmaxRegression(SoftmaxRegression):\n"
        "    def predict(self, X):\n"
        "        return np.append(super().predict(X[:100]), 0 * X[100:, 0])",
    ),
    "trains for 20 epochs": (
        "epochs",
        "class SoftmaxRegression(SoftmaxRegression):\n"
        "    def train(self, X, y, order, size, epochs, rate):\n"
        "        losses = super().train(X, y, order, size, min(epochs, 20), rate)\n"
        "        return losses + losses[-1:] * (epochs - 20)",
    ),
    "trains on 100 rows": (
        "losses",
        "class SoftmaxRegression(SoftmaxRegression):\n"
        "    def train(self, X, y, order, *others):\n"
        "        return super().train(X, y, order[:100], *others)",
    ),
    "trains a network on 100 rows": (
        "network_training",
        "class MLP(MLP):\n"
        "    def train(self, X, y, order, *others):\n"
        "        return super().train(X, y, order[:100], *others)",
    ),
}


def test_the_functions_alone_lose_nothing(lost_by):
    assert lost_by("own = MLP") == set()


def test_what_holds_the_methods_apart_loses_nothing(lost_by):
    assert lost_by(APART) == set()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("key", ["None", "len(arguments[0])"], ids=["ever", "its size"])
def test_who_keeps_a_first_answer_loses_the_function(lost_by, name, key):
    assert name in lost_by(FIRST.format(name=name, key=key))


@pytest.mark.parametrize(("criterion", "cell"), MEMORIES.values(), ids=MEMORIES)
def test_who_keeps_something_loses_the_function(lost_by, criterion, cell):
    assert criterion in lost_by(cell)


@pytest.mark.parametrize(("criterion", "cell"), CHANGES.items(), ids=CHANGES)
def test_who_changes_what_it_is_given_loses_the_function(lost_by, criterion, cell):
    assert criterion in lost_by(cell)


@pytest.mark.parametrize(("criterion", "cell"), LARGE.values(), ids=LARGE)
def test_what_holds_for_small_data_only_loses_the_function(lost_by, criterion, cell):
    assert criterion in lost_by(cell)
