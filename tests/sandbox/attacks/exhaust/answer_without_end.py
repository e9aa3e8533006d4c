"""
Tries: answer with a generator that never ends.
Must see: an opaque value.
Control: naive lists_answer
"""

import itertools


def clip(values, low, high):
    return itertools.count()
