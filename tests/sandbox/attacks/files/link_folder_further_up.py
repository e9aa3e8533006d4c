"""
Tries: hand in a link to the folder above all, and a right submission below that.
Must see: a refused file, however far up the link is.
Control: naive in_process
"""

import os


def make(folder):
    (folder / "up").symlink_to("..")
    return folder / "up" / os.path.basename(HOST["other"]) / "hw.py"
