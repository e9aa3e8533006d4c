"""Correct ways to write losses, steps, training and results; see `grader.catalogue`."""

# ruff: noqa: B023, F821, RET504, SIM118, T201

import torch
from torch import nn

from grader.course.marks import variant


@variant("loss_of")
def loss_by_a_module(outputs, y):
    criterion = nn.CrossEntropyLoss()
    return criterion(outputs, y.long())


@variant("loss_of")
def loss_of_logarithms(outputs, y):
    return nn.NLLLoss()(nn.LogSoftmax(dim=1)(outputs), y)


@variant("loss_of")
def loss_by_hand(outputs, y):
    shifted = outputs - outputs.max(dim=1, keepdim=True).values
    logs = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    return -logs[range(len(y)), y].mean()


@variant("loss_of")
def loss_by_gather(outputs, y):
    right = outputs.gather(1, y.view(-1, 1)).squeeze(1)
    return (torch.logsumexp(outputs, dim=-1) - right).sum() / y.numel()


@variant("step")
def step_by_hand(model, X, y, learning_rate):
    model.zero_grad()
    loss = loss_of(model(X), y)
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= learning_rate * p.grad
    return loss.item()


@variant("step")
def step_by_gradients(model, X, y, learning_rate):
    """No gradient is ever stored."""
    parameters = list(model.parameters())
    loss = loss_of(model(X), y)
    slopes = torch.autograd.grad(loss, parameters)
    for p, slope in zip(parameters, slopes):
        p.data = p.data - learning_rate * slope
    return float(loss)


@variant("step")
def step_cleared_afterwards(model, X, y, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.0)
    loss = nn.functional.cross_entropy(model(X), y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)
    return loss.detach().item()


@variant("step")
def step_with_a_kept_optimizer(model, X, y, learning_rate):
    if not hasattr(model, "optimizer"):
        model.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    model.optimizer.param_groups[0]["lr"] = learning_rate
    model.optimizer.zero_grad()
    loss = loss_of(model.forward(X), y)
    loss.backward()
    model.optimizer.step()
    return loss.tolist()


@variant("step")
def step_by_replacement(model, X, y, learning_rate):
    """Parameters that are others after each step."""
    before = dict(model.named_parameters())
    loss = loss_of(torch.func.functional_call(model, before, (X,)), y)
    slopes = torch.autograd.grad(loss, before.values())
    state = {n: p.detach() - learning_rate * s for (n, p), s in zip(before.items(), slopes)}
    model.load_state_dict(state)
    return loss.item()


@variant("train")
def train_by_a_loader(model, X, y, order, batch_size, epochs, learning_rate):
    from torch.utils.data import DataLoader, Subset, TensorDataset

    rows = Subset(TensorDataset(X, y), order.tolist())
    loader = DataLoader(rows, batch_size=batch_size, shuffle=False)
    model.train()
    losses = []
    for epoch in range(epochs):
        batches = [(step(model, rows, labels, learning_rate), len(rows)) for rows, labels in loader]
        losses.append(sum(loss * n for loss, n in batches) / sum(n for _, n in batches))
        print(f"epoch {epoch}: {losses[-1]:.3f}")
    return losses


@variant("train")
def train_by_splits(model, X, y, order, batch_size, epochs, learning_rate):
    """Rows are put in order once; the mode is as it was afterwards."""
    was_training = model.training
    model.train(True)
    X, y = X[order], y[order]
    losses = torch.zeros(epochs, dtype=torch.float64)
    for epoch in range(epochs):
        for rows, labels in zip(X.split(batch_size), y.split(batch_size)):
            losses[epoch] += step(model, rows, labels, learning_rate) * len(labels) / len(X)
    model.train(was_training)
    return losses.tolist()


@variant("train")
def train_by_numpy(model, X, y, order, batch_size, epochs, learning_rate):
    import numpy as np

    order, losses = np.asarray(order), []
    cuts = range(batch_size, len(order), batch_size)
    for _ in range(epochs):
        model.train()
        parts = np.split(order, list(cuts))
        values = [step(model, X[p], y[p], learning_rate) for p in parts]
        losses.append(float(np.average(values, weights=[len(p) for p in parts])))
    model.eval()
    return losses


@variant("train")
def train_without_step(model, X, y, order, batch_size, epochs, learning_rate):
    """One optimizer for all, and losses that are summed as tensors without their graph."""
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    model.train()
    losses = []
    for _ in range(epochs):
        total = torch.tensor(0.0)
        start = 0
        while start < len(order):
            batch = order[start : start + batch_size]
            optimizer.zero_grad()
            loss = loss_of(model(X[batch]), y[batch])
            loss.backward()
            optimizer.step()
            total += loss.detach() * batch.numel()
            start += batch_size
        losses.append((total / len(order)).item())
    return losses


@variant("predict")
def predict_in_inference_mode(model, X):
    mode = model.training
    try:
        model.eval()
        with torch.inference_mode():
            return torch.max(model(X), dim=1)[1]
    finally:
        model.train(mode)


@variant("predict")
def predict_as_a_list(model, X):
    mode, model.training = model.training, False
    for part in model.modules():
        part.train(False)
    with torch.set_grad_enabled(False):
        rows = torch.softmax(model(X), dim=-1).tolist()
    model.train(mode)
    return [max(range(len(row)), key=row.__getitem__) for row in rows]


@variant("evaluate")
def evaluate_by_predict(model, X, y):
    import numpy as np

    was_training = model.training
    with torch.no_grad():
        loss = loss_of(model.eval()(X), y)
    model.train(mode=was_training)
    right = np.mean(predict(model, X).numpy() == y.numpy())
    return [loss.item(), right]


@variant("evaluate")
def evaluate_in_a_decorator(model, X, y):
    @torch.no_grad()
    def outputs_now():
        return model(X)

    was_training = model.training
    model.eval()
    outputs = outputs_now()
    if was_training:
        model.train()
    correct = sum(int(o.argmax()) == int(label) for o, label in zip(outputs, y))
    return loss_of(outputs, y).item(), correct / len(y)
