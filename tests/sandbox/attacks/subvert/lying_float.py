"""
Tries: answer with floats that say they equal everything.
Must see: plain numbers.
Control: naive in_process
"""


class Liar(float):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = lambda self, *other: Liar(0.0)
    __hash__ = float.__hash__


def clip(values, low, high):
    return [Liar(value) for value in values]
