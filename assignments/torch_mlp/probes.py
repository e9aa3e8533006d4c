"""The questions put to the PyTorch network: the same for the references and for every student.

A probe gets the implementation (`student`) and one case, calls what it `needs`, and returns plain
numbers and tensors, or a dict whose keys say where a number stands ("epoch 2: output.bias"). A
network gets a case's parameters by `load_state_dict`, as the task says; nothing else is written
into a student's object.
"""

import functools


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


def network(student, case, *dropout):
    """A network with a case's parameters, in evaluation mode: it is to drop nothing."""
    features, hidden = len(case.hidden_weight[0]), len(case.hidden_bias)
    model = student.MLP(features, hidden, len(case.output_bias), *dropout)
    put(model, (case.hidden_weight, case.hidden_bias, case.output_weight, case.output_bias))
    return model.eval()


def put(model, parts):
    """Set the parameters. Other names cost the criterion of names alone, and so do other parts."""
    given = {name: tensor(part) for name, part in zip(NAMES, parts)}
    names = names_of(model).items()
    parts = {own: given[name] for own, name in names if name in given}
    model.load_state_dict(parts, strict=False)


def turn(model, case):
    """Give the outputs of a network in the other order."""
    backwards = case.output_weight[::-1], case.output_bias[::-1]
    put(model, (case.hidden_weight, case.hidden_bias, *backwards))


NAMES = ("hidden.weight", "hidden.bias", "output.weight", "output.bias")


def names_of(model):
    """What the parameters are called by the task, by what they are called: in their order."""
    own = list(model.state_dict())
    is_renamed = len(own) == len(NAMES) and set(own) != set(NAMES)
    return dict(zip(own, NAMES if is_renamed else own))


def state(model):
    """The parameters as they are now, whatever becomes of the model."""
    names = names_of(model)
    return {names[own]: numbers(part) for own, part in model.state_dict().items()}


def numbers(value):
    """A tensor's numbers, whatever becomes of the tensor; anything else as it is."""
    if hasattr(value, "detach"):
        value = value.detach()
    return value.tolist() if hasattr(value, "tolist") else value


def alike(value, other):
    """Whether two answers are the same but for rounding."""
    if isinstance(value, dict):
        return all(alike(value[key], other[key]) for key in value)
    if isinstance(value, (list, tuple)):
        return len(value) == len(other) and all(map(alike, value, other))
    return abs(value - other) < 1e-4


def steady(ask):
    """What is answered every time; a word where chance is in it, whatever it has drawn."""
    answers = [ask() for _ in range(12)]
    return answers[0] if all(alike(answers[0], each) for each in answers) else VARIES


VARIES = "another each time"


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


@needs("make_model", "count_parameters")
def counted_again(student, case):
    """count_parameters() counts those of the model that it is given"""
    models = [student.make_model(case.features, h, case.classes, case.seed) for h in (2, 7)]
    return [student.count_parameters(model) for model in models]


@needs("MLP")
def outputs(student, case):
    """the network gives outputs before any softmax: one row for each example"""
    return network(student, case)(tensor(case.X))


@needs("MLP")
def dropped(student, case):
    """in training mode each hidden unit is dropped or, scaled, kept, whatever the others are"""
    model = network(student, case, case.dropout).train()
    rows = numbers(model(tensor(case.X * DRAWS)))
    ways = []
    for row in sorted(rows):
        if not ways or not alike(row, ways[-1]):
            ways.append(row)
    often = max(ways[:4], key=lambda way: sum(alike(way, row) for row in rows[:200]))
    return {"different outputs": len(ways), "outputs": ways[:4], "most often": often}


DRAWS = 2048  # of one row: so many that chance leaves no way out


@needs("MLP")
def drops_nothing_in_evaluation(student, case):
    """the network drops nothing in evaluation mode, whatever share it drops in training"""
    model, X = network(student, case, 0.5), tensor(case.X)
    return steady(lambda: numbers(model(X)))


@needs("MLP")
def drops_nothing_by_itself(student, case):
    """the network drops nothing in training mode either, if it is not told to"""
    model, X = network(student, case).train(), tensor(case.X)
    return steady(lambda: numbers(model(X)))


# losses and steps


@needs("loss_of")
def loss(student, case):
    """loss_of() is the mean cross-entropy of the outputs, which it puts through a softmax once"""
    return student.loss_of(tensor(case.outputs), labels(case.y))


@needs("loss_of")
def loss_again(student, case):
    """loss_of() is of what it is given now"""
    outputs, y = tensor(case.outputs), labels(case.y)
    return [student.loss_of(outputs, y), student.loss_of(-outputs, y)]


@needs("loss_of")
def loss_has_gradient(student, case):
    """loss_of() gives a tensor, from which backward() finds gradients"""
    value = student.loss_of(tensor(case.outputs).requires_grad_(), labels(case.y))
    return {"has a gradient": getattr(value, "requires_grad", False)}


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
    return {"loss": value, "is a float": isinstance(value, float)}


@needs("MLP", "step")
def step_keeps_mode(student, case):
    """step() leaves the network in the mode that it is in"""
    model, modes = network(student, case), {}
    for is_training in (True, False):
        model.train(is_training)
        student.step(model, tensor(case.X), labels(case.y), case.rate)
        modes[f"training mode, {is_training} before"] = model.training
    return modes


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
    return [isinstance(value, float) for value in values]


@needs("MLP", "train")
def trained_on(student, case):
    """train() goes on from the present parameters"""
    model = network(student, case)
    train(student, model, case, case.epochs)
    train(student, model, case, 1)
    return state(model)


@needs("MLP", "train")
def trained_alike(student, case):
    """train() draws nothing: the same start, rows and order give the same end"""
    models = [network(student, case) for _ in range(2)]
    for model in models:
        train(student, model, case, 1)
    return {"same end": alike(*map(state, models))}


@needs("MLP", "train")
def trains_in_training_mode(student, case):
    """train() puts the network into training mode, whatever it was in before: units are dropped"""
    models = [network(student, case, 0.5) for _ in range(3)]
    losses = [numbers(train(student, model, case, 2)) for model in models]
    return {"no unit is dropped": all(alike(losses[0], each) for each in losses)}


# results


def result(found):
    """Loss and share, by name."""
    if isinstance(found, (tuple, list)) and len(found) == 2:
        return {"loss": numbers(found[0]), "accuracy": numbers(found[1])}
    return found


@needs("MLP", "evaluate")
def evaluated(student, case):
    """evaluate() gives loss and share predicted right"""
    return result(student.evaluate(network(student, case), tensor(case.X), labels(case.y)))


@needs("MLP", "evaluate")
def evaluated_floats(student, case):
    """evaluate() gives plain numbers"""
    found = student.evaluate(network(student, case), tensor(case.X), labels(case.y))
    return [isinstance(value, float) for value in found]


@needs("MLP", "evaluate")
def evaluated_in_evaluation_mode(student, case):
    """evaluate() drops nothing, and leaves the network in the mode that it was in"""
    X, y = tensor(case.X), labels(case.y)
    return in_each_mode(
        network(student, case, 0.5), lambda model: result(student.evaluate(model, X, y))
    )


def in_each_mode(model, ask):
    """What is answered in training and in evaluation mode, and the mode afterwards."""

    def ask_in(mode):
        return numbers(ask(model.train(mode)))

    answers = {}
    for mode in (True, False):
        before = f"training mode, {mode} before"
        answers[f"answer in {before}"] = steady(functools.partial(ask_in, mode))
        answers[before] = model.training
    return answers


@needs("MLP", "evaluate")
def evaluated_again(student, case):
    """evaluate() is of the parameters as they are now"""
    model, X, y = network(student, case), tensor(case.X), labels(case.y)
    before = result(student.evaluate(model, X, y))
    turn(model, case)
    return {"before": before, "after": result(student.evaluate(model, X, y))}


@needs("MLP", "evaluate")
def evaluated_without_gradients(student, case):
    """evaluate() asks for no gradients: PyTorch would remember all that led to the outputs"""
    model = network(student, case)
    return without_gradients(model, lambda: student.evaluate(model, tensor(case.X), labels(case.y)))


def without_gradients(model, ask):
    """Whether any output of the network had a gradient to come while something was asked."""
    kept = []
    model.register_forward_hook(
        lambda model, inputs, outputs: kept.append(getattr(outputs, "requires_grad", False))
    )
    ask()
    return {"gradients are kept": any(kept)}


@needs("MLP", "predict")
def predicted(student, case):
    """predict() gives the label with the highest output for each row"""
    return student.predict(network(student, case), tensor(case.X))


@needs("MLP", "predict")
def predicted_in_evaluation_mode(student, case):
    """predict() drops nothing, and leaves the network in the mode that it was in"""
    X = tensor(case.X)
    return in_each_mode(network(student, case, 0.5), lambda model: student.predict(model, X))


@needs("MLP", "predict")
def predicted_again(student, case):
    """predict() is of the parameters as they are now"""
    model, X = network(student, case), tensor(case.X)
    before = numbers(student.predict(model, X))
    turn(model, case)
    return {"before": before, "after": student.predict(model, X)}


@needs("MLP", "predict")
def predicted_without_gradients(student, case):
    """predict() asks for no gradients: PyTorch would remember all that led to the outputs"""
    model = network(student, case)
    return without_gradients(model, lambda: student.predict(model, tensor(case.X)))


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
