"""Correct ways to write the whole Perceptron, in other styles; see `grader.catalogue`."""

# ruff: noqa: B904, B905, C416, C417, E731, F821, PIE810, RET504, RET505, SIM108, T201

from grader.course.marks import variant


class Learner:
    """What every model has: abstract prediction, and how to measure it."""

    def forward(self, x):
        raise NotImplementedError

    def backward(self, x, y):
        return y - self.forward(x)

    def evaluate(self, x, y):
        return sum(not self.backward(row, label) for row, label in zip(x, y)) / len(y)


def boundary_of_lists_of_one(weights, bias, x0_min, x0_max):
    (w0, w1), b = weights, bias[0]
    x1 = [(-(w0 * x0) - b) / w1 for x0 in [x0_min, x0_max]]
    return x1[0], x1[1]


@variant("Perceptron")
def perceptron_of_closures(num_features):
    """No class at all: a namespace with functions, which share two names."""
    from types import SimpleNamespace

    model = SimpleNamespace(weights=[0.0] * num_features, bias=0.0)

    def forward(x):
        return 1 if sum(w * v for w, v in zip(model.weights, x)) + model.bias > 0 else 0

    def backward(x, y):
        return y - forward(x)

    def train(x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = backward(row, label)
                model.weights = [w + error * v for w, v in zip(model.weights, row)]
                model.bias += error

    def evaluate(x, y):
        return sum(forward(row) == label for row, label in zip(x, y)) / len(y)

    model.forward, model.backward = forward, backward
    model.train, model.evaluate = train, evaluate
    return model


@variant("Perceptron", also={"Learner": "Learner"})
def perceptron_of_a_base_class(num_features):
    class Linear(Learner):
        def __init__(self, num_features):
            super().__init__()
            self.weights, self.bias = [0.0] * num_features, 0.0

        def net_input(self, x):
            return sum(w * v for w, v in zip(self.weights, x)) + self.bias

        def forward(self, x):
            return 1 if self.net_input(x) > 0 else 0

    class Rosenblatt(Linear):
        def update(self, row, error):
            self.weights = [w + error * v for w, v in zip(self.weights, row)]
            self.bias += error

        def train(self, x, y, epochs):
            for _ in range(epochs):
                for row, label in zip(x, y):
                    self.update(row, self.backward(row, label))

    return Rosenblatt(num_features)


@variant("Perceptron")
class PerceptronThatIsCalled:
    """`model(x)` as in PyTorch; forward() is another name for it."""

    def __init__(self, num_features: int, dtype: type = float) -> None:
        self.num_features = num_features
        self.weights = [dtype() for _ in range(num_features)]
        self.bias = dtype()
        self.epochs_seen = 0

    def __repr__(self) -> str:
        return f"Perceptron({self.weights}, {self.bias})"

    def __call__(self, x) -> int:
        return 1 if self._net_input(x) > 0 else 0

    forward = __call__

    def _net_input(self, x) -> float:
        if len(x) != self.num_features:
            raise ValueError(f"expected {self.num_features} features, got {len(x)}")
        return self.bias + sum(w * v for w, v in zip(self.weights, x))

    def backward(self, x, y) -> int:
        return y - self(x)

    def _update(self, x, y) -> bool:
        error = self.backward(x, y)
        for j in range(self.num_features):
            self.weights[j] += error * x[j]
        self.bias += error
        return error != 0

    def train(self, x, y, epochs: int) -> list:
        self.epochs_seen += epochs
        return [sum(self._update(*example) for example in zip(x, y)) for _ in range(epochs)]

    def evaluate(self, x, y) -> float:
        return [self(row) == label for row, label in zip(x, y)].count(True) / len(y)


@variant("Perceptron")
class PerceptronOfSigns:
    """Inside, labels and predictions are -1 and +1, and an update is half their difference."""

    def __init__(self, num_features):
        self.weights, self.bias = [0.0 for _ in range(num_features)], 0.0

    @staticmethod
    def sign(label):
        return 2 * label - 1

    @classmethod
    def label(cls, sign):
        return (sign + 1) // 2

    def _side(self, x):
        return 1 if sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0 else -1

    def forward(self, x):
        return self.label(self._side(x))

    def backward(self, x, y):
        return (self.sign(y) - self._side(x)) / 2

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                if self.sign(label) != self._side(row):
                    self.weights = [w + self.sign(label) * v for w, v in zip(self.weights, row)]
                    self.bias += self.sign(label)

    def evaluate(self, x, y):
        return sum(self._side(row) * self.sign(t) > 0 for row, t in zip(x, y)) / len(y)


@variant("Perceptron")
class PerceptronInDualForm:
    """Keeps what it erred on; the weights are added up when somebody asks for them."""

    def __init__(self, num_features):
        self.num_features = num_features
        self.updates = []

    @property
    def weights(self):
        return [
            sum(error * row[j] for error, row in self.updates) for j in range(self.num_features)
        ]

    @property
    def bias(self):
        return sum(error for error, _ in self.updates)

    def forward(self, x):
        return 1 if sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0 else 0

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                if error:
                    self.updates.append((error, list(row)))

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@variant("Perceptron", also={"decision_boundary": "boundary_of_lists_of_one"})
class PerceptronWithForwardOfLists:
    """Everything is a list, as arrays were: bias, prediction and error are lists of one."""

    def __init__(self, num_features):
        self.weights = [0.0] * num_features
        self.bias = [0.0]

    def forward(self, x):
        net_input = [sum(w * v for w, v in zip(self.weights, x)) + b for b in self.bias]
        return [1 if z > 0 else 0 for z in net_input]

    def backward(self, x, y):
        return [y - prediction for prediction in self.forward(x)]

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                errors = self.backward(row, label)
                self.weights = [w + errors[0] * v for w, v in zip(self.weights, row)]
                self.bias = [b + error for b, error in zip(self.bias, errors)]

    def evaluate(self, x, y):
        predictions = [self.forward(row)[0] for row in x]
        return sum([a == b for a, b in zip(predictions, y)]) / len(predictions)
