"""Mistakes that differ in a number only; see "Families" in `docs/assignments.md`.

Each function gets the answers and the goldens by probe, and gives the number and what a program
with it answers: `...` where that can't be told without training, the student's own answer where
that was looked at here.
"""

from math import isclose, log

from grader.course.families import family

OF_REGRESSION = (
    *("started", "second_is_new", "forward_of_a_new", "forward_after", "slopes_of_a_new"),
    *("slopes_after", "one_step", "batch_by_batch", "epochs_apart", "losses:", "losses_of_second"),
    *("trained_on", "predicted:", "regions:", "first_is_kept"),
)
STEPS = ("one_step", "batch_by_batch", "epochs_apart", "losses:", "losses_of_second", "trained_on")
TRAINED = ("forward_after", "slopes_after", "predicted:", "regions:", "first_is_kept")
NETWORK_STEPS = ("network_", "losses_of_network", "network_trained_on", "given_start_is_kept")
TRAINED_NETWORK = ("forward_of_trained", "slopes_of_trained", "predicted_by_trained", "regions_of")
ONE_STEPS = {"one_step:four_rows": 1.0, "one_step:seven_rows": 0.25, "one_step:regression": 0.5}
NETWORK_ONE_STEPS = {
    "network_one_step:small_network": 0.5,
    "network_one_step:wide_network": 0.5,
    "network_one_step:network": 0.25,
}


def starting(golden, *names):
    """The goldens of the probes whose names begin so."""
    return {probe: value for probe, value in golden.items() if probe.startswith(names)}


def opened(golden, *names):
    """Nobody can tell what these probes are answered."""
    return dict.fromkeys(starting(golden, *names), ...)


def each(change, value):
    """Change every number of an answer."""
    if isinstance(value, dict):
        return {key: each(change, part) for key, part in value.items()}
    return [each(change, part) for part in value] if isinstance(value, list) else change(value)


def flat(value):
    """All numbers of an answer, in their order."""
    if not isinstance(value, (list, dict)):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [number for part in parts for number in flat(part)]


def close(numbers, others):
    """Whether lists of numbers are equal but for rounding."""
    pairs = zip(numbers, others, strict=True)
    return all(isclose(a, b, rel_tol=1e-7, abs_tol=1e-9) for a, b in pairs)


def factor_of(answer, right):
    """By how much all numbers of an answer are those of another; None where they are not."""
    numbers, others = flat(answer), flat(right)
    largest = max(range(len(others)), key=lambda place: abs(others[place]))
    factor = numbers[largest] / others[largest]
    return factor if close(numbers, [factor * other for other in others]) else None


def alike(factors):
    """The factor that all of these are; None where they are not, or have no more than a sign."""
    first, *others = factors
    if None in (first, *others) or not close([first] * len(others), others):
        return None
    return None if isclose(abs(first), 1, rel_tol=1e-4) or abs(first) < 1e-9 else first


def difference(answer, start):
    return [a - b for a, b in zip(flat(answer), flat(start), strict=True)]


# the learning rate


def of_regression(answers, golden):
    """By how much the first step from zero is too large, for each case."""
    return {probe: factor_of(answers[probe], golden[probe]) for probe in ONE_STEPS}


def of_network(answers, golden):
    """By how much the network's first step is too large, for each case."""
    factors = {}
    for probe in NETWORK_ONE_STEPS:
        start = golden[f"start_is_copied:{probe.partition(':')[2]}"]
        steps = (difference(state, start) for state in (answers[probe], golden[probe]))
        factors[probe] = factor_of(*steps)
    return factors


def times_rate(factors, rates):
    """The rate that was used in the place of each case's; None where it is not one."""
    used = [None if factors[p] is None else factors[p] * rates[p] for p in rates]
    is_rate = None not in used and close(used[:1] * len(used), used)
    # At a rate of 1, it is left out.
    return None if not is_rate or isclose(used[0], 1, rel_tol=1e-4) else used[0]


FACTOR = "a step is learning rate times gradient: yours is {parameter} times that"
FIXED = "take the learning rate that `train` is given: yours is always {parameter}"


@family("SoftmaxRegression.train", cause="the steps are scaled", advice=FACTOR, about=["steps"])
def train_scaled(answers, golden):
    factor = alike(of_regression(answers, golden).values())
    return factor and (factor, trained_otherwise(answers, golden))


@family(
    "SoftmaxRegression.train", cause="the learning rate is fixed", advice=FIXED, about=["steps"]
)
def train_fixed_rate(answers, golden):
    rate = times_rate(of_regression(answers, golden), ONE_STEPS)
    return rate and (rate, trained_otherwise(answers, golden))


def trained_otherwise(answers, golden):
    """What follows from other steps; the first ones were looked at."""
    looked = {probe: answers[probe] for probe in ONE_STEPS}
    return opened(golden, *STEPS, *TRAINED) | looked


@family("MLP.train", cause="the steps are scaled", advice=FACTOR, about=["network_training"])
def network_scaled(answers, golden):
    factor = alike(of_network(answers, golden).values())
    return factor and (factor, network_trained_otherwise(answers, golden))


@family("MLP.train", cause="the learning rate is fixed", advice=FIXED, about=["network_training"])
def network_fixed_rate(answers, golden):
    rate = times_rate(of_network(answers, golden), NETWORK_ONE_STEPS)
    return rate and (rate, network_trained_otherwise(answers, golden))


def network_trained_otherwise(answers, golden):
    """What follows from other steps; the first ones were looked at."""
    looked = {probe: answers[probe] for probe in NETWORK_ONE_STEPS}
    return opened(golden, *NETWORK_STEPS, *TRAINED_NETWORK) | looked


SCALED = "the gradient is that of the mean loss, no factor: yours is {parameter} times that"


@family(
    "SoftmaxRegression.backward",
    cause="the gradient is scaled",
    advice=SCALED,
    about=["gradient"],
)
def gradient_scaled(answers, golden):
    new = starting(golden, "slopes_of_a_new")
    factor = alike([factor_of(answers[probe], new[probe]) for probe in new])
    if factor is None:
        return None
    program = opened(golden, *STEPS, *TRAINED)
    return factor, program | {probe: answers[probe] for probe in new}


@family("MLP.backward", cause="the gradient is scaled", advice=SCALED, about=["network_gradient"])
def network_gradient_scaled(answers, golden):
    slopes = starting(golden, "slopes_of_network")
    factor = alike([factor_of(answers[probe], slopes[probe]) for probe in slopes])
    if factor is None:
        return None
    program = opened(golden, *NETWORK_STEPS, *TRAINED_NETWORK, "gradient_check")
    return factor, program | {probe: answers[probe] for probe in slopes}


# where a new model starts


@family(
    "SoftmaxRegression.__init__",
    cause="the weights do not start at zero",
    advice="all weights and biases of a new model are zero: {parameter}",
    about=["start"],
)
def start_elsewhere(answers, golden):
    new = starting(golden, "started:")
    if any(len(flat(answers[probe])) != len(flat(new[probe])) for probe in new):
        return None
    weights = [number for probe in new for number in flat(answers[probe]["weights"])]
    biases = [number for probe in new for number in flat(answers[probe]["bias"])]
    if not all(weights) and not all(biases):
        return None
    numbers = sorted({*weights, *biases} - {0})
    how = f"yours are {numbers[0]:.4g}" if len(numbers) == 1 else "yours are drawn by chance"
    looked = {probe: answers[probe] for probe in new}
    return how, opened(golden, *OF_REGRESSION) | looked


# the loss

# The probabilities of the labels in the cases of the loss.
GIVEN = {"sure_and_unsure": (0.75, 0.875, 0.5), "three_classes": (0.3, 0.6, 0.8, 0.25)}
LOSSES = ("losses", "loss_again", "loss:")


@family(
    "cross_entropy",
    cause="something is added to the probabilities, and not little",
    advice="the probability is never 0, so nothing needs to be added to it: you add {parameter}",
    about=["cross_entropy"],
)
def loss_smoothed(answers, golden):
    program = opened(golden, *LOSSES)
    # The loss falls as the number grows, so it is found by halves.
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        above = mean_loss(GIVEN["three_classes"], middle) > answers["loss:three_classes"]
        low, high = (middle, high) if above else (low, middle)
    if not 1e-7 < low < 0.9:
        return None
    program |= {f"loss:{case}": mean_loss(GIVEN[case], low) for case in GIVEN}
    return float(f"{low:.5g}"), program


def mean_loss(probabilities, added):
    return -sum(log(p + added) for p in probabilities) / len(probabilities)


# what is rounded


def decimals(value, digits):
    """Every number of an answer with so many decimals."""
    return each(lambda number: round(number, digits), value)


def rounded(answers, right):
    """To how many decimals all of these are rounded, and how; None where they are not."""
    for digits in range(7):
        program = {probe: decimals(right[probe], digits) for probe in right}
        if all(close(flat(answers[probe]), flat(program[probe])) for probe in right):
            return digits, program
    return None


ROUND = "keep every decimal: round only what you print. Yours have {parameter}"


@family("accuracy", cause="the share is rounded", advice=ROUND, about=["accuracy"])
def accuracy_rounded(answers, golden):
    return rounded(answers, starting(golden, "share:", "share_again:"))


@family("cross_entropy", cause="the loss is rounded", advice=ROUND, about=["cross_entropy"])
def loss_rounded(answers, golden):
    return rounded(answers, starting(golden, "loss:", "loss_again:", "losses"))


@family("softmax", cause="the probabilities are rounded", advice=ROUND, about=["softmax"])
def softmax_rounded(answers, golden):
    fit = rounded(answers, starting(golden, "probabilities"))
    if fit is None:
        return None
    follows = opened(golden, *OF_REGRESSION, *NETWORK_STEPS, *TRAINED_NETWORK)
    follows |= opened(golden, "forward_of_network", "slopes_of_network", "gradient_check")
    return fit[0], follows | fit[1]


@family("SoftmaxRegression.train", cause="the losses are rounded", advice=ROUND, about=["losses"])
def train_losses_rounded(answers, golden):
    return rounded(answers, starting(golden, "losses:", "losses_of_second_call:"))


@family("MLP.train", cause="the losses are rounded", advice=ROUND, about=["network_training"])
def network_losses_rounded(answers, golden):
    return rounded(answers, starting(golden, "losses_of_network"))
