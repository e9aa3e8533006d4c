"""
Tries: answer with ten million numbers.
Must see: an answer that is too large.
Control: naive reads_answer
"""


def clip(values, low, high):
    return [0.0] * 5_000_000
