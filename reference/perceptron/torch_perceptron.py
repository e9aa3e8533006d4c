"""The perceptron of the lecture, in PyTorch: float32, on a GPU where there is one.

It cross-checks the NumPy solution. Shapes are the same; placeholders of 1 and 0 and the cast
before dividing are the lecture's.
"""

import numpy as np
import torch

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def use(device):
    """Put all tensors made from now on on a device: "cpu" or "cuda"."""
    global DEVICE
    if device == "cuda" and not torch.cuda.is_available():
        raise ValueError("PyTorch finds no CUDA device here")
    DEVICE = torch.device(device)


def tensor(values, dtype=torch.float32):
    if not torch.is_tensor(values):  # NumPy reads no tensor of a GPU
        values = np.asarray(values)
    return torch.as_tensor(values, dtype=dtype, device=DEVICE)


def load_data(path):
    """Read tab-separated lines: features, then a 0/1 label. Returns X (n, m) and y (n,)."""
    with open(path) as lines:
        filled = [line for line in lines if line.strip()]
    table = np.loadtxt(filled, delimiter="\t", ndmin=2)
    return tensor(table[:, :-1]), tensor(table[:, -1], torch.int64)


def class_counts(y):
    """How many examples have label 0, and label 1: (2,)."""
    return torch.bincount(tensor(y, torch.int64), minlength=2)


def split(X, y, order, n_train):
    """Put X and y in the given order; the first n_train examples are for training."""
    X, y = torch.as_tensor(X, device=DEVICE)[order], torch.as_tensor(y, device=DEVICE)[order]
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


def mean_std(X):
    """Mean and standard deviation (ddof 0) of each feature: (m,) and (m,)."""
    X = torch.as_tensor(X, dtype=torch.float32, device=DEVICE)
    return X.mean(dim=0), X.std(dim=0, correction=0)


def standardize(X, mean, std):
    """Shift and scale each feature: (n, m)."""
    X, mean, std = (
        torch.as_tensor(part, dtype=torch.float32, device=DEVICE) for part in (X, mean, std)
    )
    return (X - mean) / std


def prepare(X, y, order, n_train):
    """Split, then standardize both parts by the training part's mean and deviation."""
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X_train)
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test


class Perceptron:
    """Rosenblatt's perceptron for labels 0 and 1: no learning rate, one example at a time."""

    def __init__(self, num_features):
        self.weights = torch.zeros(num_features, 1, device=DEVICE)
        self.bias = torch.zeros(1, device=DEVICE)
        self.ones = torch.ones(1, device=DEVICE)
        self.zeros = torch.zeros(1, device=DEVICE)

    def forward(self, x):
        """Predict one row (m,) or many (n, m): 1 where the net input is above 0, else 0."""
        x = torch.atleast_2d(torch.as_tensor(x, dtype=torch.float32, device=DEVICE))
        net_input = x @ self.weights + self.bias
        return torch.where(net_input > 0.0, self.ones, self.zeros)

    def backward(self, x, y):
        """The errors, each -1, 0 or 1: label minus prediction."""
        return torch.as_tensor(y, device=DEVICE).reshape(-1, 1) - self.forward(x)

    def train(self, x, y, epochs):
        """Visit the examples in order, epochs times, and correct the weights after each."""
        x = torch.as_tensor(x, dtype=torch.float32, device=DEVICE)
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                self.weights += error * row.reshape(-1, 1)
                self.bias += error.reshape(1)

    def evaluate(self, x, y):
        """The share of examples predicted right, a fraction from 0 to 1."""
        right = self.forward(x) == torch.as_tensor(y, device=DEVICE).reshape(-1, 1)
        return right.sum().float() / len(right)


def decision_boundary(weights, bias, x0_min, x0_max):
    """x1 where w0·x0 + w1·x1 + b = 0, at both ends."""
    (w0, w1), b = tensor(weights).flatten(), tensor(bias).flatten()[0]
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
        decision_boundary(model.weights.cpu(), model.bias.cpu(), -2.0, 2.0),
    )
