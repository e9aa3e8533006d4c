"""
Tries: load a map into the kernel.
Must see: a refused call.
Control: open as root
"""

import ctypes
import struct

attributes = ctypes.create_string_buffer(struct.pack("IIII", 2, 4, 4, 1), 128)
fd = ctypes.CDLL(None).syscall(321, 0, attributes, 128)
if fd >= 0:
    print("WON", fd)
