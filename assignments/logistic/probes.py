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


def new(student, case):
    """A new model for a case's rows."""
    return student.LogisticRegression(len(case.X[0]))


def trained(student, case):
    """A model with known weights."""
    model = student.LogisticRegression(len(case.example))
    model.train([case.example], [1], 1, 2.0)
    return model


def others(case):
    """Other rows made of a case's: one fewer, all moved, all with the other label."""
    return [[value + 1 for value in row] for row in case.X[1:]], [1 - y for y in case.y[1:]]


def unchanged(student, case, ask):
    """Whether a trained model and a case's rows stay as they are when something is asked."""
    model = trained(student, case)
    before = state(model)
    ask(model)
    same = state(model) == before
    return {"model unchanged": same, "X afterwards": case.X, "y afterwards": case.y}


def by_epoch(values):
    """Name the losses of a training; anything else is returned as it is."""
    if isinstance(values, (list, tuple)):
        return {f"epoch {epoch}": value for epoch, value in enumerate(values, 1)}
    return values


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
    """a second model starts at zero, of any size, however long the first was trained"""
    new(student, case).train(case.X, case.y, case.epochs, case.rate)
    second, third = new(student, case), student.LogisticRegression(len(case.X[0]) + 1)
    return {"second model": state(second), "third, with a feature more": state(third)}


@needs("LogisticRegression", "LogisticRegression.train")
def first_is_kept(student, case):
    """training a second model leaves the first as it was"""
    first = trained(student, case)
    before = state(first)
    new(student, case).train(case.X, case.y, case.epochs, case.rate)
    return {"first model unchanged": state(first) == before}


@needs("LogisticRegression", "LogisticRegression.forward")
def even_at_first(student, case):
    """forward() of a new model gives every row the probability one half"""
    return [new(student, case).forward(row) for row in case.X]


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.forward")
def probabilities(student, case):
    """forward() gives the probability of label 1 for a row, by the present weights"""
    model = student.LogisticRegression(len(case.example))
    for row in case.X:
        model.forward(row)  # of a new model, which no answer after training may hang on
    model.train([case.example], [1], 1, 2.0)
    return {f"row {row}": model.forward(row) for row in case.X}


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.forward")
def forward_far_off(student, case):
    """forward() gives a probability for net inputs of any size"""
    model = trained(student, case)
    return {f"row {row}": model.forward(row) for row in case.X}


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.forward")
def forward_changes_nothing(student, case):
    """forward() changes neither the model nor the row"""
    return unchanged(student, case, lambda model: [model.forward(row) for row in case.X])


@needs("LogisticRegression", "LogisticRegression.predict")
def predicted_at_first(student, case):
    """predict() of a new model gives 1: one half is enough"""
    return [new(student, case).predict(row) for row in case.X]


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.predict")
def predicted(student, case):
    """predict() gives 1 where the probability is at least one half, else 0"""
    model = student.LogisticRegression(len(case.example))
    for row in case.X:
        model.predict(row)
    model.train([case.example], [1], 1, 2.0)
    return {f"row {row}": model.predict(row) for row in case.X}


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.predict")
def predict_changes_nothing(student, case):
    """predict() changes neither the model nor the row"""
    return unchanged(student, case, lambda model: [model.predict(row) for row in case.X])


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.loss")
def loss(student, case):
    """loss() is the mean of the losses of all rows"""
    return trained(student, case).loss(case.X, case.y)


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.loss")
def loss_far_off(student, case):
    """loss() is a number for net inputs of any size"""
    return trained(student, case).loss(case.X, case.y)


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.loss")
def loss_again(student, case):
    """loss() is measured anew after training, and for other rows"""
    model = new(student, case)
    model.loss(case.X, case.y)
    model.train([case.example], [1], 1, 2.0)
    return {
        "after training": model.loss(case.X, case.y),
        "of other rows": model.loss(*others(case)),
    }


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.loss")
def loss_changes_nothing(student, case):
    """loss() changes neither the model nor its inputs"""
    return unchanged(student, case, lambda model: model.loss(case.X, case.y))


@needs("LogisticRegression", "LogisticRegression.gradient")
def slopes_at_first(student, case):
    """gradient() gives the slopes of the mean loss: for each weight, for the bias"""
    return slopes_named(new(student, case).gradient(case.X, case.y))


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.gradient")
def slopes(student, case):
    """gradient() gives the slopes at the present weights"""
    return slopes_named(trained(student, case).gradient(case.X, case.y))


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.gradient")
def slopes_again(student, case):
    """gradient() is measured anew after training, and for other rows"""
    model = new(student, case)
    model.gradient(case.X, case.y)
    model.train([case.example], [1], 1, 2.0)
    after = kept(model.gradient(case.X, case.y))
    elsewhere = model.gradient(*others(case))
    return {"after training": slopes_named(after), "of other rows": slopes_named(elsewhere)}


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.gradient")
def gradient_changes_nothing(student, case):
    """gradient() only measures: it changes neither the model nor its inputs"""
    return unchanged(student, case, lambda model: model.gradient(case.X, case.y))


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
    # Of long runs the beginning and the end: each is a training of its own.
    for epochs in range(1, case.epochs + 1) if case.epochs <= 5 else (1, 2, case.epochs):
        model = new(student, case)
        model.train(case.X, case.y, epochs, case.rate)
        steps[f"epoch {epochs}"] = state(model)
    return steps


@needs("LogisticRegression", "LogisticRegression.train")
def losses(student, case):
    """train() gives the loss before each step"""
    return by_epoch(new(student, case).train(case.X, case.y, case.epochs, case.rate))


@needs("LogisticRegression", "LogisticRegression.train")
def losses_of_this_training(student, case):
    """train() gives the losses of its own steps, not those of an earlier training"""
    model = new(student, case)
    model.train(case.X, case.y, case.epochs, case.rate)
    return by_epoch(model.train(case.X, case.y, 2, case.rate))


@needs("LogisticRegression", "LogisticRegression.train")
def no_epochs(student, case):
    """train() for 0 epochs changes nothing"""
    model = trained(student, case)
    before = state(model)
    model.train(case.X, case.y, 0, case.rate)
    return {"model unchanged": state(model) == before}


@needs("LogisticRegression", "LogisticRegression.train")
def trained_on(student, case):
    """train() goes on from the present weights: it does not start again"""
    model = new(student, case)
    model.train(case.X, case.y, case.epochs, case.rate)
    model.train(case.X, case.y, 1, case.rate / 2)
    return state(model)


@needs("LogisticRegression", "LogisticRegression.train")
def trained_on_other_rows(student, case):
    """train() goes on from the present weights on other rows, whatever other models do"""
    model = new(student, case)
    model.train(case.X, case.y, case.epochs, case.rate)
    student.LogisticRegression(1).train([[2.0]], [1], 1, 1.0)
    model.train(*others(case), 2, case.rate)
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


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.evaluate")
def share_again(student, case):
    """evaluate() counts anew after training, and for other rows"""
    model = new(student, case)
    model.evaluate(case.X, case.y)
    model.train([case.example], [1], 1, 2.0)
    after = model.evaluate(case.X, case.y)
    return {"after training": after, "of other rows": model.evaluate(*others(case))}


@needs("LogisticRegression", "LogisticRegression.train", "LogisticRegression.evaluate")
def evaluate_changes_nothing(student, case):
    """evaluate() changes neither the model nor its inputs"""
    return unchanged(student, case, lambda model: model.evaluate(case.X, case.y))


def call_boundary(student, case, x0):
    """Call boundary() with a list and a number or, if that fails, in the student's form.

    A model may keep its weights as a column, a tuple or a row, and its bias as a list: all are
    right. A line stays the same when its weights and its bias are scaled together.
    """
    try:
        return student.boundary(case.weights, case.bias, x0)
    except Exception as error:  # the student's form may be anything, so may what it raises
        try:
            model = student.LogisticRegression(len(case.weights))
            model.train([[weight / case.bias for weight in case.weights]], [1], 1, 2.0)
            own = model.weights, model.bias
        except Exception:
            raise error from None
        return student.boundary(*own, x0)


@needs("boundary")
def boundary_at(student, case):
    """boundary() gives x1 where the probability is one half"""
    return {f"x0 = {x0:g}": call_boundary(student, case, x0) for x0 in case.ends}


@needs("boundary")
def boundary_keeps_inputs(student, case):
    """boundary() leaves its inputs unchanged"""
    call_boundary(student, case, case.ends[0])
    return {"weights afterwards": case.weights}


@needs("LogisticRegression", "LogisticRegression.train", "boundary")
def boundary_learned(student, case):
    """boundary() parts the labels by what was learned, in the form that the model keeps it in"""
    model = new(student, case)
    model.train(case.X, case.y, case.epochs, case.rate)
    left, right = (student.boundary(model.weights, model.bias, x0) for x0 in case.ends)
    return {**state(model), "left": left, "right": right}
