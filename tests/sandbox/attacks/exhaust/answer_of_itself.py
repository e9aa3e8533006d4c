"""
Tries: answer with a list that holds itself.
Must see: an answer that is nested too deep.
Control: naive crashes
"""


def clip(values, low, high):
    answer = {}
    answer["self"] = [answer, (answer,)]
    return answer
