"""
Tries: fill the report with notes on a hundred thousand lines that were left out.
Must see: a report that anyone could read.
Control: naive notes_all
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.write_text(notebook(PROGRAM, "!\n" * 100_000))
    return path
