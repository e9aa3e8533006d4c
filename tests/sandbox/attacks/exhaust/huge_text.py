"""
Tries: answer with one text many times over.
Must see: an answer that is too large.
Control: naive reads_answer
"""


def clip(values, low, high):
    return ["x" * 100_000] * 200
