"""
Tries: answer with a number of a million digits.
Must see: an opaque value.
Control: naive reads_answer
"""


def clip(values, low, high):
    return 1 << 100_000_000
