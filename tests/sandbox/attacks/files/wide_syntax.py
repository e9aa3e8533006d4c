"""
Tries: hand in a program of very many short statements.
Must see: a refused file, or a program that is stopped in time.
Control: naive parses_much
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.write_text(notebook(PROGRAM, "x=0;" * 300_000))
    return path
