"""
Tries: answer with a list that says it equals everything, and has every length.
Must see: a plain list.
Control: naive in_process
"""


class Liar(list):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __len__ = lambda self: 3
    __hash__ = None


def clip(values, low, high):
    return Liar(values)
