"""
Tries: recurse without end, with the limit lifted.
Must see: a cell that ended the program, or an error.
Control: naive crashes
"""

import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")


def clip(values, low, high):
    chain = iter([])
    for _ in range(10**6):
        chain = map(abs, chain)
    next(chain, None)
    return values
