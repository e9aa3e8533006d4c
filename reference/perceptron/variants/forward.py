"""Correct ways to write forward() and backward(); see `grader.catalogue`."""

# ruff: noqa: B904, B905, C416, C417, E731, F821, PIE810, RET504, RET505, SIM108, T201

from grader.course.marks import variant


@variant("Perceptron.forward")
def forward_by_sum(self, x):
    return int(sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0)


@variant("Perceptron.forward")
def forward_gives_bool(self, x):
    return sum([self.weights[j] * x[j] for j in range(len(x))], self.bias) > 0.0


@variant("Perceptron.forward")
def forward_gives_float(self, x):
    """Adds the features from the last to the first, the bias in the end."""
    total = 0.0
    for j in range(len(x) - 1, -1, -1):
        total += x[j] * self.weights[j]
    if total + self.bias > 0:
        return 1.0
    else:
        return 0.0


@variant("Perceptron.forward")
def forward_by_fsum(self, x):
    import math
    from operator import mul

    return 1 if math.fsum([*map(mul, self.weights, x), self.bias]) > 0 else 0


@variant("Perceptron.forward")
def forward_by_sigmoid(self, x):
    """Sigmoid against 0.5, safe from overflow."""
    import math

    z = self.bias + sum(w * v for w, v in zip(self.weights, x))
    z = max(-500.0, min(500.0, z))
    return 1 if 1.0 / (1.0 + math.exp(-z)) > 0.5 else 0


@variant("Perceptron.forward")
def forward_exactly(self, x):
    from fractions import Fraction

    pairs = zip([*self.weights, self.bias], [*x, 1])
    return 1 if sum(Fraction(w) * Fraction(v) for w, v in pairs) > 0 else 0


@variant("Perceptron.forward")
def forward_by_reduce(self, x):
    from functools import reduce
    from itertools import starmap
    from operator import add, mul

    net_input = reduce(add, starmap(mul, zip(x, self.weights)), self.bias)
    return {True: 1, False: 0}[net_input > 0]


@variant("Perceptron.forward")
def forward_of_one_row_or_many(self, x):
    if isinstance(x[0], (list, tuple)):
        return [self.forward(row) for row in x]
    dot = sum(a * b for a, b in zip(x, self.weights))
    return 1 if dot + self.bias > 0 else 0


@variant("Perceptron.backward")
def backward_by_cases(self, x, y):
    prediction = self.forward(x)
    if prediction == y:
        return 0
    elif y == 1:
        return 1
    else:
        return -1


@variant("Perceptron.backward")
def backward_as_float(self, x, y):
    return float(y) - float(self.forward(x))


@variant("Perceptron.backward")
def backward_by_bools(self, x, y):
    """Exclusive or, with the label's sign."""
    return (bool(y) ^ bool(self.forward(x))) * (2 * y - 1)
