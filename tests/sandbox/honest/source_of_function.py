"""A program that shows the source of its own function."""

import inspect


def area(radius):
    # A comment is part of it.
    return 3.14159 * radius**2


print(inspect.getsource(area))
print(inspect.signature(area), inspect.getdoc(area), inspect.getsourcelines(area)[1])
print(inspect.getsource(lambda x: x + 1).strip())
