"""Logistic regression by gradient descent, in NumPy: what goldens are recorded from.

Shapes: X is (n, m) for n examples of m features, y is (n,) with labels 0 and 1. All inputs may be
lists; all numbers are float64.
"""

import numpy as np


def sigmoid(z):
    """The probability of label 1 for a net input, of any size."""
    # By the exponent that can't overflow; the other one is only too large where it isn't used.
    power = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1 / (1 + power), power / (1 + power))


def example_loss(z, y):
    """Binary cross-entropy of one net input and its label: log(1 + e^z) - y z."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - np.asarray(y) * z


class LogisticRegression:
    """Probabilities from X·w + b, by the gradient of the mean loss of all examples."""

    def __init__(self, num_features):
        self.weights = np.zeros((num_features, 1))
        self.bias = np.zeros(1)

    def net_input(self, x):
        """x·w + b for rows x (n, m): (n,)."""
        rows = np.atleast_2d(np.asarray(x, dtype=float))
        return (rows @ self.weights + self.bias).ravel()

    def forward(self, x):
        """The probability of label 1 for one row (m,)."""
        return sigmoid(self.net_input(x))

    def predict(self, x):
        """1 for a row with a probability of at least one half, else 0."""
        return np.where(self.net_input(x) >= 0, 1, 0)

    def loss(self, X, y):
        """The mean loss of all rows."""
        return np.mean(example_loss(self.net_input(X), y))

    def gradient(self, X, y):
        """The slopes of the mean loss: (m,) for the weights, a number for the bias."""
        X = np.asarray(X, dtype=float)
        errors = sigmoid(self.net_input(X)) - np.asarray(y, dtype=float)
        return X.T @ errors / len(X), errors.mean()

    def train(self, X, y, epochs, learning_rate):
        """Step against the gradient of all examples, epochs times; the loss before each step."""
        losses = []
        for _ in range(epochs):
            losses.append(self.loss(X, y))
            weight_slopes, bias_slope = self.gradient(X, y)
            self.weights -= learning_rate * weight_slopes.reshape(-1, 1)
            self.bias -= learning_rate * bias_slope
        return losses

    def evaluate(self, X, y):
        """The share of examples predicted right, a fraction from 0 to 1."""
        return np.mean(self.predict(X) == np.asarray(y))


def boundary(weights, bias, x0):
    """x1 where the probability is one half at x0: w0·x0 + w1·x1 + b = 0."""
    (w0, w1), b = np.ravel(weights), np.ravel(bias)[0]
    return -(w0 * x0 + b) / w1
