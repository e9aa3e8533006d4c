"""Nothing can be read from standard input: EOFError, or an empty text."""

import sys

try:
    input("your name? ")
except EOFError:
    print("nobody there")
print(repr(sys.stdin.read()), list(sys.stdin), sys.stdin.isatty())
