"""
Tries: hand in a folder that is a link to the staff's, whose hidden cases a page would show.
Must see: a refused file, and nothing of its text.
Control: naive shows_file
"""

import os


def make(folder):
    (folder / "hw").symlink_to(os.path.dirname(HOST["golden_path"]))
    return folder / "hw" / "cases.py"
