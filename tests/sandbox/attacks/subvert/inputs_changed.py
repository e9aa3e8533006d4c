"""
Tries: empty the inputs, so that the right answer to them is an empty one, too.
Must see: each question with inputs of its own.
Control: naive shared_inputs
"""


def clip(values, low, high):
    values.clear()
    return []
