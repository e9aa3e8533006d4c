"""The questions put to logistic regression: the same for the references and for every student.

A probe gets the implementation (`student`) and one case, calls what it `needs`, and returns plain
numbers, or a dict whose keys say where a number stands ("epoch 2: weights"). A model gets known
weights through `train`: one step on one example of label 1 with the learning rate 2 sets the
weights to the example and the bias to 1. No probe writes into a student's object.
"""

import copy


def needs(*functions):
    """Mark a function as a probe, with what it calls; the last is the one it is about."""

    def mark(probe):
        probe.needs = functions
        return probe

    return mark


def kept(numbers):
    """Numbers as they are now, whatever becomes of the list that holds them."""
    return numbers.tolist() if hasattr(numbers, "tolist") else copy.deepcopy(numbers)


def state(model):
    """Weights and bias as they are now."""
    if hasattr(model.weights, "detach"):
        return {"weights": kept(model.weights.detach()), "bias": kept(model.bias.detach())}
    return {"weights": kept(model.weights), "bias": kept(model.bias)}


def flat(numbers):
    """Numbers of a list, or of a column of rows."""
    return [n[0] if isinstance(n, (list, tuple)) else n for n in numbers]


def new(student, case):
    """A new model for a case's rows."""
    return student.LogisticRegression(len(case.X[0]))


def trained(student, case):
    """A model with known weights."""
    model = student.LogisticRegression(len(case.example))
    model.train([case.example], [1], 1, 2.0)
    return model


def slopes_named(slopes):
    """Name the two parts of a gradient; anything else is returned as it is."""
    if isinstance(slopes, (list, tuple)) and len(slopes) == 2:
        return {"weights": slopes[0], "bias": slopes[1]}
    return slopes


# functions


@needs("sigmoid")
def squashed(student, case):
    """sigmoid() turns a net input into a probability"""
    return {f"z = {z:g}": student.sigmoid(z) for z in case.z}


@needs("example_loss")
def loss_of_one(student, case):
    """example_loss() is -log of the probability that is given to the label"""
    return {
        f"z = {z:g}, label {label}": student.example_loss(z, label)
        for z in case.z
        for label in (0, 1)
    }


# the model


@needs("LogisticRegression")
def started(student, case):
    """a new model has one weight of zero for each feature, and a bias of zero"""
    return state(student.LogisticRegression(case.features))


@needs("LogisticRegression", "LogisticRegression.train")
def second_is_new(student, case):
    """a second model starts at zero, however long the first was trained"""
    new(student, case).train(case.X, case.y, case.epochs, case.rate)
    return state(new(student, case))


@needs("LogisticRegression", "LogisticRegression.forward")
def even_at_first(student, case):
    """forward() of a new model gives every row the probability one half"""
    return [new(student, case).forward(row) for row in case.X]


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.forward")
def probabilities(student, case):
    """forward() gives the probability of label 1 for a row"""
    model = trained(student, case)
    return {f"row {row}": model.forward(row) for row in case.X}


@needs("LogisticRegression", "LogisticRegression.predict")
def predicted_at_first(student, case):
    """predict() of a new model gives 1: one half is enough"""
    return [new(student, case).predict(row) for row in case.X]


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.predict")
def predicted(student, case):
    """predict() gives 1 where the probability is at least one half, else 0"""
    model = trained(student, case)
    return {f"row {row}": model.predict(row) for row in case.X}


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.loss")
def loss(student, case):
    """loss() is the mean of the losses of all rows"""
    return trained(student, case).loss(case.X, case.y)


@needs("LogisticRegression", "LogisticRegression.gradient")
def slopes_at_first(student, case):
    """gradient() gives the slopes of the mean loss: for each weight, for the bias"""
    return slopes_named(new(student, case).gradient(case.X, case.y))


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.gradient")
def slopes(student, case):
    """gradient() gives the slopes at the present weights"""
    return slopes_named(trained(student, case).gradient(case.X, case.y))


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.gradient")
def gradient_changes_nothing(student, case):
    """gradient() only measures: it changes neither the model nor its inputs"""
    model = trained(student, case)
    before = state(model)
    model.gradient(case.X, case.y)
    same = state(model) == before
    return {"model unchanged": same, "X afterwards": case.X, "y afterwards": case.y}


@needs("LogisticRegression", "LogisticRegression.train")
def one_step(student, case):
    """train() for one epoch steps once against the gradient, times the learning rate"""
    model = new(student, case)
    model.train(case.X, case.y, 1, case.rate)
    return state(model)


@needs("LogisticRegression", "LogisticRegression.train")
def epochs_apart(student, case):
    """train() for k epochs makes k steps, each from where the last one led"""
    steps = {}
    for epochs in range(1, case.epochs + 1):
        model = new(student, case)
        model.train(case.X, case.y, epochs, case.rate)
        steps[f"epoch {epochs}"] = state(model)
    return steps


@needs("LogisticRegression", "LogisticRegression.train")
def losses(student, case):
    """train() gives the loss before each step"""
    values = new(student, case).train(case.X, case.y, case.epochs, case.rate)
    return {f"epoch {epoch}": value for epoch, value in enumerate(values, 1)}


@needs("LogisticRegression", "LogisticRegression.train")
def trained_on(student, case):
    """train() goes on from the present weights: it does not start again"""
    model = new(student, case)
    model.train(case.X, case.y, case.epochs, case.rate)
    model.train(case.X, case.y, 1, case.rate / 2)
    return state(model)


@needs("LogisticRegression", "LogisticRegression.train")
def train_keeps_inputs(student, case):
    """train() leaves its inputs unchanged"""
    new(student, case).train(case.X, case.y, case.epochs, case.rate)
    return {"X afterwards": case.X, "y afterwards": case.y}


# results


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.evaluate")
def share_right(student, case):
    """evaluate() gives the share of examples predicted right, a fraction from 0 to 1"""
    return trained(student, case).evaluate(case.X, case.y)


@needs("boundary")
def boundary_at(student, case):
    """boundary() gives x1 where the probability is one half"""
    return {f"x0 = {x0:g}": student.boundary(case.weights, case.bias, x0) for x0 in case.ends}


@needs("LogisticRegression", "LogisticRegression.train", "boundary")
def boundary_learned(student, case):
    """boundary() parts the labels by what was learned"""
    model = new(student, case)
    model.train(case.X, case.y, case.epochs, case.rate)
    learned = state(model)
    weights, (bias,) = flat(learned["weights"]), flat([learned["bias"]])
    left, right = (student.boundary(weights, bias, x0) for x0 in case.ends)
    return {**learned, "left": left, "right": right}
