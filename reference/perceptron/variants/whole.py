"""Correct ways to write the whole Perceptron; see `grader.catalogue`."""

# ruff: noqa: B904, B905, C416, C417, E731, F821, PIE810, RET504, RET505, SIM108, T201

from grader.course.marks import variant


def boundary_of_columns(weights, bias, x0_min, x0_max):
    w0, w1, b = weights[0][0], weights[1][0], bias[0]
    return [[-(w0 * x0 + b) / w1] for x0 in (x0_min, x0_max)]


def boundary_of_decimals(weights, bias, x0_min, x0_max):
    from decimal import Decimal

    (w0, w1), b = map(Decimal, weights), Decimal(bias)
    return [-(w0 * Decimal(x0) + b) / w1 for x0 in (x0_min, x0_max)]


@variant("Perceptron", also={"decision_boundary": "boundary_of_columns"})
class PerceptronOfColumns:
    """Weights as a column, bias as a list of one, as NumPy has them."""

    def __init__(self, num_features):
        self.weights = [[0.0] for _ in range(num_features)]
        self.bias = [0.0]

    def forward(self, x):
        return int(sum(w[0] * v for w, v in zip(self.weights, x)) + self.bias[0] > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for w, v in zip(self.weights, row):
                    w[0] += error * v
                self.bias[0] += error

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@variant("Perceptron")
class PerceptronOfTuples:
    """Integer zeros, and a new tuple at every update."""

    __slots__ = ("weights", "bias")

    def __init__(self, num_features):
        self.weights = (0,) * num_features
        self.bias = 0

    def forward(self, x):
        return 1 if sum(w * v for w, v in zip(self.weights, x)) > -self.bias else 0

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                self.weights = tuple(w + error * v for w, v in zip(self.weights, row))
                self.bias += error

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@variant("Perceptron")
class PerceptronOfArray:
    def __init__(self, num_features):
        from array import array

        self.weights = array("d", [0.0] * num_features)
        self.bias = 0.0

    def forward(self, x):
        net_input = self.bias
        for j in range(len(self.weights)):
            net_input += self.weights[j] * x[j]
        return int(net_input > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for j, value in enumerate(row):
                    self.weights[j] += error * value
                self.bias += error

    def evaluate(self, x, y):
        return len([1 for row, label in zip(x, y) if self.forward(row) == label]) / len(x)


@variant("Perceptron")
class PerceptronInSinglePrecision:
    """Every number is rounded to 32 bits when it is stored."""

    @staticmethod
    def single(value):
        import struct

        return struct.unpack("f", struct.pack("f", value))[0]

    def __init__(self, num_features):
        self.weights = [self.single(0.0) for _ in range(num_features)]
        self.bias = self.single(0.0)

    def forward(self, x):
        net_input = self.single(sum(w * self.single(v) for w, v in zip(self.weights, x)))
        return int(self.single(net_input + self.bias) > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                self.weights = [
                    self.single(w + error * self.single(v)) for w, v in zip(self.weights, row)
                ]
                self.bias = self.single(self.bias + error)

    def evaluate(self, x, y):
        return self.single(sum(self.forward(r) == t for r, t in zip(x, y)) / len(y))


@variant("Perceptron")
class PerceptronWithBiasInside:
    """One vector, the bias first; properties show its parts."""

    def __init__(self, num_features):
        self._w = [0.0] * (num_features + 1)

    @property
    def weights(self):
        return self._w[1:]

    @property
    def bias(self):
        return self._w[0]

    def forward(self, x):
        return 1 if sum(w * v for w, v in zip(self._w, [1.0, *x])) > 0 else 0

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                self._w = [w + error * v for w, v in zip(self._w, [1.0, *row])]

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@variant("Perceptron")
class PerceptronOfFractions:
    """Exact arithmetic, from the zeros at the start to the accuracy."""

    def __init__(self, num_features):
        from fractions import Fraction

        self.number = Fraction
        self.weights = [Fraction(0)] * num_features
        self.bias = Fraction(0)

    def forward(self, x):
        return int(sum(w * self.number(v) for w, v in zip(self.weights, x)) + self.bias > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                if error:
                    self.weights = [w + error * self.number(v) for w, v in zip(self.weights, row)]
                    self.bias += error

    def evaluate(self, x, y):
        return self.number(sum(self.forward(r) == t for r, t in zip(x, y)), len(y))


@variant("Perceptron", also={"decision_boundary": "boundary_of_decimals"})
class PerceptronOfDecimals:
    def __init__(self, num_features):
        from decimal import Decimal

        self.Decimal = Decimal
        self.weights = [Decimal(0) for _ in range(num_features)]
        self.bias = Decimal("0")

    def forward(self, x):
        z = self.bias
        for w, v in zip(self.weights, x):
            z += w * self.Decimal(v)
        return 1 if z > 0 else 0

    def backward(self, x, y):
        return int(y) - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for j, value in enumerate(row):
                    self.weights[j] += error * self.Decimal(value)
                self.bias += error

    def evaluate(self, x, y):
        return self.Decimal(sum(self.forward(r) == t for r, t in zip(x, y))) / len(y)


@variant("Perceptron")
def perceptron_of_dataclass(num_features):
    """A function that makes the model, which is a dataclass."""
    from dataclasses import dataclass, field

    @dataclass
    class Model:
        weights: list = field(default_factory=lambda: [0.0] * num_features)
        bias: float = 0.0

        def forward(self, x):
            return int(sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0)

        def backward(self, x, y):
            return y - self.forward(x)

        def train(self, x, y, epochs):
            for _ in range(epochs):
                for row, label in zip(x, y):
                    error = self.backward(row, label)
                    self.weights = [w + error * v for w, v in zip(self.weights, row)]
                    self.bias += error

        def evaluate(self, x, y):
            return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)

    return Model()
