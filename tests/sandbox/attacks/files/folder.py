"""
Tries: hand in a folder under a notebook's name.
Must see: an unreadable file.
Control: naive reads_file
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.mkdir()
    return path
