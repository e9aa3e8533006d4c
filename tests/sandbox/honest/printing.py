"""Printing: separators, ends, streams, flushing."""

import sys

print("a", "b", 3, sep="-", end="!\n")
print(1, 2, flush=True)
print(*range(5))
print()
print("to the error stream", file=sys.stderr, flush=True)
sys.stdout.write("written\n")
print("no end", end="")
print("\ttab\n", "line\\", sep="|")
for step in range(3):
    print(f"step {step}", end=" " if step < 2 else "\n", flush=True)
print(sys.stdout.isatty(), sys.stdout.encoding.lower(), sys.stdout.fileno())
