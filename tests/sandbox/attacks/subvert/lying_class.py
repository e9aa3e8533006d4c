"""
Tries: answer with an object that says it is a list, by its class and its metaclass.
Must see: an opaque value.
Control: naive in_process_isinstance
"""


class Meta(type):
    __instancecheck__ = __subclasscheck__ = lambda self, other: True
    __eq__ = lambda self, other: True
    __hash__ = type.__hash__


class Liar(metaclass=Meta):
    __class__ = list
    __eq__ = lambda self, other: True
    __hash__ = None


def clip(values, low, high):
    return Liar()
