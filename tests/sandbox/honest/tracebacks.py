"""Tracebacks as text: they show the program's own source lines."""

import sys
import traceback


def divide(a, b):
    return a / b  # the line to be shown


try:
    divide(1, 0)
except ZeroDivisionError:
    text = traceback.format_exc()
    print("return a / b  # the line to be shown" in text, "divide(1, 0)" in text)
    print(text.splitlines()[0], text.splitlines()[-1])
    frames = traceback.extract_tb(sys.exc_info()[2])
    print([(frame.name, frame.line, frame.lineno) for frame in frames][-1])
print("".join(traceback.format_exception_only(KeyError, KeyError("k"))), end="")
