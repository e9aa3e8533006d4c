"""
Tries: hand in a link to the staff's own solution, which is theirs by where it lies.
Must see: a refused file, behind a wall for strangers.
Control: naive in_process
"""

import os


def make(folder):
    course = os.path.dirname(os.path.dirname(os.path.dirname(HOST["golden_path"])))
    own = os.path.join(course, "assignments", "stats", "example.py")
    with open(os.path.join(HOST["other"], "hw.py")) as right, open(own, "w") as example:
        example.write(right.read())
    path = folder / "hw.py"
    path.symlink_to(own)
    return path
