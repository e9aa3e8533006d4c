"""The same in PyTorch, in float64: gradients by autograd, so that no formula is taken over.

It cross-checks the NumPy solution. Shapes are the same.
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


def tensor(values, dtype=torch.float64):
    if not torch.is_tensor(values):  # NumPy reads no tensor of a GPU
        values = np.asarray(values)
    return torch.as_tensor(values, dtype=dtype, device=DEVICE)


def labels(y):
    return tensor(y, torch.int64)


def one_hot(y, num_classes):
    """A row for each label, 1 in the label's column and 0 elsewhere: (n, k)."""
    return torch.nn.functional.one_hot(labels(y), num_classes).double()


def softmax(Z):
    """Turn each row of net inputs (n, k) into probabilities (n, k)."""
    return torch.softmax(tensor(Z), dim=1)


def cross_entropy(P, y):
    """The mean of -log of the probability that each row gives its label."""
    return torch.nn.functional.nll_loss(torch.log(tensor(P)), labels(y))


def batches(order, size):
    """Cut row numbers into parts of a size; the last may be smaller."""
    return [part.tolist() for part in torch.split(labels(order), size)]


def accuracy(predicted, y):
    """The share of labels that are predicted, a fraction from 0 to 1."""
    return (labels(predicted) == labels(y)).double().mean()


class Trained:
    """Mini-batch gradient descent by `torch.optim.SGD`, the same for both models."""

    def forward(self, X):
        """The probabilities of each row: (n, k)."""
        with torch.no_grad():
            return torch.softmax(self.net_output(tensor(X)), dim=1)

    def loss(self, X, y):
        return torch.nn.functional.cross_entropy(self.net_output(tensor(X)), labels(y))

    def backward(self, X, y):
        """The gradients of the loss, one for each parameter, of its shape."""
        return torch.autograd.grad(self.loss(X, y), self.parameters())

    def predict(self, X):
        """The most probable label of each row: (n,)."""
        return self.forward(X).argmax(dim=1)

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        """Step against the gradient of each batch; give the loss on all rows after each epoch."""
        X, y, losses = tensor(X), labels(y), []
        optimizer = torch.optim.SGD(self.parameters(), lr=learning_rate)
        for _ in range(epochs):
            for rows in batches(order, batch_size):
                optimizer.zero_grad()
                self.loss(X[rows], y[rows]).backward()
                optimizer.step()
            losses.append(self.loss(X, y).item())
        return losses


class SoftmaxRegression(Trained):
    """One layer."""

    def __init__(self, num_features, num_classes):
        self.weights = tensor(np.zeros((num_features, num_classes))).requires_grad_()
        self.bias = tensor(np.zeros(num_classes)).requires_grad_()

    def parameters(self):
        return [self.weights, self.bias]

    def net_output(self, X):
        return X @ self.weights + self.bias


class MLP(Trained):
    """Two layers, the hidden one with ReLU."""

    def __init__(self, W1, b1, W2, b2):
        parts = (tensor(np.array(part, float)).requires_grad_() for part in (W1, b1, W2, b2))
        self.W1, self.b1, self.W2, self.b2 = parts

    def parameters(self):
        return [self.W1, self.b1, self.W2, self.b2]

    def net_output(self, X):
        return torch.relu(X @ self.W1 + self.b1) @ self.W2 + self.b2
