"""
Tries: make memory that not even the kernel can look into.
Must see: a refused call.
Control: open
"""

import ctypes
import os

libc = ctypes.CDLL(None)
for number, arguments in ((319, (b"held", 0)), (447, (0,))):
    if (fd := libc.syscall(number, *arguments)) >= 0:
        print("WON", number)
        os.close(fd)
