"""Mistakes in training that differ in a number only, known in class alone: they follow a training.

Read after `assignments/logistic/families.py`, whose names are there.
"""

# ruff: noqa: F821

from math import exp

from grader.course.families import family

LABELS = [1, 0, 1, 0]  # of `four_rows`


def steps_of(golden, weights, bias, rate):
    """The states of a training on `four_rows`, from a start, without end."""
    X = golden["train_keeps_inputs:four_rows"]["X afterwards"]
    while True:
        nets = [sum(w * v for w, v in zip(weights, row, strict=True)) + bias for row in X]
        pairs = zip(nets, LABELS, strict=True)
        errors = [1 / (1 + exp(-z)) - label for z, label in pairs]
        columns = zip(*X, strict=True)
        slopes = [sum(e * v for e, v in zip(errors, column, strict=True)) for column in columns]
        weights = [w - rate * s / 4 for w, s in zip(weights, slopes, strict=True)]
        bias -= rate * sum(errors) / 4
        yield {"weights": weights, "bias": bias}


@family(
    "LogisticRegression.train",
    cause="the number of epochs is not the one given",
    advice="make as many steps as `train` is told to: yours makes {parameter}",
    about=["train"],
)
def train_epochs_fixed(answers, golden):
    states = list(answers["epochs_apart:four_rows"].values())
    if not all(agree(state, states[0]) for state in states):
        return None
    last = [0.0, 0.0, 0.0]
    for number, state in enumerate(steps_of(golden, [0.0, 0.0], 0.0, RATES["four_rows"]), 1):
        if agree(states[0], state) or agree(state, last) or number > 1500:
            break
        last = flat(state)
    if not isclose(states[0]["bias"], state["bias"], abs_tol=1e-5):
        return None
    how = f"{number}, always" if agree(states[0], state) else "very many, always"
    program = opened(golden, *FOLLOWS, "no_epochs:")
    return how, program | looked_at(answers, golden, "epochs_apart:four_rows")
