"""
Tries: change the permissions, times and attributes of a file of the host's.
Must see: no such file, or no permission, or no effect: a file that is as it was.
Control: open
"""

import os

path = HOST["victim_path"]
before = os.stat(path)
CHANGES = (
    lambda: os.chmod(path, 0o640),
    lambda: os.utime(path, (1, 1)),
    lambda: os.setxattr(path, "user.changed", b"1"),
    lambda: os.chown(path, os.getuid(), 7),
)
for change in CHANGES:
    try:
        change()
    except OSError:
        pass
after = os.stat(path)
if (before.st_mode, before.st_mtime, before.st_gid) != (
    after.st_mode,
    after.st_mtime,
    after.st_gid,
):
    print("WON", after)
