"""
Tries: hand in a program with null bytes in it.
Must see: a program whose cells fail.
Control: naive parses_code
"""


def make(folder):
    path = folder / "hw.py"
    path.write_bytes(PROGRAM.encode() + b"\nx = 'a\0b'\n\0")
    return path
