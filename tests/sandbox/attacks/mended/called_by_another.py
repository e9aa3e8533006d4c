"""
Tries: answer by a right function that was put in for another.
Must see: 4 points
Control: naive mends_everything
"""

AIM = "mean"


def known(values):
    return [value for value in values if value is not None]


def total(values):
    return known(values)[0]


def mean(values):
    known = total.__globals__.get("mean", mean)
    return total(values) if known is mean else known(values)


def positive(values):
    return sum(value > 0 for value in known(values))
