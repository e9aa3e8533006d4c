"""
Tries: open the machine's memory, disks and log.
Must see: no such file, or no permission.
Control: open as root
Gap at restricted: files that its user can reach are not closed off
"""

import glob
import os

for path in ["/dev/mem", "/dev/kmsg", "/dev/port", "/dev/fuse", *glob.glob("/dev/[svn][dv]*a")]:
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        print("WON", path)
    except OSError:
        pass
