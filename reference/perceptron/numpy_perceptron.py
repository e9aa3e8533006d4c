"""The perceptron of the lecture, in NumPy: the solution that the goldens are recorded from.

Shapes: x is (n, m) for n examples of m features, y is (n,) with labels 0 and 1. All inputs may be
lists; all numbers are float64.
"""

import numpy as np


def load_data(path):
    """Read tab-separated lines: features, then a 0/1 label. Returns X (n, m) and y (n,)."""
    with open(path) as lines:
        filled = [line for line in lines if line.strip()]
    table = np.loadtxt(filled, delimiter="\t", ndmin=2)
    return table[:, :-1], table[:, -1].astype(int)


def class_counts(y):
    """How many examples have label 0, and label 1: (2,)."""
    return np.bincount(np.asarray(y, dtype=int), minlength=2)


def split(X, y, order, n_train):
    """Put X and y in the given order; the first n_train examples are for training."""
    X, y = np.asarray(X, dtype=float)[order], np.asarray(y)[order]
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


def mean_std(X):
    """Mean and standard deviation (ddof 0) of each feature: (m,) and (m,)."""
    X = np.asarray(X, dtype=float)
    return X.mean(axis=0), X.std(axis=0)


def standardize(X, mean, std):
    """Shift and scale each feature: (n, m)."""
    return (np.asarray(X, dtype=float) - np.asarray(mean)) / np.asarray(std)


def prepare(X, y, order, n_train):
    """Split, then standardize both parts by the training part's mean and deviation."""
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X_train)
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test


class Perceptron:
    """Rosenblatt's perceptron for labels 0 and 1: no learning rate, one example at a time."""

    def __init__(self, num_features):
        self.weights = np.zeros((num_features, 1))
        self.bias = np.zeros(1)

    def net_input(self, x):
        """x·w + b for rows x (n, m): (n, 1)."""
        return np.atleast_2d(np.asarray(x, dtype=float)) @ self.weights + self.bias

    def forward(self, x):
        """Predict one row (m,) or many (n, m): 1 where the net input is above 0, else 0."""
        return np.where(self.net_input(x) > 0.0, 1, 0)

    def backward(self, x, y):
        """The errors, each -1, 0 or 1: label minus prediction."""
        return np.reshape(y, (-1, 1)) - self.forward(x)

    def train(self, x, y, epochs):
        """Visit the examples in order, epochs times, and correct the weights after each."""
        x = np.asarray(x, dtype=float)
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                self.weights += error * row.reshape(-1, 1)
                self.bias += error.reshape(1)

    def evaluate(self, x, y):
        """The share of examples predicted right, a fraction from 0 to 1."""
        return np.mean(self.forward(x) == np.reshape(y, (-1, 1)))


def decision_boundary(weights, bias, x0_min, x0_max):
    """x1 where w0·x0 + w1·x1 + b = 0, at both ends."""
    (w0, w1), b = np.ravel(weights), np.ravel(bias)[0]
    return (-(w0 * x0_min) - b) / w1, (-(w0 * x0_max) - b) / w1


def main(path, order, n_train=70, epochs=5):
    """The whole lecture: weights, bias, train and test accuracy, boundary at -2 and 2."""
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(X_train.shape[1])
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2.0, 2.0),
    )
