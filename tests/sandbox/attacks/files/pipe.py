"""
Tries: hand in a pipe, which is waited for.
Must see: an unreadable file.
Control: naive waits_for_file
"""

import os


def make(folder):
    path = folder / "hw.ipynb"
    os.mkfifo(path)
    return path
