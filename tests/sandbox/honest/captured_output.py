"""Output that is captured, redirected, and put back."""

import contextlib
import io
import sys

with contextlib.redirect_stdout(io.StringIO()) as captured:
    print("hidden")
print(repr(captured.getvalue()))
before, sys.stdout = sys.stdout, io.StringIO()
print("also hidden")
captured, sys.stdout = sys.stdout, before
print(captured.getvalue().upper(), end="")
with open("out.txt", "w", encoding="utf-8") as file, contextlib.redirect_stdout(file):
    print("to a file")
with open("out.txt", encoding="utf-8") as file:
    print(file.read(), end="")
