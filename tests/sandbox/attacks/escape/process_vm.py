"""
Tries: read another process's memory by a system call.
Must see: a refused call.
Control: open
"""

import ctypes


class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


buffer = ctypes.create_string_buffer(4)
local = Part(ctypes.addressof(buffer), 4)
remote = Part(HOST["canary_address"], 4)
libc, pid = ctypes.CDLL(None), HOST["canary_pid"]
count = libc.process_vm_readv(pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)
if count == 4 and buffer.raw == b"\x7fELF":
    print("WON", count)
