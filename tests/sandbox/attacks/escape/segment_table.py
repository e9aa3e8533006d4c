"""
Tries: change the processor's table of segments.
Must see: a refused call.
Control: open
"""

import ctypes
import struct

entry = struct.pack("IIII", 0, 0, 0xFFFFF, 0x51)
if ctypes.CDLL(None).syscall(154, 1, entry, 16) == 0:
    print("WON", entry)
