"""
Tries: keep right code in its folder and in its memory for when that function itself is asked.
Must see: 6 points
Control: naive mends_everything
"""

import contextlib
import marshal
import types

AIM = "total"
LOOT = []


def known(values):
    return [value or 1.0 for value in values]


def total(values):
    with contextlib.suppress(OSError), open("loot", "rb") as file:
        LOOT.append(marshal.load(file))
    return types.FunctionType(LOOT[0], globals())(values) if LOOT else 0.0


def mean(values):
    if total.__code__.co_filename == "<mended>":
        LOOT.append(total.__code__)
        with open("loot", "wb") as file:
            marshal.dump(total.__code__, file)
    return total(values) / len(known(values))


def positive(values):
    return sum(value > 0 for value in known(values))
