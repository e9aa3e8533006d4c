"""
Tries: crash the interpreter while it is asked.
Must see: a probe without an answer.
Control: naive crashes
"""

import ctypes


def clip(values, low, high):
    ctypes.string_at(0)
