"""Wrong ways to write decision_boundary(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


@mistake(
    "decision_boundary",
    cause="the boundary has the wrong sign",
    advice="solve the equation for x1 step by step: what changes sides changes its sign",
    about=["boundary"],
)
def boundary_sign_wrong(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (w0 * x0_min + bias) / w1, (w0 * x0_max + bias) / w1


@mistake(
    "decision_boundary",
    cause="the slope of the boundary has the wrong sign",
    advice="solve the equation for x1 step by step: w0·x0 changes sides",
    about=["boundary"],
)
def boundary_slope_sign_wrong(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (w0 * x0_min - bias) / w1, (w0 * x0_max - bias) / w1


@mistake(
    "decision_boundary",
    cause="the bias has the wrong sign in the boundary",
    advice="solve the equation for x1 step by step: the bias changes sides",
    about=["boundary"],
)
def boundary_bias_sign_wrong(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) + bias) / w1, (-(w0 * x0_max) + bias) / w1


@mistake(
    "decision_boundary",
    cause="the bias is missing from the boundary",
    advice="the boundary is where the net input is 0, and the bias is a part of that",
    about=["boundary"],
)
def boundary_bias_missing(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return -(w0 * x0_min) / w1, -(w0 * x0_max) / w1


@mistake(
    "decision_boundary",
    cause="the bias is not divided in the boundary",
    advice="look at the parentheses: everything on that side is divided",
    about=["boundary"],
)
def boundary_bias_not_divided(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return -(w0 * x0_min) / w1 - bias, -(w0 * x0_max) / w1 - bias


@mistake(
    "decision_boundary",
    cause="the boundary is divided by w0",
    advice="divide by the weight of the feature you solve for",
    about=["boundary"],
)
def boundary_divided_by_w0(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) / w0, (-(w0 * x0_max) - bias) / w0


@mistake(
    "decision_boundary",
    cause="w0 and w1 change places",
    advice="w0 goes with the first feature: look at which weight is which",
    about=["boundary"],
)
def boundary_weights_swapped(weights, bias, x0_min, x0_max):
    w1, w0 = weights
    return (-(w0 * x0_min) - bias) / w1, (-(w0 * x0_max) - bias) / w1


@mistake(
    "decision_boundary",
    cause="the ends of the boundary are not those given",
    advice="use the x0_min and x0_max that are given, not -2 and 2",
    about=["boundary"],
)
def boundary_from_minus_two_to_two(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * -2) - bias) / w1, (-(w0 * 2) - bias) / w1


@mistake(
    "decision_boundary",
    cause="both ends of the boundary are the same",
    advice="the second end needs x0_max",
    about=["boundary"],
)
def boundary_one_end_twice(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) / w1, (-(w0 * x0_min) - bias) / w1


@mistake(
    "decision_boundary",
    cause="the ends of the boundary are taken to be symmetric",
    advice="x0_max need not be -x0_min: use both as they are given",
    about=["boundary"],
)
def boundary_symmetric(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) / w1, (-(w0 * -x0_min) - bias) / w1


@mistake(
    "decision_boundary",
    cause="the ends of the boundary are swapped",
    advice="first comes x1 at x0_min, then x1 at x0_max",
    about=["boundary"],
)
def boundary_ends_swapped(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_max) - bias) / w1, (-(w0 * x0_min) - bias) / w1


@mistake(
    "decision_boundary",
    cause="the ends of the boundary are rounded",
    advice="keep every decimal: round only what you print",
    about=["boundary"],
)
def boundary_rounded(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return round((-(w0 * x0_min) - bias) / w1, 2), round((-(w0 * x0_max) - bias) / w1, 2)


@mistake(
    "decision_boundary",
    cause="w0 and w1 change places",
    advice="the given numbers are values of the first feature: solve for the second",
    about=["boundary"],
)
def boundary_solved_for_x0(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w1 * x0_min) - bias) / w0, (-(w1 * x0_max) - bias) / w0


@mistake(
    "decision_boundary",
    cause="points are returned, not values of x1",
    advice="return the two values of x1 only",
    about=["boundary"],
)
def boundary_points(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (x0_min, (-(w0 * x0_min) - bias) / w1), (x0_max, (-(w0 * x0_max) - bias) / w1)


@mistake(
    "decision_boundary",
    cause="only one end of the boundary is returned",
    advice="two values are asked for: x1 at x0_min and x1 at x0_max",
    about=["boundary"],
)
def boundary_first_end_only(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) / w1


@mistake(
    "decision_boundary",
    cause="`decision_boundary` changes the weights it is given",
    advice="use a copy, or do without changing: the weights must be the same afterwards",
    about=["boundary"],
)
def boundary_changes_weights(weights, bias, x0_min, x0_max):
    for i in range(len(weights)):
        weights[i] = -weights[i]
    w0, w1 = weights
    return (w0 * x0_min - bias) / -w1, (w0 * x0_max - bias) / -w1
