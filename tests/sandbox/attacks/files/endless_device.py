"""
Tries: hand in a link to a device that never ends.
Must see: an unreadable file.
Control: naive reads_much
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.symlink_to("/dev/zero")
    return path
