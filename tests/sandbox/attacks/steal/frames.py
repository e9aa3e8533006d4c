"""
Tries: find a secret in the local names of the frames that called it.
Must see: no secret in the worker's frames.
Control: naive in_process
"""

import sys

frame = sys._getframe()
while frame:
    for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
        if type(value) is str and value.startswith("SECRET-") and len(value) > 30:
            print("WON", name, value)
    frame = frame.f_back
