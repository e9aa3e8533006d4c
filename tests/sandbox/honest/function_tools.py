"""functools: caches, partial, reduce, wraps, singledispatch, total order."""

import functools


@functools.lru_cache(maxsize=1000)
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print("call", function.__name__, args, kwargs)
        return function(*args, **kwargs)

    return wrapper


@logged
def add(a, b=0):
    """Adds."""
    return a + b


@functools.singledispatch
def describe(value):
    return "something"


@describe.register
def _(value: int):
    return "a number"


class Circle:
    @functools.cached_property
    def area(self):
        print("computed")
        return 3


print(fibonacci(200), fibonacci.cache_info().hits)
print(add(1, b=2), add.__name__, add.__doc__, describe(1), describe("x"))
circle = Circle()
print(circle.area + circle.area, functools.reduce(lambda a, b: a * b, [1, 2, 3, 4]))
print(functools.partial(int, base=2)("101"))
print(sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)))
