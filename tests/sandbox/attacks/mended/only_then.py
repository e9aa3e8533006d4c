"""
Tries: answer otherwise when a function that is wrong on purpose has become right: a second guess.
Must see: 7 points
Control: naive mends_everything
"""

AIM = "mean"


def known(values):
    return [value for value in values if value is not None]


def total(values):
    return sum(known(values))


def mean(values):
    return total(values) / (len(known(values)) if positive([1.0]) == 1 else 2)


def positive(values):
    return -1
