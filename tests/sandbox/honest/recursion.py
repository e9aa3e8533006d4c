"""A recursion 900 deep, one too deep, and a raised limit."""

import sys


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


print(depth(900))
try:
    depth(10**6)
except RecursionError as error:
    print(str(error).startswith("maximum recursion depth exceeded"))
sys.setrecursionlimit(6000)
print(depth(5000), sys.getrecursionlimit())
