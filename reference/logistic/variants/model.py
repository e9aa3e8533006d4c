"""Correct ways to write methods of LogisticRegression; see `grader.catalogue`."""

# ruff: noqa: B905, C416, E731, F821, RET504, RET505, SIM108, T201

from grader.course.marks import variant


@variant("LogisticRegression.forward")
def forward_by_fsum(self, x):
    import math
    from operator import mul

    return sigmoid(math.fsum([*map(mul, self.weights, x), self.bias]))


@variant("LogisticRegression.forward")
def forward_from_the_last(self, x):
    z = self.bias
    for j in range(len(x) - 1, -1, -1):
        z += x[j] * self.weights[j]
    print(f"net input {z}")
    return sigmoid(z)


@variant("LogisticRegression.forward")
def forward_of_one_row_or_many(self, x):
    if isinstance(x[0], (list, tuple)):
        return [self.forward(row) for row in x]
    return sigmoid(sum(a * b for a, b in zip(x, self.weights)) + self.bias)


@variant("LogisticRegression.predict")
def predict_by_net_input(self, x):
    """One half belongs to a net input of 0."""
    return int(sum(w * v for w, v in zip(self.weights, x)) + self.bias >= 0)


@variant("LogisticRegression.predict")
def predict_gives_bool(self, x):
    return not self.forward(x) < 0.5


@variant("LogisticRegression.predict")
def predict_gives_float(self, x):
    if self.forward(x) >= 0.5:
        return 1.0
    else:
        return 0.0


@variant("LogisticRegression.loss")
def loss_by_mean(self, X, y):
    from statistics import fmean

    net = lambda x: sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return fmean(example_loss(net(x), label) for x, label in zip(X, y))


@variant("LogisticRegression.loss")
def loss_as_it_goes(self, X, y):
    """A running mean."""
    mean = 0.0
    for number, (x, label) in enumerate(zip(X, y), 1):
        z = self.bias
        for w, v in zip(self.weights, x):
            z += w * v
        mean += (example_loss(z, label) - mean) / number
    return mean


@variant("LogisticRegression.gradient")
def gradient_by_columns(self, X, y):
    errors = [self.forward(x) - label for x, label in zip(X, y)]
    slopes = [sum(e * v for e, v in zip(errors, column)) / len(X) for column in zip(*X)]
    return slopes, sum(errors) / len(errors)


@variant("LogisticRegression.gradient")
def gradient_as_list_of_two(self, X, y):
    slopes = [0.0] * (len(X[0]) + 1)
    for x, label in zip(X, y):
        error = self.forward(x) - label
        for j, value in enumerate([*x, 1.0]):
            slopes[j] += error * value
    slopes = [slope / len(X) for slope in slopes]
    return [slopes[:-1], slopes[-1]]


@variant("LogisticRegression.gradient")
def gradient_in_two_loops(self, X, y):
    """The label's sign in the place of the difference."""
    n, m = len(X), len(X[0])
    wrong = [self.forward(x) if t == 0 else 1 - self.forward(x) for x, t in zip(X, y)]
    bias_slope = -sum((2 * t - 1) * p for p, t in zip(wrong, y)) / n
    weight_slopes = []
    for j in range(m):
        total = 0
        for i in range(n):
            error = self.forward(X[i]) - y[i]
            total += error * X[i][j]
        weight_slopes.append(total / n)
    return tuple(weight_slopes), bias_slope


@variant("LogisticRegression.train")
def train_makes_new_lists(self, X, y, epochs, learning_rate):
    history = []
    for _epoch in range(1, epochs + 1):
        history.append(self.loss(X, y))
        dw, db = self.gradient(X, y)
        self.weights = [w - learning_rate * d for w, d in zip(self.weights, dw)]
        self.bias = self.bias - learning_rate * db
    return history


@variant("LogisticRegression.train")
def train_by_itself(self, X, y, epochs, learning_rate):
    """Neither `loss` nor `gradient` is called, and the mean is taken at the end."""
    losses, n = [], len(y)
    while len(losses) < epochs:
        total, db, dw = 0.0, 0.0, [0.0 for _ in self.weights]
        for x, label in zip(X, y):
            z = sum(w * v for w, v in zip(self.weights, x)) + self.bias
            total += example_loss(z, label)
            db += sigmoid(z) - label
            for j in range(len(dw)):
                dw[j] += (sigmoid(z) - label) * x[j]
        self.bias -= learning_rate / n * db
        for j in range(len(dw)):
            self.weights[j] -= learning_rate / n * dw[j]
        losses.append(total / n)
    return losses


@variant("LogisticRegression.train")
def train_gives_tuple(self, X, y, epochs, learning_rate):
    """Shuffling changes nothing where all rows make one step."""
    import random

    pairs, losses = list(zip(X, y)), ()
    for _ in range(epochs):
        random.shuffle(pairs)
        X, y = [x for x, _ in pairs], [label for _, label in pairs]
        losses += (self.loss(X, y),)
        dw, db = self.gradient(X, y)
        self.weights = [*(w - learning_rate * d for w, d in zip(self.weights, dw))]
        self.bias -= learning_rate * db
    return losses


@variant("LogisticRegression.evaluate")
def evaluate_by_counting(self, X, y):
    right = 0
    for i in range(len(X)):
        if self.predict(X[i]) == y[i]:
            right += 1
    return right / len(y)


@variant("LogisticRegression.evaluate")
def evaluate_by_errors(self, X, y):
    return 1 - sum(abs(self.predict(x) - label) for x, label in zip(X, y)) / len(y)
