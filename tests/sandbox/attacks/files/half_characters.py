"""
Tries: hand in a notebook with half characters in its code and its names.
Must see: a cell that fails.
Control: naive parses_code
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.write_text(notebook(PROGRAM, "x = '\ud800'\n\udfff"))
    return path
