"""The same in PyTorch, as the homework asks for it: float32, on a GPU where there is one."""

import numpy as np
import torch
from torch import nn

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


def labels(y):
    return tensor(y, torch.int64)


class MLP(nn.Module):
    """Two layers: `hidden`, ReLU, dropout, `output`."""

    def __init__(self, num_features, num_hidden, num_classes, dropout=0.0):
        super().__init__()
        self.hidden = nn.Linear(num_features, num_hidden)
        self.output = nn.Linear(num_hidden, num_classes)
        self.dropout = nn.Dropout(dropout)
        self.to(DEVICE)

    def forward(self, X):
        """The outputs before any softmax: (n, k)."""
        return self.output(self.dropout(torch.relu(self.hidden(tensor(X)))))


def make_model(num_features, num_hidden, num_classes, seed):
    """A network whose start depends on nothing but the seed."""
    torch.manual_seed(seed)
    return MLP(num_features, num_hidden, num_classes)


def count_parameters(model):
    """How many numbers training may change."""
    return sum(part.numel() for part in model.parameters() if part.requires_grad)


def loss_of(outputs, y):
    """The mean cross-entropy of outputs (n, k)."""
    return nn.functional.cross_entropy(outputs.to(DEVICE), labels(y))


def step(model, X, y, learning_rate):
    """One step of gradient descent on a batch; the loss before it."""
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    optimizer.zero_grad()
    loss = loss_of(model(X), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train(model, X, y, order, batch_size, epochs, learning_rate):
    """Step on each batch in each epoch; the mean loss of each epoch's rows."""
    model.train()
    X, y, losses = tensor(X), labels(y), []
    for _ in range(epochs):
        total = 0.0
        for rows in labels(order).split(batch_size):
            total += step(model, X[rows], y[rows], learning_rate) * len(rows)
        losses.append(total / len(order))
    return losses


@torch.no_grad()
def predict(model, X):
    """The label with the highest output for each row, in evaluation mode: (n,)."""
    was_training = model.training
    outputs = model.eval()(X)
    model.train(was_training)
    return outputs.argmax(dim=1)


@torch.no_grad()
def evaluate(model, X, y):
    """Loss and share predicted right, in evaluation mode; the mode stays as it was."""
    was_training = model.training
    outputs = model.eval()(X)
    model.train(was_training)
    right = outputs.argmax(dim=1) == labels(y)
    return loss_of(outputs, y).item(), right.double().mean().item()
