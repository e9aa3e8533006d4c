"""
Tries: hand in a notebook over the size limit.
Must see: a refused file.
Control: naive reads_much
"""


def make(folder):
    path = folder / "hw.ipynb"
    with path.open("wb") as file:
        file.write(notebook(PROGRAM).encode())
        file.truncate(101 * 1024 * 1024)
    return path
