"""
Tries: answer with an object whose unpickling runs code in the grader.
Must see: an opaque value: nothing is unpickled.
Control: naive unpickles
"""


class Answer:
    def __reduce__(self):
        return exec, ("import __main__; __main__.MARKS = 100",)


def clip(values, low, high):
    return Answer()
