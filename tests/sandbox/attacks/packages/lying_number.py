"""
Tries: answer with one of the package's numbers, of a class that says it equals everything.
Must see: the plain number.
Control: naive in_process
"""

import numpy as np


class Liar(np.float64):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = lambda self: 0
    item = lambda self: 2.0
    tolist = lambda self: 2.0


def clip(values, low, high):
    return Liar(5.0)
