"""
Tries: hand in a program that is nested too deep for a compiler.
Must see: a cell that fails.
Control: naive parses_code
"""


def make(folder):
    path = folder / "hw.py"
    path.write_text(PROGRAM + "\nx = " + "-" * 50_000 + "1\n")
    return path
