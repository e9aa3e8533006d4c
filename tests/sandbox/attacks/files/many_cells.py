"""
Tries: hand in a notebook of very many cells.
Must see: a refused file.
Control: naive counts_cells
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.write_text(notebook(PROGRAM, *["x"] * 20_000))
    return path
