"""Programs that the families beside the probes must know, with every value that is listed."""

# ruff: noqa: D102, F821

import torch
from torch import nn

from grader.course.marks import member

RATES = (0.001, 0.01, 0.05, 0.1, 0.3)
FACTORS = (0.01, 0.1, 0.5, 2, 10)
DIGITS = (0, 1, 2, 3)


@member("step_learning_rate", "step", rate=RATES)
def step_at_a_rate_of_its_own(model, X, y, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    loss = loss_of(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@member("step_learning_rate", "step", factor=FACTORS)
def step_scaled(model, X, y, learning_rate):
    model.zero_grad()
    loss = loss_of(model(X), y)
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= factor * learning_rate * p.grad
    return loss.item()


@member("step_weight_decay", "step", decay=(0.001, 0.01, 0.1, 0.5))
def step_with_decay(model, X, y, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, weight_decay=decay)
    loss = loss_of(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@member("step_weight_decay", "step", decay=(0.01, 0.1))
def step_with_penalty(model, X, y, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    weights = (p for name, p in model.named_parameters() if "weight" in name)
    loss = loss_of(model(X), y) + decay / 2 * sum((w**2).sum() for w in weights)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@member("step_momentum", "step", share=(0.1, 0.5, 0.8, 0.9, 0.99))
def step_with_momentum(model, X, y, learning_rate):
    if not hasattr(model, "optimizer"):
        model.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=share)
    loss = loss_of(model(X), y)
    model.optimizer.zero_grad()
    loss.backward()
    model.optimizer.step()
    return loss.item()


@member("train_learning_rate", "train", rate=(0.01, 0.1, 0.5))
def train_at_a_rate_of_its_own(model, X, y, order, batch_size, epochs, learning_rate):
    model.train()
    losses = []
    for _ in range(epochs):
        total = 0.0
        for rows in order.split(batch_size):
            total += step(model, X[rows], y[rows], rate) * len(rows)
        losses.append(total / len(order))
    return losses


@member("train_shuffles", "train", times=(1,))
def train_shuffled(model, X, y, order, batch_size, epochs, learning_rate):
    model.train()
    losses = []
    for _ in range(epochs):
        total = 0.0
        order = order[torch.randperm(len(order))]
        for rows in order.split(batch_size):
            total += times * step(model, X[rows], y[rows], learning_rate) * len(rows)
        losses.append(total / len(order))
    return losses


@member("loss_scaled", "loss_of", factor=(0.1, 0.5, 1.442695, 2, 100))
def loss_times(outputs, y):
    return factor * nn.functional.cross_entropy(outputs, y)


@member("loss_smoothed", "loss_of", share=(0.01, 0.1, 0.2, 0.5))
def loss_with_smoothing(outputs, y):
    return nn.functional.cross_entropy(outputs, y, label_smoothing=share)


@member("dropout_fixed", "MLP.__init__", share=(0.1, 0.2, 0.25, 0.3, 0.5, 0.8))
def init(self, num_features, num_hidden, num_classes, dropout=0.0):
    nn.Module.__init__(self)
    self.hidden = nn.Linear(num_features, num_hidden)
    self.dropout = nn.Dropout(share)
    self.output = nn.Linear(num_hidden, num_classes)


@member("evaluate_rounded", "evaluate", digits=DIGITS)
def evaluate_in_digits(model, X, y):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(X)
    model.train(was_training)
    right = (outputs.argmax(dim=1) == y).float().mean()
    return round(loss_of(outputs, y).item(), digits), round(right.item(), digits)


@member("evaluate_rounded", "evaluate", digits=DIGITS)
def evaluate_loss_in_digits(model, X, y):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(X)
    model.train(was_training)
    right = (outputs.argmax(dim=1) == y).float().mean()
    return round(loss_of(outputs, y).item(), digits), right.item()


@member("train_losses_rounded", "train", digits=DIGITS)
def train_in_digits(model, X, y, order, batch_size, epochs, learning_rate):
    model.train()
    losses = []
    for _ in range(epochs):
        total = 0.0
        for rows in order.split(batch_size):
            total += step(model, X[rows], y[rows], learning_rate) * len(rows)
        losses.append(round(total / len(order), digits))
    return losses


@member("step_loss_rounded", "step", digits=DIGITS)
def step_in_digits(model, X, y, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    loss = loss_of(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return round(loss.item(), digits)
