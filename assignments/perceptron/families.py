"""Mistakes that differ in a number only; see "Families" in `docs/assignments.md`.

Each function gets the answers and the goldens by probe, and gives the number and what a program
with it answers: `...` where that can't be told without training, the student's own answer where
that was looked at here.
"""

from functools import partial
from math import isclose

from grader.course.families import family

STATE = ("weights", "bias")
# What trains on many examples, where one prediction that is turned changes all that follow.
FOLLOWS = ("growing_prefix:", "epochs_apart:", "trained_on", "whole_run")
# What is asked of a model that is trained on one example.
ASKED = ("predicted:", "errors_found:", "share_right:", "share_elsewhere:", "share_again:")


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


def with_states(change, value):
    """Change weights and biases; leave accuracies and boundaries."""
    if not isinstance(value, dict):
        return value
    return {
        key: each(change, part) if key in STATE else with_states(change, part)
        for key, part in value.items()
    }


def close(numbers, others):
    """Whether lists of numbers are equal but for rounding."""
    if len(numbers) != len(others):
        raise ValueError("other numbers of numbers")
    return all(map(ALMOST, numbers, others))


ALMOST = partial(isclose, rel_tol=1e-9, abs_tol=1e-9)


def whole(*numbers):
    """Whether all are whole numbers but for rounding."""
    return all(abs(number - round(number)) < 1e-6 for number in numbers)


def flat(value):
    """All numbers of an answer, in their order."""
    if not isinstance(value, (list, dict)):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [number for part in parts for number in flat(part)]


def moves(steps):
    """How weights and bias change from each step to the next."""
    states = [flat(state) for state in steps.values()]
    return [[new - old for new, old in zip(*pair)] for pair in zip(states[1:], states)]


def steps_are(answers, golden, weight_rate=1, bias_rate=1):
    """Whether each example corrects by its features times -1, 0 or 1, as in the reference."""
    for probe in starting(golden, "example_by_example:"):
        examples = [name.partition("example ")[2] for name in golden[probe]][1:]
        # What an example is, the reference shows wherever it corrects by it.
        corrections = {n: move for n, move in zip(examples, moves(golden[probe])) if any(move)}
        for number, move in zip(examples, moves(answers[probe])):
            right = corrections.get(number, move)
            rated = [*(weight_rate * part for part in right[:-1]), bias_rate * right[-1]]
            if any(move) and number in corrections and not close(move, rated):
                return False
    return True


def looked_at(answers, golden, *names):
    """The student's own answers to these, which are as they should be here."""
    return {probe: answers[probe] for probe in starting(golden, *names)}


# the learning rate


@family(
    "Perceptron.train",
    cause="there is a learning rate",
    advice="the correction is error times feature, no factor: yours is {parameter} times that",
    about=["update"],
)
def train_learning_rate(answers, golden):
    rate = answers["one_update:single"]["bias"]
    if not rate > 1e-5 or rate == 1:
        return None
    # From zero, all weights and biases grow by the same factor, so each prediction stays: but for
    # what lies on the boundary, which rounding puts on either side.
    program = {p: with_states(lambda number: number * rate, golden[p]) for p in golden}
    ties = starting(golden, "share_right:twin_rows", "share_elsewhere:twin_rows")
    program |= {p: answers[p] for p in ties if whole(answers[p] * 30)}
    long = answers["epochs_apart:one_weight"]
    if whole(*(4 * number / rate for number in flat(long))):
        program["epochs_apart:one_weight"] = long
    return rate, program


@family(
    "Perceptron.train",
    cause="there is a learning rate",
    advice="weights and bias are corrected by the whole error, no factor: {parameter}",
    about=["update"],
)
def train_two_learning_rates(answers, golden):
    update, right = answers["one_update:single"], golden["one_update:single"]
    of_weights, of_bias = update["weights"][0] / right["weights"][0], update["bias"]
    if of_weights <= 1e-5 or of_bias <= 1e-5 or isclose(of_weights, of_bias):
        return None
    if not steps_are(answers, golden, of_weights, of_bias):
        return None
    ones = starting(golden, "one_update:")
    program = {
        probe: {"weights": each(lambda w: w * of_weights, one["weights"]), "bias": of_bias}
        for probe, one in ones.items()
    }
    program |= opened(golden, *ASKED, *FOLLOWS, "update_after_update:")
    program |= looked_at(answers, golden, "example_by_example:")
    how = f"your weights are corrected {of_weights:.4g} times, your bias {of_bias:.4g} times that"
    return how, program


@family(
    "Perceptron.backward",
    cause="the error is scaled",
    advice="the error is label minus prediction, no factor: yours is {parameter} times that",
    about=["backward"],
)
def backward_scaled(answers, golden):
    rate = answers["errors_of_a_new_model:new_model"][1]
    if not rate > 1e-5 or rate == 1:
        return None
    _, program = train_learning_rate(answers, golden) or (None, {})
    errors = starting(golden, "errors_")
    return rate, program | {p: each(lambda error: error * rate, errors[p]) for p in errors}


# where a new model starts


def start_of(answers):
    """The weights and the bias of a new model of two features, and of one of six."""
    two, six = (answers[f"started:{name}_weights"] for name in ("two", "six"))
    if len(two["weights"]) != 2 or len(six["weights"]) != 6:
        raise ValueError("other numbers of weights")
    return [*two["weights"], *six["weights"]], [two["bias"], six["bias"]]


def started_elsewhere(answers, golden):
    """What follows from another start, where nothing speaks against it."""
    if not steps_are(answers, golden):
        return None
    program = opened(golden, "start_predicts_nothing:", "errors_of_a_new_model:", *ASKED, *FOLLOWS)
    program |= opened(golden, "one_update:", "update_after_update:", "share_of_a_new_model:")
    program |= looked_at(answers, golden, "example_by_example:", "started:", "second_is_new:")
    return program


@family(
    "Perceptron.__init__",
    cause="the weights do not start at zero",
    advice="every weight of a new perceptron is zero: yours are {parameter}",
    about=["start"],
)
def init_constant_weights(answers, golden):
    weights, biases = start_of(answers)
    second = answers["second_is_new:five_rows"]["second model"]
    if set(weights) == {0} or len({*weights, *second["weights"]}) > 1 or len(set(biases)) > 1:
        return None
    program = started_elsewhere(answers, golden)
    return program and (weights[0], program)


@family(
    "Perceptron.__init__",
    cause="the bias does not start at zero",
    advice="the bias of a new perceptron is zero, too: yours is {parameter}",
    about=["start"],
)
def init_bias(answers, golden):
    weights, biases = start_of(answers)
    second = answers["second_is_new:five_rows"]["second model"]["bias"]
    if any(weights) or not all(biases):
        return None
    # Of two models of one size: else it is the size that the bias hangs on.
    is_drawn = second != biases[0]
    if not is_drawn and biases[0] != biases[1]:
        return None
    program = started_elsewhere(answers, golden)
    return program and ("drawn by chance" if is_drawn else biases[0], program)


@family(
    "Perceptron.__init__",
    cause="the weights do not start at zero",
    advice="no chance is needed, every weight of a new perceptron is zero: {parameter}",
    about=["start"],
)
def init_random_weights(answers, golden):
    weights, _ = start_of(answers)
    second = answers["second_is_new:five_rows"]["second model"]["weights"]
    if len(set(weights)) < 3 or not all(weights):
        return None
    program = started_elsewhere(answers, golden)
    is_new = not close(second, weights[:2])
    how = "a new model starts elsewhere each time" if is_new else "yours always starts the same"
    return program and (how, program)


@family(
    "Perceptron.train",
    cause="the examples are visited in an order that is drawn",
    advice="no shuffling: the same training must end with the same weights each time",
    about=["update"],
)
def train_shuffles(answers, golden):
    # The same is asked twice: as the last of the growing parts, and as the first of the epochs.
    last, first = answers["growing_prefix:five_rows"], answers["epochs_apart:five_rows"]
    deep = answers["growing_prefix:five_rows_deep"], answers["epochs_apart:five_rows_deep"]
    pairs = [(last["epoch 1, example 5"], first["epoch 1"])]
    pairs += [(deep[0]["epoch 1, example 5"], deep[1]["epoch 1"])]
    if all(close(flat(a), flat(b)) for a, b in pairs):
        return None
    if not whole(*(4 * number for number in flat([last, first, *deep]))):
        return None
    looked = looked_at(answers, golden, "growing_prefix:five_rows", "epochs_apart:five_rows")
    return "by chance", opened(golden, *FOLLOWS) | looked


# the threshold

# The net inputs of the rows that `predicted` and `errors_found` are asked about.
NET_INPUTS = {
    "sides": [0, 1, -1, 1, -2, -0.5, 25, -0.00390625, 0.00390625],
    "sides_deep": [0, 1, -1.25, 1, 1.25, 0.25],
    "sides_wide": [-1, 1],
}


@family(
    "Perceptron.forward",
    cause="the threshold is not 0",
    advice="compare the net input with 0: your threshold lies {parameter}",
    about=["forward"],
)
def forward_threshold(answers, golden):
    pairs = []
    for case, numbers in NET_INPUTS.items():
        pairs += zip(numbers, answers[f"predicted:{case}"].values(), strict=True)
        errors = f"errors_found:{case}"
        if errors in golden:  # of each row, that of label 0 and that of label 1
            of_zero, of_one = (list(answers[errors].values())[label::2] for label in (0, 1))
            pairs += zip(numbers, (-error for error in of_zero), strict=True)
            pairs += zip(numbers, (1 - error for error in of_one), strict=True)
    low = max((number for number, prediction in pairs if prediction == 0), default=0)
    high = min((number for number, prediction in pairs if prediction == 1), default=0)
    # From 1 on, it may as well be the bias that is not added: it is 1 in these models.
    if not 0 < low < high <= 1 or not steps_are(answers, golden):
        return None
    program = opened(golden, "share_", "update_after_update:", *FOLLOWS)
    program |= looked_at(answers, golden, "predicted:", "errors_found:", "example_by_example:")
    return f"from {low:.4g} to {high:.4g}", program


# what is rounded


def agree(answer, other):
    """Whether two answers are the same but for the last digits."""
    return len(flat(answer)) == len(flat(other)) and close(flat(answer), flat(other))


def decimals(value, digits):
    """Every number of an answer with so many decimals."""
    return each(lambda number: round(number, digits), value)


def rounded(answers, right):
    """To how many decimals all of these are rounded, and how; None where they are not."""
    for digits in range(7):
        if all(agree(answers[probe], decimals(right[probe], digits)) for probe in right):
            return digits, decimals(right, digits)
    return None


ROUND = "keep every decimal: round only what you print. Yours have {parameter}"


@family("Perceptron.evaluate", cause="the accuracy is rounded", advice=ROUND, about=["evaluate"])
def evaluate_rounded(answers, golden):
    fit = rounded(answers, starting(golden, "share_right:", "share_elsewhere:", "share_of_"))
    if fit is None:
        return None
    evaluated = starting(golden, "share_", "whole_run")
    return fit[0], {p: with_shares(lambda n: round(n, fit[0]), evaluated[p]) for p in evaluated}


ACCURACIES = ("train accuracy", "test accuracy", "after training")


def with_shares(change, value):
    """Change the accuracies of an answer; leave all else."""
    if not isinstance(value, dict):
        return value if isinstance(value, list) else change(value)
    parts = {key: change(value[key]) for key in ACCURACIES if key in value}
    if "second run" in value:
        parts["second run"] = with_shares(change, value["second run"])
    return value | parts


def put(answer, parts):
    """An answer with other parts, of the second run where there is one."""
    if "second run" in answer:
        return {**answer, "second run": {**answer["second run"], **parts}}
    return {**answer, **parts}


@family(
    "decision_boundary",
    cause="the ends of the boundary are rounded",
    advice=ROUND,
    about=["boundary"],
)
def boundary_rounded(answers, golden):
    fit = rounded(answers, starting(golden, "boundary:", "boundary_again:"))
    if fit is None:
        return None
    digits, program = fit
    for probe, run in starting(golden, "whole_run").items():
        boundary = run.get("second run", run)["boundary"]
        program[probe] = put(run, {"boundary": decimals(boundary, digits)})
    return digits, program


@family("mean_std", cause="mean and deviation are rounded", advice=ROUND, about=["mean_std"])
def mean_std_rounded(answers, golden):
    fit = rounded(answers, starting(golden, "measured"))
    if fit is None:
        return None
    return fit[0], fit[1] | opened(golden, "prepared", "whole_run")


@family("standardize", cause="the new rows are rounded", advice=ROUND, about=["standardize"])
def standardize_rounded(answers, golden):
    fit = rounded(answers, starting(golden, "standardized", "prepared"))
    if fit is None:
        return None
    return fit[0], fit[1] | opened(golden, "whole_run")


@family("main", cause="the results are rounded", advice=ROUND, about=["main"])
def main_rounded(answers, golden):
    runs = starting(golden, "whole_run")
    results = {probe: run.get("second run", run) for probe, run in runs.items()}
    given = {probe: answers[probe].get("second run", answers[probe]) for probe in runs}
    changed = [
        name
        for name in results["whole_run:points"]
        if not all(agree(given[probe][name], results[probe][name]) for probe in runs)
    ]
    pairs = [(given[probe][name], results[probe][name]) for name in changed for probe in runs]
    for digits in range(7):
        if pairs and all(agree(answer, decimals(right, digits)) for answer, right in pairs):
            return digits, {probe: answers[probe] for probe in runs}
    return None


# what is kept from one call to the next


def readable(answers, golden, *names):
    """The student's own answers to these, as far as they are built as the goldens."""
    read = {}
    for probe in starting(golden, *names):
        try:
            read[probe] = answers[probe]
        except LookupError:  # of a row of one number, or of none
            continue
    return read


def remembers(target, about, question, *follows):
    """Know a function whose answers hang on what it was asked before, or on nothing at all."""
    name = target.rpartition(".")[2]

    @family(
        target,
        cause=f"`{name}` {{parameter}}",
        advice="an answer may hang on nothing but what the call is given: on no earlier call",
        about=[about],
    )
    def fits(answers, golden):
        again, plain = (readable(answers, golden, f"{question}{way}:") for way in ("_again", ""))
        pairs = [(again[probe], plain.get(probe.replace("_again", ""))) for probe in again]
        if any(not agree(after, first) for after, first in pairs if first is not None):
            how = "answers the same question differently from one call to the next"
        elif (
            len(plain) > 1
            and len(set(map(str, plain.values()))) == 1
            and any(flat([*plain.values()]))
        ):
            how = "answers the same, whatever it is given"
        else:
            return None
        unread = opened(golden, f"{question}:", f"{question}_again:", *follows)
        return how, unread | plain | again

    return fits


load_remembers = remembers("load_data", "load", "loaded", "whole_run")
counts_remembers = remembers("class_counts", "counts", "counted")
split_remembers = remembers("split", "split", "parted", "parted_all", "prepared", "whole_run")
mean_std_remembers = remembers("mean_std", "mean_std", "measured", "prepared", "whole_run")
standardize_remembers = remembers(
    "standardize", "standardize", "standardized", "prepared", "whole_run"
)
prepare_remembers = remembers("prepare", "prepare", "prepared", "whole_run")
boundary_remembers = remembers("decision_boundary", "boundary", "boundary", "whole_run")


@family(
    "main",
    cause="`main` answers the same, whatever it is given",
    advice="an answer may hang on nothing but what the call is given: on no earlier call",
    about=["main"],
)
def main_remembers(answers, golden):
    runs = [probe for probe in starting(golden, "whole_run") if "twice" not in probe]
    if len({str(answers[probe]) for probe in runs}) > 1 or not any(flat(answers[runs[0]])):
        return None
    return "", {probe: answers[probe] for probe in starting(golden, "whole_run")}


# how the deviation is divided


@family(
    "mean_std",
    cause="the deviation is not divided by n",
    advice="divide the sum of the squares by the number of examples, n: you divide by {parameter}",
    about=["mean_std"],
)
def mean_std_divisor(answers, golden):
    rows = {
        probe.replace("parted", "measured"): len(flat([part["y_train"], part["y_test"]]))
        for probe, part in starting(golden, "parted:", "parted_again:").items()
    }
    rows |= {"measured:long": sum(golden["counted:long"])}
    known = starting(golden, *(probe for probe in rows if probe in golden))
    divisors = {}
    for probe, right in known.items():
        means, stds = flat(answers[probe]["means"]), flat(answers[probe]["stds"])
        ratio = stds[0] / flat(right["stds"])[0]
        expected = [ratio * std for std in flat(right["stds"])]
        if not close(means, flat(right["means"])) or not close(stds, expected):
            return None
        divisors[probe] = rows[probe] / ratio**2
    less = [rows[probe] - divisor for probe, divisor in divisors.items()]
    if all(isclose(less[0], other, abs_tol=1e-6) for other in less):
        how = f"n {'-' if less[0] > 0 else '+'} {abs(less[0]):.4g}"
    elif len({round(divisor, 6) for divisor in divisors.values()}) == 1:
        how = f"{next(iter(divisors.values())):.4g}, however many there are"
    else:
        return None
    program = opened(golden, "measured", "prepared", "whole_run")
    return how, program | {probe: answers[probe] for probe in known}


# where the line ends


@family(
    "main",
    cause="the boundary is not taken at -2 and 2",
    advice="`main` gives the boundary at x0 = -2 and x0 = 2: yours is at {parameter}",
    about=["main"],
)
def main_boundary_elsewhere(answers, golden):
    program, ends = {}, set()
    for probe, run in starting(golden, "whole_run").items():
        right, given = (r.get("second run", r) for r in (run, answers[probe]))
        (w0, w1), bias = right["weights"], right["bias"]
        line = [given["boundary"][name] for name in ("x1_min", "x1_max")]
        ends.add(tuple(round(-(w1 * x1 + bias) / w0, 6) for x1 in line))
        program[probe] = put(run, {"boundary": given["boundary"]})
    if len(ends) != 1:
        return None
    low, high = ends.pop()
    return f"{low:.4g} and {high:.4g}", program


# where the data are cut


def cut_at(golden, probe, size):
    """The parts of a split after so many examples."""
    parts = golden[probe]
    X, y = parts["X_train"] + parts["X_test"], parts["y_train"] + parts["y_test"]
    return {
        "X_train": X[:size],
        "y_train": y[:size],
        "X_test": X[size:],
        "y_test": y[size:],
    }


@family(
    "split",
    cause="the number of training examples is not the one given",
    advice="cut after n_train examples: {parameter} is right for one data set only",
    about=["split"],
)
def split_elsewhere(answers, golden):
    parts = starting(golden, "parted:", "parted_again:")
    sizes = {probe: len(answers[probe]["y_train"]) for probe in parts}
    rows = {probe: len(flat([part["y_train"], part["y_test"]])) for probe, part in parts.items()}
    number = max(sizes.values())
    if all(sizes[probe] == min(number, rows[probe]) for probe in parts):
        size = f"{number} of them" if number < max(rows.values()) else "a fixed number"
    else:
        low = max(sizes[probe] / rows[probe] for probe in parts)
        high = min((sizes[probe] + 1) / rows[probe] for probe in parts)
        shares = [share for share in SHARES if low <= share / 100 < high]
        if not shares:
            return None
        size = f"about {shares[0]} %" if len(shares) > 1 else f"{shares[0]} %"
    program = {probe: cut_at(golden, probe, sizes[probe]) for probe in parts}
    for probe in starting(golden, "prepared"):
        other = probe.replace("prepared", "parted")
        if other not in sizes or len(answers[probe]["X_train"]) != sizes[other]:
            return None
        program[probe] = answers[probe]
    left = rows["parted:six_rows"] - sizes["parted:six_rows"]
    program["parted_all:six_rows"] = {"test examples": left}
    return size, program | opened(golden, "whole_run")


SHARES = (70, 80, 75, 50, 90, 60, 65, 85, 95, 67, 66, *range(5, 100))
