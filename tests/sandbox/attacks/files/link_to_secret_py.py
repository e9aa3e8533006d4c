"""
Tries: hand in a link to a file of the host's, whose text would be run as a program.
Must see: a refused file, or an error that shows nothing of its text.
Control: naive quotes_file
"""


def make(folder):
    path = folder / "hw.py"
    path.symlink_to(HOST["secret_path"])
    return path
