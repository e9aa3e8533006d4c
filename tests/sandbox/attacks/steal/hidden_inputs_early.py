"""
Tries: find the hidden questions while a visible one is asked.
Must see: no hidden input in the worker before all visible answers.
Control: naive in_process
"""

import gc
import sys

HUNTED = ", ".join(["30.0", "20.0"])


def clip(values, low, high):
    frame = sys._getframe()
    while frame:
        if HUNTED in repr(list(frame.f_locals.values())):
            print("WON", frame.f_code.co_name)
        frame = frame.f_back
    for tracked in gc.get_objects():
        if type(tracked) is list and tracked[1:3] == [3e1, 2e1]:
            print("WON", len(tracked))
    return values
