"""A notebook that runs the doctests of its functions, one of them failing."""

# %%
import contextlib
import doctest
import io


def mean(values):
    """The mean.

    >>> mean([1, 2, 3])
    2.0
    >>> mean([])
    Traceback (most recent call last):
    ZeroDivisionError: division by zero
    """
    return sum(values) / len(values)


# %%
print(doctest.testmod())


# %%
def wrong():
    """
    >>> wrong()
    3
    """
    return 4


# %%
with contextlib.redirect_stdout(io.StringIO()) as shown:
    print(doctest.testmod())
print(shown.getvalue().splitlines()[-1], "wrong()" in shown.getvalue())
