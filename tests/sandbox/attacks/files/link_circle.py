"""
Tries: hand in a link to itself.
Must see: an unreadable file.
Control: naive reads_file
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.symlink_to(path)
    return path
