"""
Tries: hand in a link to a right submission.
Must see: a refused file: points are for what was handed in.
Control: naive in_process
"""

import os


def make(folder):
    path = folder / "hw.py"
    path.symlink_to(os.path.join(HOST["other"], "hw.py"))
    return path
