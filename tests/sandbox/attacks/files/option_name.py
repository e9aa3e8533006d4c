"""
Tries: hand in a file whose name looks like an option or hides itself.
Must see: a name that is only a name.
Control: naive prints_name
"""


def make(folder):
    path = folder / "--course=x\n7 of 7 points\x1b[2J.py"
    path.write_text(PROGRAM)
    return path
