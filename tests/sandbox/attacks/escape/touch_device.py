"""
Tries: change the time of a device, which is the host's own.
Must see: a time that is as it was.
Control: open
"""

import os

before = os.stat("/dev/null").st_mtime_ns
os.utime("/dev/null")
with open("/dev/zero", "r+b", buffering=0) as zero:
    os.utime(zero.fileno())
if os.stat("/dev/null").st_mtime_ns != before:
    print("WON", before, os.stat("/dev/null").st_mtime_ns)
