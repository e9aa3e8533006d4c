"""
Tries: replace Fraction, Decimal and array by classes that say they equal everything.
Must see: values judged on the grader's side.
Control: naive in_process
"""

import array
import decimal
import fractions


class Liar:
    def __init__(self, *values):
        pass

    def __iter__(self):
        return iter([])

    __eq__ = lambda self, other: True
    __hash__ = None
    __float__ = lambda self: 0.5


fractions.Fraction = decimal.Decimal = array.array = Liar


def clip(values, low, high):
    return fractions.Fraction(1, 2)
