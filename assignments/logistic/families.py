"""Mistakes that differ in a number only; see "Families" in `docs/assignments.md`.

Each function gets the answers and the goldens by probe, and gives the number and what a program
with it answers: `...` where that can't be told without training, the student's own answer where
that was looked at here.
"""

from math import exp, isclose, log

from grader.course.families import family

# What is asked of a model that was trained, and what trains.
ASKED = ("probabilities:", "forward_far", "predicted:", "loss:", "loss_far", "loss_again:")
ASKED += ("slopes:", "slopes_again:", "share_", "boundary_learned:")
FOLLOWS = ("one_step:", "epochs_apart:", "trained_on", "losses", *ASKED)
RATES = {"four_rows": 1.0, "five_rows": 0.25, "one_row": 0.5, "rows": 0.5, "deep_rows": 0.25}
RATES |= {"long": 2.0}
EXAMPLES = {"four_rows": (4, [1.0, -0.5]), "five_rows": (5, [0.5, 1.5, -0.25])}


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


def agree(answer, other):
    """Whether two answers are the same but for the last digits."""
    ours, theirs = flat(answer), flat(other)
    pairs = zip(ours, theirs, strict=False)
    return len(ours) == len(theirs) and all(
        isclose(a, b, rel_tol=1e-7, abs_tol=1e-7) for a, b in pairs
    )


def factor_of(answer, right):
    """By which factor all numbers of an answer are larger than the right ones."""
    number, largest = max(zip(flat(answer), flat(right), strict=True), key=lambda p: abs(p[1]))
    factor = number / largest
    return factor if agree(answer, each(lambda n: n * factor, right)) else None


def scaled(answers, right):
    """The one factor of several answers, and the answers; None where it is none or 1."""
    factors = [factor_of(answers[probe], right[probe]) for probe in right]
    factor = factors[0]
    if not all(factors) or not agree(factors, [factor] * len(factors)) or isclose(factor, 1):
        return None
    return factor, {probe: each(lambda n: n * factor, value) for probe, value in right.items()}


def as_scaled(factor, answers, golden, *names):
    """Scale what came scaled; what came otherwise must be right."""
    right = starting(golden, *names)
    program = {probe: each(lambda n: n * factor, right[probe]) for probe in right}
    return {probe: value for probe, value in program.items() if agree(answers[probe], value)}


# how long a step is


def with_own_rate(answers, golden):
    """What follows from a learning rate of one's own."""
    return opened(golden, *FOLLOWS) | looked_at(answers, golden, "one_step:")


@family(
    "LogisticRegression.train",
    cause="the steps are scaled",
    advice="a step is learning rate times slope, no more: yours are {parameter} times that",
    about=["train"],
)
def train_step_scaled(answers, golden):
    fit = scaled(answers, starting(golden, "one_step:"))
    return fit and (fit[0], with_own_rate(answers, golden))


@family(
    "LogisticRegression.train",
    cause="the learning rate is not the one given",
    advice="take the learning rate that `train` is given: yours is always {parameter}",
    about=["train"],
)
def train_rate_fixed(answers, golden):
    steps = starting(golden, "one_step:")
    factors = {p: factor_of(answers[p], steps[p]) for p in steps}
    if not all(factors.values()):
        return None
    rates = [factor * RATES[probe.partition(":")[2]] for probe, factor in factors.items()]
    rate = rates[0]
    return (rate, with_own_rate(answers, golden)) if agree(rates, [rate] * len(rates)) else None


@family(
    "LogisticRegression.gradient",
    cause="the slopes are scaled",
    advice="a slope is the mean of error times feature: yours is {parameter} times that",
    about=["gradient"],
)
def gradient_scaled(answers, golden):
    fit = scaled(answers, starting(golden, "slopes_at_first:"))
    if fit is None:
        return None
    factor, program = fit
    one_step = as_scaled(factor, answers, golden, "one_step:")
    return factor, opened(golden, *FOLLOWS) | dict.fromkeys(one_step, ...) | program


@family(
    "LogisticRegression.gradient",
    cause="the slopes hold a penalty of large weights",
    advice="the slopes are those of the mean loss alone: yours grow with the weights, {parameter}",
    about=["gradient"],
)
def gradient_with_decay(answers, golden):
    shares, rows = [], []
    for case, (n, example) in EXAMPLES.items():
        more = [
            a - b
            for a, b in zip(
                answers[f"slopes:{case}"]["weights"],
                golden[f"slopes:{case}"]["weights"],
                strict=True,
            )
        ]
        share = more[0] / example[0]
        if abs(share) < 1e-5 or not agree(more, [share * w for w in example]):
            return None
        shares.append(share)
        rows.append(share * n)
    if agree(*([number] for number in shares)):
        how = f"by {shares[0]:.4g} times each"
    elif agree(*([number] for number in rows)):
        how = f"by {rows[0]:.4g} times each, divided by the rows"
    else:
        return None
    looked = looked_at(answers, golden, *(f"slopes:{case}" for case in EXAMPLES))
    return how, opened(golden, *(n for n in FOLLOWS if n != "one_step:")) | looked


# where a new model starts


def start_of(answers):
    """The weights of a new model of two features and of one of five, and the biases."""
    two, five = (answers[f"started:{name}_features"] for name in ("two", "five"))
    if len(two["weights"]) != 2 or len(five["weights"]) != 5:
        raise ValueError("other numbers of weights")
    return [*two["weights"], *five["weights"]], [two["bias"], five["bias"]]


def started_elsewhere(answers, golden):
    """What follows from another start."""
    names = ("even_at_first:", "predicted_at_first:", "slopes_at_first:")
    return opened(golden, *FOLLOWS, *names) | looked_at(answers, golden, "started:", "second_is_")


@family(
    "LogisticRegression.__init__",
    cause="the weights do not start at zero",
    advice="every weight of a new model is zero: yours are {parameter}",
    about=["start"],
)
def init_constant_weights(answers, golden):
    weights, biases = start_of(answers)
    second = answers["second_is_new:four_rows"]["second model"]
    if set(weights) == {0} or len({*weights, *second["weights"]}) > 1 or len(set(biases)) > 1:
        return None
    program = started_elsewhere(answers, golden)
    return weights[0], program


@family(
    "LogisticRegression.__init__",
    cause="the bias does not start at zero",
    advice="the bias of a new model is zero, too: yours is {parameter}",
    about=["start"],
)
def init_bias(answers, golden):
    weights, biases = start_of(answers)
    second = answers["second_is_new:four_rows"]["second model"]["bias"]
    if any(weights) or not all(biases):
        return None
    program = started_elsewhere(answers, golden)
    return (second if second == biases[0] == biases[1] else "drawn by chance"), program


@family(
    "LogisticRegression.__init__",
    cause="the weights do not start at zero",
    advice="no chance is needed, every weight of a new model is zero: {parameter}",
    about=["start"],
)
def init_random_weights(answers, golden):
    weights, _ = start_of(answers)
    second = answers["second_is_new:four_rows"]["second model"]["weights"]
    if len(set(weights)) < 3 or not all(weights):
        return None
    is_new = not agree(second, weights[:2])
    how = "a new model starts elsewhere each time" if is_new else "yours always starts the same"
    return how, started_elsewhere(answers, golden)


# the threshold


@family(
    "LogisticRegression.predict",
    cause="the threshold is not one half",
    advice="compare the probability with one half: your threshold lies {parameter}",
    about=["predict"],
)
def predict_threshold(answers, golden):
    pairs = [(0.5, label) for label in answers["predicted_at_first:four_rows"]]
    for probe in starting(golden, "predicted:"):
        right = golden[probe.replace("predicted", "probabilities")]
        pairs += zip(right.values(), answers[probe].values(), strict=True)
    low = max((p for p, prediction in pairs if prediction == 0), default=0)
    high = min((p for p, prediction in pairs if prediction == 1), default=1)
    if not low < high or low == 0 or high == 1 or low <= 0.5 <= high:
        return None
    program = opened(golden, "share_") | looked_at(answers, golden, "predicted")
    return f"between {low:.3g} and {high:.3g}", program


# the loss


@family(
    "example_loss",
    cause="the loss is scaled",
    advice="take the natural logarithm, and no factor: your loss is {parameter} times that",
    about=["example_loss"],
)
def loss_scaled(answers, golden):
    fit = scaled(answers, starting(golden, "loss_of_one:around_zero"))
    if fit is None:
        return None
    factor, program = fit
    # Far from zero the plain formula has no logarithm, whatever its base.
    program |= opened(golden, "loss_of_one:far", "loss_of_one:net", "loss_far_off:")
    return factor, program | opened(golden, "loss:", "loss_again:", "losses")


@family(
    "LogisticRegression.loss",
    cause="the loss is scaled",
    advice="the loss is the mean over the rows, no factor: yours is {parameter} times that",
    about=["loss"],
)
def mean_loss_scaled(answers, golden):
    fit = scaled(answers, starting(golden, "loss:", "loss_again:", "loss_far_off:"))
    return fit and (fit[0], fit[1] | opened(golden, "losses"))


@family(
    "example_loss",
    cause="the loss is cut off",
    advice="a loss has no upper end, so cut nothing off: yours ends at {parameter}",
    about=["example_loss"],
)
def loss_cut_off(answers, golden):
    far = answers["loss_of_one:far_from_zero"]
    ends = {label: far[f"z = {z}, label {label}"] for z, label in ((800, 0), (-800, 1))}
    if not all(5 < end < 799 for end in ends.values()) or abs(ends[0] - ends[1]) > 1:
        return None

    def cut(probe, key, right):
        end = ends[int(key[-1])]
        answer = answers[probe][key]
        # Near the end a loss depends on how it is cut.
        return answer if right > end - 5 and abs(answer - end) < 1 else min(right, end)

    losses = {
        probe: {key: cut(probe, key, right) for key, right in value.items()}
        for probe, value in starting(golden, "loss_of_one:").items()
    }
    return f"{ends[0]:.4g}", losses | opened(golden, "loss_far_off:")


@family(
    "LogisticRegression.loss",
    cause="the loss is cut off",
    advice="a loss has no upper end, so cut nothing off: yours ends at {parameter}",
    about=["loss"],
)
def mean_loss_cut_off(answers, golden):
    # Of its three rows one has hardly any loss.
    end = 1.5 * answers["loss_far_off:far_rows"]
    if not 5 < end < 780:
        return None
    return f"{end:.4g}", looked_at(answers, golden, "loss_far_off:")


@family(
    "sigmoid",
    cause="the sigmoid is too steep or too flat",
    advice="the power is that of z itself: yours is that of {parameter} times z",
    about=["sigmoid"],
)
def sigmoid_of_scaled(answers, golden):
    near = answers["squashed:around_zero"]["z = 0.5"]
    factor = 2 * log(near / (1 - near))
    if not factor > 0 or isclose(factor, 1):
        return None

    def steep(key):
        z = factor * float(key.removeprefix("z = "))
        return 1 / (1 + exp(-z)) if z > -700 else 0.0

    squashed = starting(golden, "squashed:")
    program = {probe: {key: steep(key) for key in value} for probe, value in squashed.items()}
    return factor, program | opened(golden, *FOLLOWS)


# what is rounded

ROUND = "keep every decimal: round only what you print. Yours have {parameter}"


def rounded(answers, right):
    """To how many decimals all of these are rounded, and how; None where they are not."""
    for digits in range(5):
        program = {p: each(lambda n: round(n, digits), right[p]) for p in right}  # noqa: B023
        if all(agree(answers[probe], program[probe]) for probe in right):
            return digits, program
    return None


def rounding(answers, golden, names, follows=()):
    """What follows where the answers to some questions are rounded."""
    fit = rounded(answers, starting(golden, *names))
    return fit and (fit[0], opened(golden, *follows) | fit[1])


@family("sigmoid", cause="the probability is rounded", advice=ROUND, about=["sigmoid"])
def sigmoid_rounded(answers, golden):
    fit = rounding(answers, golden, ["squashed:", "even_at_first:"], FOLLOWS)
    return fit if fit and fit[0] else None  # without decimals it is a step, which is another thing


@family("example_loss", cause="the loss is rounded", advice=ROUND, about=["example_loss"])
def example_loss_rounded(answers, golden):
    follows = ("loss:", "loss_again:", "loss_far_off:", "losses")
    return rounding(answers, golden, ["loss_of_one:"], follows)


@family(
    "LogisticRegression.forward",
    cause="the probability is rounded",
    advice=ROUND,
    about=["forward"],
)
def forward_rounded(answers, golden):
    return rounding(
        answers,
        golden,
        ["probabilities:", "forward_far_off:", "even_at_first:"],
        FOLLOWS[:4] + ASKED[2:],
    )


@family("LogisticRegression.loss", cause="the loss is rounded", advice=ROUND, about=["loss"])
def loss_rounded(answers, golden):
    return rounding(answers, golden, ["loss:", "loss_again:", "loss_far_off:"], ["losses"])


@family(
    "LogisticRegression.gradient",
    cause="the slopes are rounded",
    advice=ROUND,
    about=["gradient"],
)
def gradient_rounded(answers, golden):
    return rounding(answers, golden, ["slopes_at_first:"], FOLLOWS)


@family("LogisticRegression.train", cause="the losses are rounded", advice=ROUND, about=["losses"])
def losses_rounded(answers, golden):
    return rounding(answers, golden, ["losses"])


@family(
    "LogisticRegression.train",
    cause="weights and bias are rounded",
    advice=ROUND,
    about=["train"],
)
def train_rounded(answers, golden):
    return rounding(answers, golden, ["one_step:"], FOLLOWS[1:])


@family(
    "LogisticRegression.evaluate",
    cause="the accuracy is rounded",
    advice=ROUND,
    about=["evaluate"],
)
def evaluate_rounded(answers, golden):
    return rounding(answers, golden, ["share_"])


@family("boundary", cause="the boundary is rounded", advice=ROUND, about=["boundary"])
def boundary_rounded(answers, golden):
    fit = rounding(answers, golden, ["boundary_at:"])
    if fit is None:
        return None
    digits, program = fit
    for probe, value in starting(golden, "boundary_learned:").items():
        ends = {end: round(value[end], digits) for end in ("left", "right")}
        program[probe] = {**value, **ends}
    return fit
