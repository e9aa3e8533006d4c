"""
Tries: hand in a link to a file of the host's, whose text an error would show.
Must see: a file that is no notebook, and nothing of its text.
Control: naive quotes_file
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.symlink_to(HOST["secret_path"])
    return path
