"""
Tries: make system calls by their 32-bit numbers, which mean others to a filter.
Must see: a program that is ended.
Control: open
"""

import ctypes
import mmap
import os

code = mmap.mmap(-1, 4096, prot=7)
code.write(b"\x53\xb8\x14\x00\x00\x00\xcd\x80\x5b\xc3")  # mov eax, 20 (getpid); int 0x80
address = ctypes.addressof(ctypes.c_char.from_buffer(code))
if ctypes.CFUNCTYPE(ctypes.c_int)(address)() == os.getpid():
    print("WON", os.getpid(), flush=True)
