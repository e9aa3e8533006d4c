"""
Tries: answer with a list that holds one list many times, doubling at each level.
Must see: an answer that is too large.
Control: naive reads_answer
"""


def clip(values, low, high):
    answer = [0.0] * 8
    for _ in range(7):
        answer = [answer] * 8
    return answer
