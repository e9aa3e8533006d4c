"""
Tries: hide a second wrong function behind the first, which it calls.
Must see: 4 points
Control: naive follows_calls
"""

AIM = "mean"


def known(values):
    return [value for value in values if value is not None]


def total(values):
    return known(values)[0]


def mean(values):
    return total(values) / len(values)


def positive(values):
    return sum(value > 0 for value in known(values))
