"""
Tries: hand in a file whose name is a command.
Must see: a name that is only a name.
Control: naive shells_name
"""


def make(folder):
    path = folder / "hw; touch made;.py"
    path.write_text(PROGRAM)
    return path
