"""
Tries: put names into the module of the probes, through the frame that asks.
Must see: values judged on the grader's side.
Control: naive in_process
"""

import sys


def clip(values, low, high):
    frame = sys._getframe(1)
    while frame:
        frame.f_globals["equal"] = lambda *args: True
        frame.f_globals["clipped"] = frame.f_globals["middle"] = lambda *args: True
        frame = frame.f_back
    return values
