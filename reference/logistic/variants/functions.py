"""Correct ways to write sigmoid(), example_loss() and boundary(); see `grader.catalogue`."""

# ruff: noqa: B905, E731, F821, RET505, SIM108

from grader.course.marks import variant


@variant("sigmoid")
def sigmoid_by_tanh(z):
    """No power can be too large for tanh."""
    import math

    return 0.5 * (1 + math.tanh(z / 2))


@variant("sigmoid")
def sigmoid_of_clipped(z):
    import math

    z = max(-700.0, min(700.0, z))
    return 1.0 / (1.0 + math.exp(-z))


@variant("sigmoid")
def sigmoid_by_trying(z):
    import math

    try:
        return 1 / (1 + math.exp(-z))
    except OverflowError:
        return 0.0


@variant("sigmoid")
def sigmoid_by_complement(z):
    """A call of itself for the other side."""
    import math

    if z < 0:
        return 1 - sigmoid(-z)
    else:
        return 1 / (1 + math.exp(-z))


@variant("sigmoid")
def sigmoid_of_decimals(z):
    from decimal import Decimal

    return float(1 / (1 + (-Decimal(z)).exp()))


@variant("example_loss")
def example_loss_by_formula(z, y):
    """log(1 + e^z) - y z, as in the text, with the maximum taken out."""
    from math import exp, log

    top = max(0.0, z)
    return top + log(exp(-top) + exp(z - top)) - y * z


@variant("example_loss")
def example_loss_by_cases(z, y):
    import math

    margin = z if y else -z
    if margin > 0:
        return math.log1p(math.exp(-margin))
    return -margin + math.log1p(math.exp(margin))


@variant("example_loss")
def example_loss_far_off(z, y):
    """The plain formula near zero, and the net input where the rest is too small to count."""
    import math

    wrong = -z if y == 1 else z
    if wrong > 30:
        return wrong
    p = sigmoid(z)
    return -(y * math.log(p) + (1 - y) * math.log(1 - p)) if abs(z) < 30 else 0.0


@variant("example_loss")
def example_loss_of_both_labels(z, y):
    import math

    def softplus(t):
        return max(t, 0) + math.log1p(math.exp(-abs(t)))

    return y * softplus(-z) + (1 - y) * softplus(z)


@variant("boundary")
def boundary_in_parts(weights, bias, x0):
    slope = -weights[0] / weights[1]
    intercept = -bias / weights[1]
    return slope * x0 + intercept


@variant("boundary")
def boundary_of_fractions(weights, bias, x0):
    from fractions import Fraction

    w0, w1 = map(Fraction, weights)
    return float(-(w0 * Fraction(x0) + Fraction(bias)) / w1)
