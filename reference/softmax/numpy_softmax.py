"""Softmax regression and a network with one hidden layer, in NumPy: what goldens are recorded from.

Shapes: X is (n, m) for n examples of m features, y is (n,) with labels 0 to k - 1, P is (n, k).
All inputs may be lists; all numbers are float64.
"""

import numpy as np


def one_hot(y, num_classes):
    """A row for each label, 1 in the label's column and 0 elsewhere: (n, k)."""
    return np.eye(num_classes)[np.asarray(y)]


def softmax(Z):
    """Turn each row of net inputs (n, k) into probabilities (n, k)."""
    Z = np.asarray(Z, dtype=float)
    # Less its largest, a row gives the same probabilities, and no power is too large.
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def cross_entropy(P, y):
    """The mean of -log of the probability that each row gives its label."""
    P = np.asarray(P, dtype=float)
    return -np.mean(np.log(P[np.arange(len(P)), y]))


def batches(order, size):
    """Cut row numbers into parts of a size; the last may be smaller."""
    return [order[start : start + size] for start in range(0, len(order), size)]


def accuracy(predicted, y):
    """The share of labels that are predicted, a fraction from 0 to 1."""
    return np.mean(np.asarray(predicted) == np.asarray(y))


class Trained:
    """Mini-batch gradient descent, the same for both models."""

    def predict(self, X):
        """The most probable label of each row: (n,)."""
        return self.forward(X).argmax(axis=1)

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        """Step against the gradient of each batch; give the loss on all rows after each epoch."""
        X, y = np.asarray(X, dtype=float), np.asarray(y)
        losses = []
        for _ in range(epochs):
            for rows in batches(order, batch_size):
                gradients = self.backward(X[rows], y[rows])
                for parameter, gradient in zip(self.parameters(), gradients):
                    parameter -= learning_rate * gradient
            losses.append(cross_entropy(self.forward(X), y))
        return losses


class SoftmaxRegression(Trained):
    """One layer: probabilities from X @ weights + bias."""

    def __init__(self, num_features, num_classes):
        self.weights = np.zeros((num_features, num_classes))
        self.bias = np.zeros(num_classes)

    def parameters(self):
        return self.weights, self.bias

    def forward(self, X):
        """The probabilities of each row: (n, k)."""
        return softmax(np.asarray(X, dtype=float) @ self.weights + self.bias)

    def backward(self, X, y):
        """The gradients of the loss: (m, k) for the weights, (k,) for the bias."""
        X = np.asarray(X, dtype=float)
        errors = (self.forward(X) - one_hot(y, len(self.bias))) / len(X)
        return X.T @ errors, errors.sum(axis=0)


class MLP(Trained):
    """Two layers: max(0, X @ W1 + b1), then probabilities from its product with W2, plus b2."""

    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = (np.array(part, float) for part in (W1, b1, W2, b2))

    def parameters(self):
        return self.W1, self.b1, self.W2, self.b2

    def net_input(self, X):
        """What the hidden layer bends at 0: (n, h)."""
        return np.asarray(X, dtype=float) @ self.W1 + self.b1

    def forward(self, X):
        """The probabilities of each row: (n, k)."""
        return softmax(np.maximum(self.net_input(X), 0.0) @ self.W2 + self.b2)

    def backward(self, X, y):
        """The gradients of the loss for W1 (m, h), b1 (h,), W2 (h, k) and b2 (k,)."""
        X, net_input = np.asarray(X, dtype=float), self.net_input(X)
        hidden = np.maximum(net_input, 0.0)
        errors = (softmax(hidden @ self.W2 + self.b2) - one_hot(y, len(self.b2))) / len(X)
        hidden_errors = (errors @ self.W2.T) * (net_input > 0.0)
        return X.T @ hidden_errors, hidden_errors.sum(axis=0), hidden.T @ errors, errors.sum(axis=0)
