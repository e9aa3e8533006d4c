"""Correct ways to write the whole LogisticRegression; see `grader.catalogue`."""

# ruff: noqa: B905, C901, F821, RET505

from grader.course.marks import variant


def boundary_of_columns(weights, bias, x0):
    return [-(weights[0][0] * x0 + bias[0]) / weights[1][0]]


@variant("LogisticRegression", also={"boundary": "boundary_of_columns"})
class LogisticRegressionOfColumns:
    """Weights as a column, bias as a list of one, as NumPy has them."""

    def __init__(self, num_features):
        self.weights = [[0.0] for _ in range(num_features)]
        self.bias = [0.0]

    def net(self, x):
        return sum(w[0] * v for w, v in zip(self.weights, x)) + self.bias[0]

    def forward(self, x):
        return [sigmoid(self.net(x))]

    def predict(self, x):
        return [int(self.net(x) >= 0)]

    def loss(self, X, y):
        return sum(example_loss(self.net(x), t) for x, t in zip(X, y)) / len(X)

    def gradient(self, X, y):
        errors = [[self.forward(x)[0] - t] for x, t in zip(X, y)]
        slopes = [
            [sum(e[0] * x[j] for e, x in zip(errors, X)) / len(X)] for j in range(len(self.weights))
        ]
        return slopes, [sum(e[0] for e in errors) / len(X)]

    def train(self, X, y, epochs, learning_rate):
        losses = []
        for _ in range(epochs):
            losses.append([self.loss(X, y)])
            dw, db = self.gradient(X, y)
            for w, d in zip(self.weights, dw):
                w[0] -= learning_rate * d[0]
            self.bias[0] -= learning_rate * db[0]
        return losses

    def evaluate(self, X, y):
        return sum(self.predict(x)[0] == t for x, t in zip(X, y)) / len(y)


@variant("LogisticRegression")
class LogisticRegressionWithBiasInside:
    """One vector, the bias first; properties show its parts."""

    def __init__(self, num_features):
        self._theta = [0.0] * (num_features + 1)

    @property
    def weights(self):
        return tuple(self._theta[1:])

    @property
    def bias(self):
        return self._theta[0]

    def _net(self, x):
        return sum(t * v for t, v in zip(self._theta, [1.0, *x]))

    def forward(self, x):
        return sigmoid(self._net(x))

    def predict(self, x):
        return self._net(x) >= 0

    def loss(self, X, y):
        return sum(map(example_loss, map(self._net, X), y)) / len(X)

    def _slopes(self, X, y):
        rows = [[1.0, *x] for x in X]
        errors = [self.forward(x) - t for x, t in zip(X, y)]
        return [sum(e * v for e, v in zip(errors, column)) / len(X) for column in zip(*rows)]

    def gradient(self, X, y):
        bias_slope, *weight_slopes = self._slopes(X, y)
        return weight_slopes, bias_slope

    def train(self, X, y, epochs, learning_rate):
        losses = []
        for _ in range(epochs):
            losses.append(self.loss(X, y))
            self._theta = [t - learning_rate * s for t, s in zip(self._theta, self._slopes(X, y))]
        return losses

    def evaluate(self, X, y):
        return sum(p == t for p, t in zip(map(self.predict, X), y)) / len(y)


@variant("LogisticRegression")
class LogisticRegressionInSteps:
    """Slots, an array, and a generator of states behind `train`."""

    __slots__ = ("weights", "bias")

    def __init__(self, num_features):
        from array import array

        self.weights = array("d", [0] * num_features)
        self.bias = 0

    def forward(self, x):
        return sigmoid(self.dot(x))

    def dot(self, x):
        total = self.bias
        for j in range(len(self.weights)):
            total += self.weights[j] * x[j]
        return total

    def predict(self, x):
        return 1 if self.forward(x) >= 1 - self.forward(x) else 0

    def loss(self, X, y):
        losses = [example_loss(self.dot(x), t) for x, t in zip(X, y)]
        return sum(losses) / len(losses)

    def gradient(self, X, y):
        from array import array

        slopes, bias_slope = array("d", [0.0] * len(self.weights)), 0.0
        for x, t in zip(X, y):
            share = (self.forward(x) - t) / len(X)
            bias_slope += share
            for j, value in enumerate(x):
                slopes[j] += share * value
        return slopes, bias_slope

    def steps(self, X, y, epochs, learning_rate):
        for _ in range(epochs):
            yield self.loss(X, y)
            slopes, bias_slope = self.gradient(X, y)
            for j, slope in enumerate(slopes):
                self.weights[j] -= learning_rate * slope
            self.bias -= learning_rate * bias_slope

    def train(self, X, y, epochs, learning_rate):
        return list(self.steps(X, y, epochs, learning_rate))

    def evaluate(self, X, y):
        hits = [1.0 if self.predict(x) == t else 0.0 for x, t in zip(X, y)]
        return sum(hits) / len(hits)


@variant("LogisticRegression")
class LogisticRegressionByItself:
    """Calls no function beside it: safe forms are written out where they are needed."""

    def __init__(self, n):
        self.weights, self.bias = [0] * n, 0

    def score(self, x):
        return sum(w * v for w, v in zip(self.weights, x)) + self.bias

    def forward(self, x):
        import math

        return (1 + math.tanh(self.score(x) / 2)) / 2

    def predict(self, x):
        return round(self.forward(x) + 1e-12)

    def loss(self, X, y):
        import math

        total = 0
        for x, t in zip(X, y):
            s = (2 * t - 1) * self.score(x)
            total += math.log1p(math.exp(-s)) if s > -30 else -s
        return total / len(X)

    def gradient(self, X, y):
        n, m = len(X), len(self.weights)
        errors = [self.forward(x) - t for x, t in zip(X, y)]
        return [sum(errors[i] * X[i][j] for i in range(n)) / n for j in range(m)], sum(errors) / n

    def train(self, X, y, epochs, learning_rate):
        losses = [0] * epochs
        for epoch in range(epochs):
            losses[epoch] = self.loss(X, y)
            dw, db = self.gradient(X, y)
            self.weights = [w - learning_rate * d for w, d in zip(self.weights, dw)]
            self.bias -= learning_rate * db
        return losses

    def evaluate(self, X, y):
        return sum(int(self.predict(x) == t) for x, t in zip(X, y)) / len(X)


@variant("LogisticRegression")
def model_of_dataclass(num_features):
    """A function that makes the model, which is a dataclass."""
    from dataclasses import dataclass, field

    @dataclass
    class Model:
        weights: list = field(default_factory=lambda: [0.0] * num_features)
        bias: float = 0.0

        def net(self, x):
            return sum((w * v for w, v in zip(self.weights, x)), self.bias)

        def forward(self, x):
            return sigmoid(self.net(x))

        def predict(self, x):
            return int(self.net(x) >= 0.0)

        def loss(self, X, y):
            return sum(example_loss(self.net(x), t) for x, t in zip(X, y)) / len(y)

        def gradient(self, X, y):
            errors = [self.forward(x) - t for x, t in zip(X, y)]
            per_weight = [sum(map(lambda e, v: e * v, errors, c)) / len(y) for c in zip(*X)]
            return per_weight, sum(errors) / len(y)

        def train(self, X, y, epochs, learning_rate):
            losses = []
            for _ in range(epochs):
                losses += [self.loss(X, y)]
                slopes, slope = self.gradient(X, y)
                self.weights = [w - learning_rate * s for w, s in zip(self.weights, slopes)]
                self.bias -= learning_rate * slope
            return losses

        def evaluate(self, X, y):
            return sum(self.predict(x) == t for x, t in zip(X, y)) / len(y)

    return Model()
