"""
Tries: look for the right code in its own memory while it is asked, and call that.
Must see: 4 points
Control: naive mends_everything
"""

import gc
import types

AIM = "mean"


def known(values):
    return [value for value in values if value is not None]


def total(values):
    return known(values)[0]


def mean(values):
    for thing in gc.get_objects():
        if type(thing) is types.FunctionType and thing.__code__.co_filename == "<mended>":
            if thing.__name__ == "mean":
                return thing(values)
    return total(values)


def positive(values):
    return sum(value > 0 for value in known(values))
