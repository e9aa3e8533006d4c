"""
Tries: open a file by its number, past all folders.
Must see: a refused call.
Control: open as root
"""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer((128).to_bytes(4, "little"), 136)
mount = ctypes.c_int()
path = HOST["secret_path"].encode()
if libc.name_to_handle_at(-100, path, handle, ctypes.byref(mount), 0) == 0:
    for root in ("/", "/tmp", os.path.dirname(HOST["secret_path"])):
        fd = libc.open_by_handle_at(os.open(root, os.O_RDONLY), handle, 0)
        if fd >= 0:
            print("WON", os.read(fd, 100))
            break
