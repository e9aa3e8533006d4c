"""Exceptions: chained, of one's own, re-raised, with else and finally."""

import sys


class GradeError(ValueError):
    def __init__(self, mark):
        super().__init__(f"no such mark: {mark}")
        self.mark = mark


def check(mark):
    try:
        return int(mark)
    except ValueError as error:
        raise GradeError(mark) from error


try:
    check("x")
except GradeError as error:
    print(error, error.mark, repr(error.__cause__), error.args)
try:
    try:
        {}["k"]
    except KeyError:
        raise RuntimeError("second")  # noqa: B904
except RuntimeError as error:
    print(repr(error.__context__), error.__cause__, sys.exc_info()[0].__name__)
try:
    raise RuntimeError("hidden") from None
except RuntimeError as error:
    print(error.__suppress_context__)
for value in (1, 0):
    try:
        print(1 / value)
    except ZeroDivisionError as error:
        print(error)
    else:
        print("else")
    finally:
        print("finally")
try:
    assert 1 == 2, "a failed assertion"
except AssertionError as error:
    print(error)
for wrong in ("[1, 2][5]", "'a' + 1", "undefined_name", "int('x')", "None.real", "1 +"):
    try:
        eval(wrong)
    except Exception as error:  # noqa: BLE001
        print(type(error).__name__)
