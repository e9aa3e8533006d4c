"""A network with one hidden layer, in NumPy: gradients by hand, where the homework has autograd.

Shapes: X is (n, m), y is (n,) with labels 0 to k - 1, outputs are (n, k). Parameters have the names
and shapes that `torch.nn.Linear` gives them: a weight is (out, in), a bias (out,).
"""

import numpy as np


def array(values):
    return np.asarray(values.detach() if hasattr(values, "detach") else values, dtype=float)


class Loss(np.float64):
    """A number that one can go back from."""

    requires_grad = True


class MLP:
    """Two layers: `hidden`, ReLU, dropout, `output`."""

    def __init__(self, num_features, num_hidden, num_classes, dropout=0.0):
        rng = np.random.default_rng(len(DRAWN))
        DRAWN.append(num_features)
        self.parts = {
            "hidden.weight": rng.normal(size=(num_hidden, num_features)),
            "hidden.bias": rng.normal(size=num_hidden),
            "output.weight": rng.normal(size=(num_classes, num_hidden)),
            "output.bias": rng.normal(size=num_classes),
        }
        self.dropout, self.training, self.hooks = dropout, True, []

    def state_dict(self):
        return {name: part.copy() for name, part in self.parts.items()}

    def load_state_dict(self, parts, strict=True):
        self.parts = {name: np.array(part, dtype=float) for name, part in parts.items()}

    def train(self, mode=True):
        self.training = mode
        return self

    def eval(self):
        return self.train(mode=False)

    def net_input(self, X):
        """What the hidden layer bends at 0: (n, h)."""
        return array(X) @ self.parts["hidden.weight"].T + self.parts["hidden.bias"]

    def shares(self, net_input):
        """What becomes of each net input on its way, where training drops some: (n, h)."""
        open_units = (net_input > 0.0).astype(float)
        if not (self.training and self.dropout):
            return open_units
        DRAWN.append(len(net_input))
        kept = np.random.default_rng(len(DRAWN)).random(net_input.shape) >= self.dropout
        return open_units * kept / (1 - self.dropout)

    def outputs(self, units):
        """The outputs before any softmax: (n, k)."""
        return units @ self.parts["output.weight"].T + self.parts["output.bias"]

    def register_forward_hook(self, hook):
        self.hooks.append(hook)

    def __call__(self, X):
        """The outputs for rows: (n, k)."""
        net_input = self.net_input(X)
        outputs = self.outputs(net_input * self.shares(net_input))
        for hook in self.hooks:
            hook(self, (X,), outputs)
        return outputs


DRAWN = []  # so that each draw is another


def make_model(num_features, num_hidden, num_classes, seed):
    """A network whose start depends on nothing but the seed."""
    rng, model = np.random.default_rng(seed), MLP(num_features, num_hidden, num_classes)
    model.parts = {name: rng.normal(size=part.shape) for name, part in model.parts.items()}
    return model


def count_parameters(model):
    """How many numbers training may change."""
    return sum(part.size for part in model.parts.values())


def log_softmax(outputs):
    shifted = outputs - outputs.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def loss_of(outputs, y):
    """The mean cross-entropy of outputs (n, k)."""
    return Loss(-np.mean(log_softmax(array(outputs))[np.arange(len(y)), np.asarray(y)]))


def step(model, X, y, learning_rate):
    """One step of gradient descent on a batch; the loss before it."""
    X, y, parts = array(X), np.asarray(y), model.parts
    net_input = model.net_input(X)
    shares = model.shares(net_input)
    units = net_input * shares
    outputs = model.outputs(units)
    errors = (np.exp(log_softmax(outputs)) - np.eye(outputs.shape[1])[y]) / len(y)
    hidden_errors = (errors @ parts["output.weight"]) * shares
    slopes = {
        "hidden.weight": hidden_errors.T @ X,
        "hidden.bias": hidden_errors.sum(axis=0),
        "output.weight": errors.T @ units,
        "output.bias": errors.sum(axis=0),
    }
    for name, slope in slopes.items():
        parts[name] = parts[name] - learning_rate * slope
    return float(loss_of(outputs, y))


def train(model, X, y, order, batch_size, epochs, learning_rate):
    """Step on each batch in each epoch; the mean loss of each epoch's rows."""
    model.train()
    X, y, order, losses = array(X), np.asarray(y), np.asarray(order), []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            total += step(model, X[rows], y[rows], learning_rate) * len(rows)
        losses.append(total / len(order))
    return losses


def predict(model, X):
    """The label with the highest output for each row, in evaluation mode: (n,)."""
    was_training = model.training
    outputs = model.eval()(X)
    model.train(was_training)
    return outputs.argmax(axis=1)


def evaluate(model, X, y):
    """Loss and share predicted right, in evaluation mode; the mode stays as it was."""
    was_training = model.training
    outputs = model.eval()(X)
    model.train(was_training)
    return float(loss_of(outputs, y)), float(np.mean(outputs.argmax(axis=1) == np.asarray(y)))
