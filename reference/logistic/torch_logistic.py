"""The same in PyTorch, in float64: losses of `torch.nn.functional`, gradients by autograd."""

import numpy as np
import torch
from torch.nn import functional

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def use(device):
    """Put all tensors made from now on on a device: "cpu" or "cuda"."""
    global DEVICE
    if device == "cuda" and not torch.cuda.is_available():
        raise ValueError("PyTorch finds no CUDA device here")
    DEVICE = torch.device(device)


def tensor(values):
    if isinstance(values, torch.Tensor):
        return values.detach()  # a model's own weights
    return torch.as_tensor(np.asarray(values), dtype=torch.float64, device=DEVICE)


def sigmoid(z):
    """The probability of label 1 for a net input, of any size."""
    return torch.sigmoid(tensor(z))


def example_loss(z, y):
    """Binary cross-entropy of one net input and its label."""
    return functional.binary_cross_entropy_with_logits(tensor(z), tensor(y))


class LogisticRegression:
    """Probabilities from X·w + b, by the gradient of the mean loss of all examples."""

    def __init__(self, num_features):
        self.weights = tensor(np.zeros((num_features, 1))).requires_grad_()
        self.bias = tensor(np.zeros(1)).requires_grad_()

    def net_input(self, x):
        return (torch.atleast_2d(tensor(x)) @ self.weights + self.bias).flatten()

    def forward(self, x):
        """The probability of label 1 for one row (m,)."""
        return torch.sigmoid(self.net_input(x)).detach()

    def predict(self, x):
        """1 for a row with a probability of at least one half, else 0."""
        return (self.net_input(x) >= 0).long()

    def loss(self, X, y):
        """The mean loss of all rows."""
        return functional.binary_cross_entropy_with_logits(self.net_input(X), tensor(y))

    def gradient(self, X, y):
        """The slopes of the mean loss: (m,) for the weights, a number for the bias."""
        slopes = torch.autograd.grad(self.loss(X, y), [self.weights, self.bias])
        return slopes[0].flatten(), slopes[1][0]

    def train(self, X, y, epochs, learning_rate):
        """Step against the gradient of all examples, epochs times; the loss before each step."""
        optimizer, losses = torch.optim.SGD([self.weights, self.bias], lr=learning_rate), []
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = self.loss(X, y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses

    def evaluate(self, X, y):
        """The share of examples predicted right, a fraction from 0 to 1."""
        return (self.predict(X) == tensor(y)).double().mean()


def boundary(weights, bias, x0):
    """x1 where the probability is one half at x0."""
    (w0, w1), b = tensor(weights).flatten(), tensor(bias).flatten()[0]
    return -(w0 * x0 + b) / w1
