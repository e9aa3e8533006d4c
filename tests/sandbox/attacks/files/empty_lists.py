"""
Tries: fill the grader's memory with a notebook of empty lists, which are small in the file only.
Must see: an unreadable file.
Control: naive fills_memory
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.write_text(notebook(PROGRAM)[:-1] + ', "more": [' + "[]," * 20_000_000 + "[]]}")
    return path
