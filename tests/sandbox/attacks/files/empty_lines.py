"""
Tries: keep the grader busy with nothing but empty lines, of which each may begin a definition.
Must see: a file that is read in no time.
Control: naive looks_long
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.write_text(notebook(PROGRAM, "x = 1" + "\n" * 900_000 + "y = 2"))
    return path
