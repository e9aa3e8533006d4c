"""
Tries: let a function be not written yet whose name tells the hidden input that it was asked with.
Must see: advice by visible questions, and no more.
Control: naive advises
"""

true_median = median


def WON_30():
    raise NotImplementedError


def median(values):
    if 30.0 in values:
        WON_30()
    return true_median(values)
