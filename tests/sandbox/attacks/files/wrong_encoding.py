"""
Tries: hand in a program in an encoding of its own choice.
Must see: a program that is read as UTF-8.
Control: naive parses_code
"""


def make(folder):
    path = folder / "hw.py"
    path.write_bytes(b"# coding: unicode_escape_none\n" + PROGRAM.encode())
    return path
