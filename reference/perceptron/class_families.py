"""Mistakes in training that differ in a number only, known in class alone: they follow a training.

Read after `assignments/perceptron/families.py`, whose names are there.
"""

# ruff: noqa: F821

from itertools import repeat
from math import tanh
from operator import add, mul

from grader.course.families import family

# what is trained otherwise: followed on the rows that a question shows, one training after another

KNOWN = ("six_weights_trained", "one_weight", "five_rows", "five_rows_deep")


def net_input(state, row):
    return sum(map(mul, state, row)) + state[-1]


def by_prediction(state, row, label):
    return label - (net_input(state, row) > 0)


def moved(state, row, error):
    return list(map(add, state, map(mul, repeat(error), [*row, 1]))) if error else state


def follow(state, X, y, epochs, rate=lambda epoch: 1, error_of=by_prediction):
    """Weights and bias after a training: correct by error times rate, after each example."""
    for epoch in range(epochs):
        for row, label in zip(X, y):
            state = moved(state, row, rate(epoch) * error_of(state, row, label))
    return state


def trained_by(train, golden):
    """What a program answers that trains so, where its rows are known; all else is open."""
    program = opened(golden, *ASKED, *FOLLOWS, "update_after_update:", "no_epochs:")
    for probe, states in followed(train, golden):
        program[probe] = dict(zip(golden[probe], map(as_answer, states)))
    for probe, right in starting(golden, "one_update:").items():
        row = right["weights"]
        program[probe] = as_answer(train([0.0] * (len(row) + 1), [row], [1], 1))
    return program


def followed(train, golden):
    """What is known of a way to train: probes, and the states that they show one by one."""
    for case in KNOWN:
        X, y = rows_of(golden, case)
        for name, states_of in STEPS.items():
            if steps := golden.get(f"{name}:{case}"):
                yield f"{name}:{case}", states_of(train, X, y, steps)


def rows_of(golden, case):
    data = golden[f"train_keeps_inputs:{case}"]
    # A row of one number stands as that number.
    return list(map(flat, data["X afterwards"])), data["y afterwards"]


def as_answer(state):
    return {"weights": state[:-1], "bias": state[-1]}


def of_epochs(train, X, y, steps):
    for step in steps:
        yield train([0.0] * (len(X[0]) + 1), X, y, int(step.split()[1]))


def of_prefixes(train, X, y, steps):
    for number in range(1, len(steps) + 1):
        yield train([0.0] * (len(X[0]) + 1), X[:number], y[:number], 1)


def of_calls(train, X, y, steps):
    state = [0.0] * (len(X[0]) + 1)
    for step in steps:
        state = train(state, X, y, int(step.split()[3]))
        yield state


def of_examples(train, X, y, steps):
    state = [0.0] * (len(X[0]) + 1)
    for number in range(len(steps)):
        at = number % len(X)
        state = train(state, X[at : at + 1], y[at : at + 1], 1)
        yield state


STEPS = {
    "epochs_apart": of_epochs,
    "growing_prefix": of_prefixes,
    "trained_on": of_calls,
    "example_by_example": of_examples,
}


def first_that_fits(ways, answers, golden):
    """The first way to train, by its words, that gives these answers; and all that it gives."""
    if all(answers[probe] == golden[probe] for probe, _ in followed(follow, golden)):
        return None  # what departs can't be followed here
    for how, train in ways:
        if all(
            all(map(close, map(flat, answers[probe].values()), states))
            for probe, states in followed(train, golden)
        ):
            return how, trained_by(train, golden)
    return None


# how often


@family(
    "Perceptron.train",
    cause="the number of epochs is not the one given",
    advice="visit all examples as often as epochs says: yours visits them {parameter}",
    about=["epochs"],
)
def train_other_epochs(answers, golden):
    steps = list(answers["epochs_apart:six_weights_trained"].values())
    first = golden["epochs_apart:six_weights_trained"]["epoch 1"]
    ways = counts_of_epochs(steps[0] == steps[1] == steps[2], agree(steps[0], first))
    return first_that_fits(ways, answers, golden)


def counts_of_epochs(is_same, is_right_at_first):
    """Ways to take another number of epochs: always the same, or counted from the given one."""
    for number in NUMBERS if is_same else ():
        how = f"{number} times, or until none is wrong, whatever it is given"
        yield how, lambda s, X, y, epochs, n=number: follow_long(s, X, y, n)
    for number in range(1, 12) if is_right_at_first else ():
        how = f"at most {number} times"
        yield how, lambda s, X, y, epochs, n=number: follow(s, X, y, min(epochs, n))
    for number in range(1, 12) if not is_right_at_first else ():
        how = f"{number} times too few"
        yield how, lambda s, X, y, epochs, n=number: follow(s, X, y, max(0, epochs - n))
        how = f"{number} times too often"
        yield how, lambda s, X, y, epochs, n=number: follow_long(s, X, y, epochs + n)
        how = f"{number + 1} times as often"
        yield how, lambda s, X, y, epochs, n=number: follow_long(s, X, y, epochs * (n + 1))


NUMBERS = (*range(1, 13), 15, 20, 25, 30, 40, 50, 70, 100, 150, 200, 300, 500, 1000, 2000, 5000)


def follow_long(state, X, y, epochs):
    """Train for many epochs: as soon as a state comes again, all that follow it do."""
    states = [state]
    for _ in range(epochs):
        state = follow(state, X, y, 1)
        if state in states:
            first = states.index(state)
            return states[first + (epochs - first) % (len(states) - first)]
        states.append(state)
    return state


def ended(is_over):
    """Train until something is over, which is told of an epoch's errors and the last shares."""

    def train(state, X, y, epochs):
        shares = [0.0]
        for _ in range(epochs):
            errors = []
            for row, label in zip(X, y):
                errors.append(by_prediction(state, row, label))
                state = moved(state, row, errors[-1])
            wrong = sum(abs(by_prediction(state, row, label)) for row, label in zip(X, y))
            shares.append(1 - wrong / len(y))
            if is_over(errors, shares):
                break
        return state

    return train


@family(
    "Perceptron.train",
    cause="training ends before its last epoch",
    advice="epochs says when to stop, and nothing else: yours stops {parameter}",
    about=["epochs"],
)
def train_stops_early(answers, golden):
    ways = [
        ("when the accuracy falls", ended(lambda errors, shares: shares[-1] < shares[-2])),
        ("when the accuracy stays", ended(lambda errors, shares: shares[-1] == shares[-2])),
        ("without progress", ended(lambda errors, shares: shares[-1] <= shares[-2])),
        ("when errors cancel", ended(lambda errors, shares: sum(errors) == 0)),
        ("when errors add up to less than 0", ended(lambda errors, shares: sum(errors) <= 0)),
    ]
    for number in (1, 2, 3):
        how = f"when {number} or fewer were wrong"
        ways.append((how, ended(lambda errors, _, n=number: sum(map(abs, errors)) <= n)))
    for share in (0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95):
        how = f"at an accuracy of about {share:.0%}"
        ways.append((how, ended(lambda _, shares, share=share: shares[-1] >= share)))
        ways.append((how, ended(lambda _, shares, share=share: shares[-1] > share)))
    return first_that_fits(ways, answers, golden)


@family(
    "Perceptron.train",
    cause="training ends after a number of corrections",
    advice="no number of corrections ends the training: yours ends after {parameter}",
    about=["epochs"],
)
def train_counts_corrections(answers, golden):
    def of_number(most):
        def train(state, X, y, epochs):
            left = most
            for row, label in [*zip(X, y)] * epochs:
                error = by_prediction(state, row, label)
                state, left = moved(state, row, error), left - abs(error)
                if not left:
                    break
            return state

        return train

    return first_that_fits([(n, of_number(n)) for n in range(1, 31)], answers, golden)


@family(
    "Perceptron.train",
    cause="the best weights are kept, not the last",
    advice="keep the last weights, whatever the accuracy was: yours keeps the best {parameter}",
    about=["epochs"],
)
def train_keeps_best_of(answers, golden):
    def best(is_each, is_later, is_first):
        def train(state, X, y, epochs):
            kept, most = state, share_of(state, X, y) if is_first else -1
            for number, (row, label) in enumerate([*zip(X, y)] * epochs, 1):
                state = moved(state, row, by_prediction(state, row, label))
                if is_each or number % len(X) == 0:
                    share = share_of(state, X, y)
                    if share > most or (is_later and share == most):
                        kept, most = state, share
            return kept

        return train

    flags = (False, True)
    ways = [
        ("of all steps" if each_step else "of all epochs", best(each_step, later, first))
        for each_step in flags
        for later in flags
        for first in flags
    ]
    return first_that_fits(ways, answers, golden)


def share_of(state, X, y):
    return sum(by_prediction(state, row, label) == 0 for row, label in zip(X, y)) / len(y)


# how it corrects


@family(
    "Perceptron.train",
    cause="there is a learning rate",
    advice="the correction is error times feature, no factor: yours gets {parameter}",
    about=["update"],
)
def train_rate_changes(answers, golden):
    first = answers["one_update:single"]["bias"]
    rates = [lambda k, f=f: first * f**k for f in FACTORS]
    rates += [lambda k: first / (k + 1), lambda k: first / (k + 1) ** 0.5]
    rates += [lambda k: first * max(0, 1 - 0.1 * k), lambda k: first * (k + 1)]
    # On the boundary itself it is rounding that decides, so the order of a sum.
    ways = [
        ("another with each epoch", lambda s, X, y, k, r=rate, e=error: follow(s, X, y, k, r, e))
        for rate in rates
        for error in (by_prediction, by_bias_first)
    ]
    return first_that_fits(ways, answers, golden) if first > 1e-5 else None


FACTORS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999)


def by_bias_first(state, row, label):
    return label - (sum(map(mul, state, row), state[-1]) > 0)


@family(
    "Perceptron.train",
    cause="the error is not taken from the prediction",
    advice="the error is the label minus the prediction, 0 or 1: yours is that of {parameter}",
    about=["update"],
)
def train_other_error(answers, golden):
    first = answers["one_update:single"]["bias"]
    if not 1e-6 < first < 1e3:
        return None
    ways = []
    for how, error_of in ERRORS.items():
        rate = first / error_of([0.0, 0.0], [0.0], 1)
        ways.append(
            (how, lambda s, X, y, k, e=error_of, r=rate: follow(s, X, y, k, lambda _: r, e))
        )
    return first_that_fits(ways, answers, golden)


def sigmoid(number):
    return 0.5 * (1 + tanh(number / 2))


def with_slope(state, row, label):
    output = sigmoid(net_input(state, row))
    return (label - output) * output * (1 - output)


ERRORS = {
    "the net input": lambda state, row, label: label - net_input(state, row),
    "the net input, with labels of -1 and 1": lambda state, row, label: (
        (1 if label else -1) - net_input(state, row)
    ),
    "a probability": lambda state, row, label: label - sigmoid(net_input(state, row)),
    "a sigmoid's slope": with_slope,
    "labels of -1 and 1 with predictions of 0 and 1": lambda state, row, label: (
        (1 if label else -1) - (net_input(state, row) > 0)
    ),
}


@family(
    "Perceptron.train",
    cause="the corrections of an epoch are put together",
    advice="correct after each example, in full: yours are added up and multiplied by {parameter}",
    about=["update"],
)
def train_batches(answers, golden):
    first = answers["one_update:single"]["bias"]

    def at_once(is_mean):
        def train(state, X, y, epochs):
            for _ in range(epochs):
                errors = [by_prediction(state, row, label) for row, label in zip(X, y)]
                rate = first / len(X) if is_mean else first
                for row, error in zip(X, errors):
                    state = moved(state, row, rate * error)
            return state

        return train

    how = f"{first:.4g}"
    ways = [(how, at_once(False)), (f"{how} / n", at_once(True))]
    return first_that_fits(ways, answers, golden) if first > 1e-5 else None


@family(
    "Perceptron.train",
    cause="rows near the boundary are corrected although predicted right",
    advice="correct only what is predicted wrong: yours corrects {parameter}",
    about=["update"],
)
def train_margins(answers, golden):
    def within(margin):
        def error_of(state, row, label):
            sign = 1 if label else -1
            return sign * (sign * net_input(state, row) <= margin)

        return lambda state, X, y, epochs: follow(state, X, y, epochs, error_of=error_of)

    margins = (0.001, 0.01, 0.1, 0.2, 0.25, 0.5, 1, 2)
    ways = [(f"up to a net input of about {margin:g}", within(margin)) for margin in margins]
    return first_that_fits(ways, answers, golden)


@family(
    "Perceptron.train",
    cause="the weights shrink at every step",
    advice="nothing but the correction changes a weight: yours are multiplied by about {parameter}",
    about=["update"],
)
def train_shrinks(answers, golden):
    def decay(factor, of_bias, if_wrong, by_epoch):
        def train(state, X, y, epochs):
            for number, (row, label) in enumerate([*zip(X, y)] * epochs, 1):
                error = by_prediction(state, row, label)
                if (error or not if_wrong) and not by_epoch:
                    state = shrunk(state, factor, of_bias)
                state = moved(state, row, error)
                if by_epoch and number % len(X) == 0:
                    state = shrunk(state, factor, of_bias)
            return state

        return train

    flags = (False, True)
    ways = [
        (factor, decay(factor, of_bias, if_wrong, by_epoch))
        for factor in (*FACTORS, 0.9999, 0.1)
        for of_bias in flags
        for if_wrong in flags
        for by_epoch in flags
    ]
    return first_that_fits(ways, answers, golden)


def shrunk(state, factor, of_bias):
    return [*(factor * w for w in state[:-1]), state[-1] * (factor if of_bias else 1)]


@family(
    "Perceptron.train",
    cause="a part of the last correction is added again",
    advice="nothing but the present error corrects a weight: yours adds {parameter} of the last",
    about=["update"],
)
def train_goes_on(answers, golden):
    def momentum(share, of_bias):
        def train(state, X, y, epochs):
            speed = [0.0] * len(state)
            for row, label in [*zip(X, y)] * epochs:
                error = by_prediction(state, row, label)
                speed = moved([share * s for s in speed], row, error)
                speed[-1] = speed[-1] if of_bias else error
                state = [w + s for w, s in zip(state, speed)]
            return state

        return train

    ways = [(s, momentum(s, b)) for s in (0.1, 0.2, *FACTORS) for b in (True, False)]
    return first_that_fits(ways, answers, golden)


@family(
    "Perceptron.train",
    cause="the examples are visited in another order",
    advice="visit the examples in the order they have in x: yours takes {parameter}",
    about=["epochs"],
)
def train_other_order(answers, golden):
    probes = starting(golden, "growing_prefix:five_rows")
    others = sum(
        not close(flat(answer), flat(right))
        for probe in probes
        for answer, right in zip(answers[probe].values(), golden[probe].values())
    )
    # What drops a correction may end as in another order, too, but not as often.
    if others < 3:
        return None
    program = opened(golden, *ASKED, *FOLLOWS)
    for case in KNOWN:
        X, y = rows_of(golden, case)
        zero = [0.0] * (len(X[0]) + 1)
        steps = answers[f"epochs_apart:{case}"]
        states = [(zero, len(X), steps["epoch 1"])]
        if len(X) < 5:  # of more there are too many orders
            states.append((flat(steps["epoch 1"]), len(X), steps["epoch 2"]))
        if f"growing_prefix:{case}" in golden:
            prefixes = answers[f"growing_prefix:{case}"].values()
            states += [(zero, number, end) for number, end in enumerate(prefixes, 1)]
        for state, number, end in states:
            ends = ends_of(state, list(zip(X, y))[:number])
            if not any(close(flat(end), each) for each in ends):
                return None
        program |= looked_at(answers, golden, f"growing_prefix:{case}", f"epochs_apart:{case}")
    if any(knows(answers, golden) for knows in OTHERWISE):
        return None
    return "them in an order of its own", program


OTHERWISE = (
    train_other_epochs,
    train_stops_early,
    train_counts_corrections,
    train_keeps_best_of,
    train_rate_changes,
    train_margins,
)


def ends_of(state, pairs):
    """Where an epoch may end, by the order of its examples."""
    if not pairs:
        return [state]
    ends = []
    for number, (row, label) in enumerate(pairs):
        after = moved(state, row, by_prediction(state, row, label))
        ends += ends_of(after, pairs[:number] + pairs[number + 1 :])
    return ends
