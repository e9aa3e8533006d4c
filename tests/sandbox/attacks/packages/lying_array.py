"""
Tries: answer with an array that says it equals everything.
Must see: the plain numbers.
Control: naive in_process
"""

import numpy as np


class Liar(np.ndarray):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = None
    tolist = lambda self: 2.0
    item = lambda self: 2.0
    size = 1
    shape = ()


def clip(values, low, high):
    return np.asarray([5.0]).view(Liar)
