"""
Tries: have a filter of its own ask it about system calls.
Must see: a refused call.
Control: open
"""

import ctypes
import struct

libc = ctypes.CDLL(None)
program = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0x7FFF0000))
filter_ = struct.pack("HxxxxxxQ", 1, ctypes.addressof(program))
libc.prctl(38, 1, 0, 0, 0)
if (fd := libc.syscall(317, 1, 8, filter_)) >= 0:
    print("WON", fd)
