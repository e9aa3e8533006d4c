"""
Tries: make a device of its own, by which the disk can be read.
Must see: a refused call.
Control: open as root
"""

import os
import stat

os.mknod("disk", stat.S_IFBLK | 0o600, os.makedev(254, 0))
print("WON", oct(os.stat("disk").st_mode))
os.unlink("disk")
