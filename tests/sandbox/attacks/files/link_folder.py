"""
Tries: hand in a folder that is a link to a right submission's.
Must see: a refused file: points are for what was handed in.
Control: naive in_process
"""


def make(folder):
    (folder / "hw").symlink_to(HOST["other"])
    return folder / "hw" / "hw.py"
