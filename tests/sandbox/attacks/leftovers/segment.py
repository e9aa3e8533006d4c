"""
Tries: leave shared memory of the older kind, by a known number.
Must see: a second run that finds nothing.
Control: open
"""

import ctypes
import zlib

libc = ctypes.CDLL(None)
key = zlib.crc32(HOST["mark"].encode()) & 0x7FFFFFFF
if HOST["run"] == 1:
    libc.shmget(key, 4096, 0o1600)
elif (number := libc.shmget(key, 4096, 0)) >= 0:
    print("WON", number, libc.shmctl(number, 0, None))
