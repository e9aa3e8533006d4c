"""The questions put to the PyTorch network: the same for the references and for every student.

A probe gets the implementation (`student`) and one case, calls what it `needs`, and returns plain
numbers and tensors, or a dict whose keys say where a number stands ("epoch 2: output.bias"). A
network gets a case's parameters by `load_state_dict`, as the task says; nothing else is written
into a student's object.
"""


def needs(*functions):
    """Mark a function as a probe, with what it calls; the last is the one it is about."""

    def mark(probe):
        probe.needs = functions
        return probe

    return mark


def tensor(values):
    """A tensor of floats; PyTorch is there where students are asked, and not where this is read."""
    import torch

    return torch.tensor(values, dtype=torch.float32)


def labels(values):
    import torch

    return torch.tensor(values, dtype=torch.int64)


def network(student, case, dropout=0.0):
    """A network with a case's parameters."""
    features, hidden = len(case.hidden_weight[0]), len(case.hidden_bias)
    model = student.MLP(features, hidden, len(case.output_bias), dropout)
    model.load_state_dict(
        {
            "hidden.weight": tensor(case.hidden_weight),
            "hidden.bias": tensor(case.hidden_bias),
            "output.weight": tensor(case.output_weight),
            "output.bias": tensor(case.output_bias),
        }
    )
    return model


def state(model):
    """The parameters as they are now, whatever becomes of the model."""
    return {name: numbers(part) for name, part in model.state_dict().items()}


def numbers(value):
    """A tensor's numbers, whatever becomes of the tensor; anything else as it is."""
    if hasattr(value, "detach"):
        value = value.detach()
    return value.tolist() if hasattr(value, "tolist") else value


def sizes(model):
    """The shape of each parameter."""
    return {name: list(part.shape) for name, part in model.state_dict().items()}


def train(student, model, case, epochs):
    """Train a network on a case's data; give what train() gives."""
    order = labels(case.order)
    return student.train(model, tensor(case.X), labels(case.y), order, case.size, epochs, case.rate)


# the network


@needs("MLP")
def parameters(student, case):
    """a new network has weights and biases of these shapes, under these names"""
    return sizes(student.MLP(case.features, case.hidden, case.classes))


@needs("make_model")
def made(student, case):
    """make_model() gives the same start for the same seed, and another for another"""
    same = state(student.make_model(case.features, case.hidden, case.classes, case.seed))
    again = state(student.make_model(case.features, case.hidden, case.classes, case.seed))
    other = state(student.make_model(case.features, case.hidden, case.classes, case.seed + 1))
    return {"same seed, same start": same == again, "other seed, same start": same == other}


@needs("make_model")
def made_shapes(student, case):
    """make_model() gives a network of these shapes"""
    return sizes(student.make_model(case.features, case.hidden, case.classes, case.seed))


@needs("make_model", "count_parameters")
def counted(student, case):
    """count_parameters() counts every number that training may change"""
    model = student.make_model(case.features, case.hidden, case.classes, case.seed)
    return student.count_parameters(model)


@needs("MLP")
def outputs(student, case):
    """the network gives outputs before any softmax: one row for each example"""
    return network(student, case)(tensor(case.X))


@needs("MLP")
def dropped_in_training(student, case):
    """the network drops hidden units in training mode, and none in evaluation mode"""
    model = network(student, case, dropout=0.5)
    model.train()
    X = tensor(case.X)
    draws = [numbers(model(X)) for _ in range(8)]
    model.eval()
    return {
        "all alike in training mode": all(draw == draws[0] for draw in draws),
        "in evaluation mode": model(X),
    }


# losses and steps


@needs("loss_of")
def loss(student, case):
    """loss_of() is the mean cross-entropy of the outputs, which it puts through a softmax once"""
    return student.loss_of(tensor(case.outputs), labels(case.y))


@needs("MLP", "step")
def one_step(student, case):
    """step() moves every parameter against its gradient, times the learning rate"""
    model = network(student, case)
    student.step(model, tensor(case.X), labels(case.y), case.rate)
    return state(model)


@needs("MLP", "step")
def step_after_step(student, case):
    """step() uses the gradient of its own batch alone: what was summed up before is cleared"""
    model, X, y = network(student, case), tensor(case.X), labels(case.y)
    steps = {}
    for number in range(1, len(case.y)):
        student.step(model, X[:number], y[:number], case.rate)
        steps[f"step {number}"] = state(model)
    return steps


@needs("MLP", "step")
def loss_before(student, case):
    """step() gives the loss before the step, as a plain number"""
    value = student.step(network(student, case), tensor(case.X), labels(case.y), case.rate)
    return {"loss": value, "is a float": type(value) is float}


# training


@needs("MLP", "train")
def epochs_apart(student, case):
    """train() for k epochs steps on every batch k times, in the order given"""
    steps = {}
    for epochs in range(1, case.epochs + 1):
        model = network(student, case)
        train(student, model, case, epochs)
        steps[f"epoch {epochs}"] = state(model)
    return steps


@needs("MLP", "train")
def losses(student, case):
    """train() gives the mean loss of each epoch's rows: each batch counts by its size"""
    values = train(student, network(student, case), case, case.epochs)
    return {f"epoch {epoch}": value for epoch, value in enumerate(values, 1)}


@needs("MLP", "train")
def kept_losses(student, case):
    """train() gives plain numbers: a tensor would keep its whole graph alive"""
    values = train(student, network(student, case), case, 2)
    return [type(value) is float for value in values]


@needs("MLP", "train")
def trained_on(student, case):
    """train() goes on from the present parameters"""
    model = network(student, case)
    train(student, model, case, case.epochs)
    train(student, model, case, 1)
    return state(model)


@needs("MLP", "train")
def trains_in_training_mode(student, case):
    """train() puts the network into training mode, whatever it was in before"""
    model = network(student, case).eval()
    train(student, model, case, 1)
    return {"training mode": model.training}


# results


@needs("MLP", "evaluate")
def evaluated(student, case):
    """evaluate() gives loss and share predicted right"""
    found = student.evaluate(network(student, case), tensor(case.X), labels(case.y))
    if isinstance(found, (tuple, list)) and len(found) == 2:
        return {"loss": found[0], "accuracy": found[1]}
    return found


@needs("MLP", "evaluate")
def evaluated_in_evaluation_mode(student, case):
    """evaluate() drops nothing, and leaves the network in the mode that it was in"""
    model = network(student, case, dropout=0.5)
    model.train()
    found = student.evaluate(model, tensor(case.X), labels(case.y))
    after = {"training mode afterwards": model.training}
    if isinstance(found, (tuple, list)) and len(found) == 2:
        return {"loss": found[0], "accuracy": found[1], **after}
    return {"answer": found, **after}


@needs("MLP", "predict")
def predicted(student, case):
    """predict() gives the label with the highest output for each row"""
    return student.predict(network(student, case), tensor(case.X))


@needs("MLP", "predict")
def predicted_in_evaluation_mode(student, case):
    """predict() drops nothing, and leaves the network in the mode that it was in"""
    model = network(student, case, dropout=0.5)
    model.train()
    found = numbers(student.predict(model, tensor(case.X)))
    return {"labels": found, "training mode afterwards": model.training}


@needs("MLP", "train", "predict")
def regions(student, case):
    """predict() gives each point of the plane the label with the highest output"""
    model = network(student, case)
    train(student, model, case, case.epochs)
    grid = [[x, y] for y in case.up for x in case.across]
    return {
        "points": student.predict(model, tensor(case.points)),
        "grid": student.predict(model, tensor(grid)),
    }
