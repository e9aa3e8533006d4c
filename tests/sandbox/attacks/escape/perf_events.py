"""
Tries: count what the processor does for others.
Must see: a refused call.
Control: open as root
"""

import ctypes
import struct

attributes = ctypes.create_string_buffer(struct.pack("IIQ", 1, 112, 0), 112)
fd = ctypes.CDLL(None).syscall(298, attributes, HOST["canary_pid"], -1, -1, 0)
if fd >= 0:
    print("WON", fd)
