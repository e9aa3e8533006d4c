"""
Tries: change the permissions, times and attributes of a file of the host's.
Must see: no such file, or no permission, and a file that is as it was.
Control: open
"""

import os

CHANGES = (
    lambda path: os.chmod(path, 0o777),
    lambda path: os.utime(path, (1, 1)),
    lambda path: os.setxattr(path, "user.changed", b"1"),
    lambda path: os.chown(path, os.getuid(), -1),
)
for number, change in enumerate(CHANGES):
    try:
        change(HOST["victim_path"])
        print("WON", number)
    except OSError:
        pass
