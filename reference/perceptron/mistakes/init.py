"""Wrong ways to write a new Perceptron, as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


@mistake(
    "Perceptron.__init__",
    cause="the weights do not start at zero",
    advice="every weight of a new perceptron is zero",
    about=["start"],
)
def init_weights_of_one(self, num_features):
    self.weights = [1.0] * num_features
    self.bias = 0.0


@mistake(
    "Perceptron.__init__",
    cause="the weights do not start at zero",
    advice="no chance is needed: every weight of a new perceptron is zero",
    about=["start"],
)
def init_small_random_weights(self, num_features):
    import random

    chance = random.Random(1)
    self.weights = [chance.gauss(0, 0.01) for _ in range(num_features)]
    self.bias = 0.0


@mistake(
    "Perceptron.__init__",
    cause="the bias does not start at zero",
    advice="the bias of a new perceptron is zero, too",
    about=["start"],
)
def init_bias_of_one(self, num_features):
    self.weights = [0.0] * num_features
    self.bias = 1.0


@mistake(
    "Perceptron.__init__",
    cause="there are always two weights",
    advice="there is one weight for each feature: use num_features",
    about=["start"],
)
def init_two_weights(self, num_features):
    self.weights = [0.0, 0.0]
    self.bias = 0.0


@mistake(
    "Perceptron.__init__",
    cause="there is one weight too many",
    advice="the bias has a place of its own: there is one weight for each feature",
    about=["start"],
)
def init_one_weight_too_many(self, num_features):
    self.weights = [0.0] * (num_features + 1)
    self.bias = 0.0


@mistake(
    "Perceptron.__init__",
    cause="the weights are shared by all models",
    advice="a list as default value is made once for all models: make it inside `__init__`",
    about=["start"],
)
def init_weights_as_default(self, num_features, weights=[]):
    while len(weights) < num_features:
        weights.append(0.0)
    self.weights = weights
    self.bias = 0.0


@mistake(
    "Perceptron",
    cause="the weights are shared by all models",
    advice="what is set in the class belongs to all models: set the weights in `__init__`, on self",
    about=["start"],
)
class init_weights_of_the_class:
    weights = []
    bias = 0.0

    def __init__(self, num_features):
        while len(self.weights) < num_features:
            self.weights.append(0.0)

    def forward(self, x):
        return int(sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for i, value in enumerate(row):
                    self.weights[i] += error * value
                self.bias += error

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@mistake(
    "Perceptron",
    cause="there is a bias for each feature",
    advice="there is one bias for the whole perceptron, whatever the number of features",
    about=["model_shapes"],
)
class init_bias_for_each_feature:
    def __init__(self, num_features):
        self.weights = [0.0] * num_features
        self.bias = [0.0] * num_features

    def forward(self, x):
        return int(sum(w * v + b for w, v, b in zip(self.weights, x, self.bias)) > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for i, value in enumerate(row):
                    self.weights[i] += error * value
                    self.bias[i] += error

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@mistake(
    "Perceptron",
    cause="-1 is predicted in place of 0",
    advice="the classes are called 0 and 1 here, not -1 and 1",
    about=["forward"],
)
class init_labels_of_either_sign:
    def __init__(self, num_features):
        self.weights = [0.0] * num_features
        self.bias = 0.0

    def forward(self, x):
        net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
        return 1 if net_input > 0 else -1

    def backward(self, x, y):
        target = 1 if y == 1 else -1
        return target if self.forward(x) != target else 0

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for i, value in enumerate(row):
                    self.weights[i] += error * value
                self.bias += error

    def evaluate(self, x, y):
        return sum((self.forward(row) > 0) == (label > 0) for row, label in zip(x, y)) / len(y)
