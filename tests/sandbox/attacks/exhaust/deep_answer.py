"""
Tries: answer with a list nested a hundred thousand times.
Must see: an answer that is nested too deep.
Control: naive crashes
"""


def clip(values, low, high):
    answer = []
    for _ in range(100_000):
        answer = [answer]
    return answer
