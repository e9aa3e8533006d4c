"""Mistakes that differ in a number only; see "Families" in `docs/assignments.md`.

Each function gets the answers and the goldens by probe, and gives the number and what a program
with it answers: `...` where that can't be told, the student's own answer where that was looked at.
"""

from math import exp, isclose, log

from grader.course.families import family

# The parameters of `one_row` and `four_rows` before the first step, and their learning rates.
START = [0.5, -1.0, 0.25, 1.0, 0.5, -0.75, 0.25, -0.5, 1.0, -0.5, -1.0, 0.75, 0.125, -0.25]
RATES = {"one_step:one_row": 1.0, "one_step:four_rows": 0.5}
IS_WEIGHT = [True] * 6 + [False] * 2 + [True] * 4 + [False] * 2
# The outputs that `loss:sure_and_unsure` and `loss:large` are about.
OUTPUTS = {
    "loss:sure_and_unsure": [[3.0, -1.0], [0.0, 0.0], [-2.0, 2.5]],
    "loss:large": [[500.0, 400.0, 499.0], [0.0, -800.0, 1.0]],
}
# What only follows from training and from steps that are wrong, and from losses that are.
AFTER_TRAINING = ("epochs_apart:", "losses:", "trained_on:", "regions:")
AFTER_STEPS = ("step_after_step:", "one_step:", *AFTER_TRAINING)
LOSSES = ("loss:", "loss_again:", "loss_before:", "evaluated")
VARIES = "another each time"  # what the probes say of answers that chance is in


def starting(golden, *names):
    """The goldens of the probes whose names begin so."""
    return {probe: value for probe, value in golden.items() if probe.startswith(names)}


def opened(golden, *names):
    """Nobody can tell what these probes are answered."""
    return dict.fromkeys(starting(golden, *names), ...)


def looked_at(answers, golden, *names):
    """The student's own answers to these, which are as they should be here."""
    return {probe: answers[probe] for probe in starting(golden, *names)}


def each(change, value):
    """Change every number of an answer, but no truth."""
    if isinstance(value, dict):
        return {key: each(change, part) for key, part in value.items()}
    if isinstance(value, list):
        return [each(change, part) for part in value]
    return value if isinstance(value, (bool, str)) else change(value)


def flat(value):
    """All numbers of an answer, in their order."""
    if not isinstance(value, (list, dict)):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [number for part in parts for number in flat(part)]


def close(numbers, others, tolerance=2e-4):
    """Whether lists of numbers are equal, as far as 32 bits tell."""
    pairs = zip(numbers, others, strict=True)
    return all(isclose(a, b, rel_tol=tolerance, abs_tol=tolerance) for a, b in pairs)


def agree(answer, other):
    """Whether two answers are the same but for the last digits."""
    return len(flat(answer)) == len(flat(other)) and close(flat(answer), flat(other), 5e-5)


def moves(before, after):
    """How far parameters went, against the gradient."""
    return [old - new for old, new in zip(before, after, strict=True)]


def ratio(numbers, others):
    """How many times as large some numbers are as others; raises where they are not."""
    factor = sum(a * b for a, b in zip(numbers, others)) / sum(b * b for b in others)
    if not close(numbers, [factor * b for b in others]):
        raise ValueError("no factor")
    return factor


# steps


@family(
    "step",
    cause="the learning rate is not the one that is given",
    advice="each parameter moves by the given rate times its gradient: {parameter}",
    about=["step"],
)
def step_learning_rate(answers, golden):
    of_one, of_four = (
        ratio(moves(START, flat(answers[probe])), moves(START, flat(golden[probe])))
        for probe in RATES
    )
    if of_one <= 1e-3 or isclose(of_one, 1, abs_tol=1e-3) and isclose(of_four, 1, abs_tol=1e-3):
        return None
    if isclose(of_one, of_four, rel_tol=1e-3):
        how = f"your steps are {of_one:.4g} times as far"
    elif isclose(of_one, of_four * 0.5, rel_tol=1e-3):
        how = f"yours is {of_one:.4g}, whatever is given"
    else:
        return None
    return how, opened(golden, *AFTER_STEPS) | looked_at(answers, golden, *RATES)


@family(
    "step",
    cause="the weights are made smaller at each step",
    advice="plain SGD is asked for, without weight decay: yours is {parameter}",
    about=["step"],
)
def step_weight_decay(answers, golden):
    more = {probe: moves(flat(golden[probe]), flat(answers[probe])) for probe in RATES}
    decayed = decaying(more["one_step:one_row"])
    of_one, of_four = (ratio(more[probe], decayed) / rate for probe, rate in RATES.items())
    if of_one < 2e-4 or not isclose(of_one, of_four, rel_tol=0.02, abs_tol=2e-4):
        return None
    program = opened(golden, *AFTER_STEPS, "loss_before:small")
    for probe in ("loss_before:one_row", "loss_before:four_rows"):
        # Who adds it to the loss may give it back with the loss, too.
        penalty = answers[probe]["loss"] - golden[probe]["loss"]
        if not close([penalty], [0]) and not close([penalty], [of_one / 2 * square(decayed)]):
            return None
    return of_one, program | looked_at(answers, golden, *RATES, "loss_before:")


def decaying(more):
    """The parameters that decay: all, or weights alone."""
    of_biases = [part for part, is_weight in zip(more, IS_WEIGHT) if not is_weight]
    if not close(of_biases, [0] * len(of_biases)):
        return START
    return [start * is_weight for start, is_weight in zip(START, IS_WEIGHT)]


def square(numbers):
    return sum(number * number for number in numbers)


@family(
    "step",
    cause="the steps have momentum",
    advice="plain SGD is asked for: a step forgets the one before, yours keeps {parameter} of it",
    about=["step"],
)
def step_momentum(answers, golden):
    probe = "step_after_step:four_rows"
    first, second = (flat(golden[probe][f"step {n}"]) for n in (1, 2))
    if not agree(answers[probe]["step 1"], first):
        return None
    share = ratio(moves(second, flat(answers[probe]["step 2"])), moves(START, first))
    if isclose(share, 0, abs_tol=1e-3):
        return None
    after = opened(golden, *(name for name in AFTER_STEPS if name != "one_step:"))
    return share, after | looked_at(answers, golden, probe)


@family(
    "train",
    cause="the steps are not made with the learning rate that is given",
    advice="`step` gets the learning rate: where that is 1, you step {parameter} times as far",
    about=["epochs"],
)
def train_learning_rate(answers, golden):
    probe = "epochs_apart:one_row"
    pair = (moves(START, flat(each["epoch 1"])) for each in (answers[probe], golden[probe]))
    factor = ratio(*pair)
    if factor <= 1e-3 or isclose(factor, 1, abs_tol=1e-3):
        return None
    program = opened(golden, *AFTER_TRAINING)
    return factor, program | looked_at(answers, golden, probe)


@family(
    "train",
    cause="the rows are visited in an order that is drawn",
    advice="no shuffling, `order` is the order: the same training must end with the same weights",
    about=["epochs"],
)
def train_shuffles(answers, golden):
    if answers["trained_alike:many"]["same end"]:
        return None
    program = opened(golden, *AFTER_TRAINING)
    return "by chance", program | looked_at(answers, golden, "trained_alike:")


# the loss


@family(
    "loss_of",
    cause="the loss is scaled",
    advice="the mean cross-entropy has no factor: yours is {parameter} times that",
    about=["loss"],
)
def loss_scaled(answers, golden):
    factor = answers["loss:sure_and_unsure"] / golden["loss:sure_and_unsure"]
    if factor <= 1e-3 or isclose(factor, 1, abs_tol=1e-4):
        return None
    scaled = starting(golden, "loss:", "loss_again:", "loss_before:", "evaluated")
    program = opened(golden, *AFTER_STEPS)
    return factor, program | {p: with_losses(lambda n: n * factor, scaled[p]) for p in scaled}


def with_losses(change, value, key="loss"):
    """Change what is a loss in an answer; leave accuracies and modes."""
    if isinstance(value, dict):
        return {key: with_losses(change, part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [with_losses(change, part, key) for part in value]
    is_loss = key == "loss" and not isinstance(value, (bool, str))
    return change(value) if is_loss else value


@family(
    "loss_of",
    cause="the labels are smoothed",
    advice="plain cross-entropy is asked for, without label smoothing: yours is {parameter}",
    about=["loss"],
)
def loss_smoothed(answers, golden):
    shares = []
    for probe, rows in OUTPUTS.items():
        even = sum(map(evenly, rows)) / len(rows)
        shares.append((answers[probe] - golden[probe]) / (even - golden[probe]))
    share = shares[1]  # where most is at stake, it shows best
    if not 1e-3 < share <= 1 or not isclose(*shares, rel_tol=0.01, abs_tol=1e-3):
        return None
    program = opened(golden, *AFTER_STEPS, *LOSSES)
    return share, program | looked_at(answers, golden, *OUTPUTS)


def evenly(row):
    """The cross-entropy of a row, were every label as right as another."""
    highest = max(row)
    total = highest + log(sum(exp(number - highest) for number in row))
    return total - sum(row) / len(row)


# the network


@family(
    "MLP",
    cause="the share that is dropped is not the one that is given",
    advice="the network drops the share that it is given, by itself none: yours drops {parameter}",
    about=["dropout"],
)
def dropout_fixed(answers, golden):
    # The first way is that without any unit; of what is added to it, the kept ones are scaled.
    shares = []
    for probe, given in (("dropped:seven_of_eight", 0.875), ("dropped:units", 0.75)):
        pair = (flat(each[probe]["outputs"]) for each in (answers, golden))
        start = flat(golden[probe]["outputs"][0])
        added = ([n - start[i % len(start)] for i, n in enumerate(part)] for part in pair)
        shares.append(1 - (1 - given) / ratio(*added))
    if not 1e-3 < shares[0] < 1 or not isclose(*shares, rel_tol=1e-3):
        return None
    program = dict.fromkeys(starting(golden, "drops_nothing_by_itself:"), VARIES)
    program |= opened(golden, *AFTER_TRAINING, "trained_alike:")
    return shares[0], program | looked_at(answers, golden, "dropped:")


# what is rounded

ROUND = "keep every decimal: round only what you print. Yours have {parameter}"


@family("evaluate", cause="the results are rounded", advice=ROUND, about=["evaluate"])
def evaluate_rounded(answers, golden):
    evaluated = starting(golden, "evaluated:", "evaluated_again:", "evaluated_in_")
    for digits in range(4):
        for keys in (("loss", "accuracy"), ("loss",), ("accuracy",)):
            program = {p: rounded(evaluated[p], digits, keys) for p in evaluated}
            if all(agree(answers[probe], program[probe]) for probe in program):
                return digits, program
    return None


def rounded(value, digits, keys, key=""):
    """Round what has one of these keys in an answer."""
    if isinstance(value, dict):
        return {key: rounded(part, digits, keys, key) for key, part in value.items()}
    if isinstance(value, list):
        return [rounded(part, digits, keys, key) for part in value]
    return round(value, digits) if key in keys else value


@family("train", cause="the losses are rounded", advice=ROUND, about=["losses"])
def train_losses_rounded(answers, golden):
    losses = starting(golden, "losses:")
    for digits in range(4):
        program = {p: each(lambda n: round(n, digits), losses[p]) for p in losses}  # noqa: B023
        if all(agree(answers[probe], program[probe]) for probe in program):
            return digits, program
    return None


@family("step", cause="the loss of a step is rounded", advice=ROUND, about=["step_loss"])
def step_loss_rounded(answers, golden):
    before = starting(golden, "loss_before:")
    for digits in range(4):
        program = {p: rounded(before[p], digits, ("loss",)) for p in before}
        if all(agree(answers[probe], program[probe]) for probe in program):
            return digits, program | opened(golden, "losses:")
    return None
