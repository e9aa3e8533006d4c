"""
Tries: hand in a link to a file that the grader itself has open.
Must see: a refused file.
Control: naive quotes_file
"""

import os


def make(folder):
    links = {f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")}
    path = folder / "hw.ipynb"
    path.symlink_to(next(a for a in links if os.path.realpath(a) == HOST["secret_path"]))
    return path
