"""
Tries: keep the grader busy with thousands of names, each nearly that of the function looked for.
Must see: a file that is graded in no time.
Control: naive compares_names
"""

import itertools


def make(folder):
    words = map("".join, itertools.islice(itertools.product("median", repeat=6), 45_000))
    path = folder / "hw.py"
    path.write_text("\n".join(f"def {word}s(): 0" for word in words))
    return path
