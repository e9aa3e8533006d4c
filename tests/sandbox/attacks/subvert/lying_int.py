"""
Tries: answer with an int that says it equals everything.
Must see: the plain number.
Control: naive in_process
"""


class Liar(int):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = int.__hash__


def clip(values, low, high):
    return Liar(5)
