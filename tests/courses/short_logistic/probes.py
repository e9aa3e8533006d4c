"""The questions put to logistic regression, what they are worth, and what they are about.

A model gets known weights by `train`: one step on one example of label 1 with the learning rate 2
sets the weights to the example and the bias to 1.
"""

import copy

from grader.author import case, drawn, probe


def kept(numbers):
    """Numbers as they are now, whatever becomes of what holds them."""
    return numbers.tolist() if hasattr(numbers, "tolist") else copy.deepcopy(numbers)


def state(model):
    return {"weights": kept(model.weights), "bias": kept(model.bias)}


def asked_twice(student, case, ask):
    """What a new model answers, what one with known weights, and whether being asked changes it."""
    model = student.LogisticRegression(len(case.example))
    new = kept(ask(model))
    model.train([case.example], [1], 1, 2.0)
    before, trained = state(model), kept(ask(model))
    unchanged = {"model unchanged": state(model) == before, "X afterwards": case.X}
    return {"new model": new, "trained model": trained, **unchanged}


@probe(criterion="sigmoid", points=3, group="functions")
def squashed(student, case):
    """sigmoid() gives probabilities, far from zero, too"""
    return {f"z = {z:g}": student.sigmoid(z) for z in case.z}


@probe(criterion="example_loss", points=3, group="functions")
def loss_of_one(student, case):
    """example_loss() is the cross-entropy of one example"""
    return {f"z = {z:g}, label {y}": student.example_loss(z, y) for z in case.z for y in (0, 1)}


@probe(criterion="start", points=1, group="updates")
def started(student, case):
    """A new model starts at zero"""
    return state(student.LogisticRegression(case.features))


@probe(criterion="start")
def second_is_new(student, case):
    """a second model starts at zero, however long the first was trained"""
    student.LogisticRegression(len(case.X[0])).train(case.X, case.y, case.epochs, case.rate)
    return state(student.LogisticRegression(len(case.X[0])))


@probe(criterion="forward", points=2, group="updates")
def probabilities(student, case):
    """forward() gives the probability of label 1"""
    return asked_twice(student, case, lambda model: [model.forward(row) for row in case.X])


@probe(points=2, group="updates")
def loss(student, case):
    """loss() is the mean over all rows"""
    return asked_twice(student, case, lambda model: model.loss(case.X, case.y))


@probe(criterion="gradient", points=4, group="updates")
def slopes(student, case):
    """gradient() gives the slopes of the mean loss"""
    return asked_twice(student, case, lambda model: [*model.gradient(case.X, case.y)])


@probe(criterion="train", points=4, group="updates")
def steps(student, case):
    """train() steps against the gradient in every epoch"""
    steps = {}
    for epochs in range(case.epochs + 1):
        model = student.LogisticRegression(len(case.X[0]))
        model.train(case.X, case.y, epochs, case.rate)
        steps[f"epoch {epochs}"] = state(model)
    model.train(case.X[1:], case.y[1:], 1, case.rate / 2)
    return {**steps, "trained on": state(model), "X afterwards": case.X, "y afterwards": case.y}


@probe(points=2, group="updates")
def losses(student, case):
    """train() gives the loss before each step"""
    model = student.LogisticRegression(len(case.X[0]))
    first = kept(model.train(case.X, case.y, case.epochs, case.rate))
    return {"losses": first, "of a second training": model.train(case.X, case.y, 2, case.rate)}


@probe(criterion="predict", points=2, group="accuracy")
def predicted(student, case):
    """predict() gives 1 from one half on"""
    return asked_twice(student, case, lambda model: [model.predict(row) for row in case.X])


@probe(criterion="evaluate", points=1, group="accuracy")
def share_right(student, case):
    """evaluate() gives the share predicted right"""
    return asked_twice(student, case, lambda model: model.evaluate(case.X, case.y))


@probe(points=1, group="boundaries")
def boundary(student, case):
    """boundary() gives x1 where the probability is one half"""
    model = student.LogisticRegression(2)
    model.train([case.example], [1], 1, 2.0)
    return {f"x0 = {x0:g}": student.boundary(model.weights, model.bias, x0) for x0 in case.ends}


TRAINED = [second_is_new, probabilities, loss, slopes, steps, losses, predicted, share_right]
Z = [squashed, loss_of_one]
case("around_zero", *Z, z=[0.0, 0.5, -0.5, 2.0, -2.0])
# e to the power of these is more than a float can hold, and 1 less the probability is 0.
case("far_from_zero", *Z, z=[40.0, -40.0, 800.0, -800.0])
case("two_features", started, features=2)
four = {"X": [[1.0, 2.0], [-2.0, 0.5], [0.5, -1.5], [2.0, 1.0]], "y": [1, 0, 1, 0]}
case("four_rows", *TRAINED, boundary, **four, example=[1.0, -0.5], epochs=4, rate=1.0, ends=[-3, 1])
three = {"X": [[0.5, -1.0, 2.0], [-1.5, 0.25, 0.5], [1.0, 1.0, -0.75]], "y": [0, 1, 1]}
case("three_rows", *TRAINED, **three, example=[0.5, 1.5, -0.25], epochs=2, rate=0.25)


@drawn(*Z)
def net_inputs(rng):
    far = rng.randint(100, 750)
    return {"z": [far, -far, *(round(rng.uniform(-6, 6), 2) for _ in range(5))]}


@drawn(*TRAINED, started, boundary)
def rows(rng):
    rows = [[round(rng.gauss(0, 1) * 64) / 64 for _ in range(2)] for _ in range(9)]
    labels = [0, 1, *(rng.randint(0, 1) for _ in rows[2:])]
    known = {"example": [rng.uniform(0.5, 1.5), -rng.uniform(0.5, 1.5)], "ends": [-2, 2]}
    known["features"] = rng.randint(3, 8)
    return {"X": rows, "y": labels, "epochs": 3, "rate": 0.5, **known}
