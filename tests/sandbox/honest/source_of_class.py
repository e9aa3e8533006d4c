"""A program that shows the source of its own class and of a method."""

import inspect


class Counter:
    """Counts."""

    def __init__(self):
        self.n = 0

    def step(self):
        self.n += 1
        return self


print(inspect.getsource(Counter))
print(inspect.getsource(Counter.step), inspect.isclass(Counter), inspect.getdoc(Counter))
