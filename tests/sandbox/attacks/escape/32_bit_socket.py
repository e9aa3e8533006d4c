"""
Tries: open a socket by its 32-bit number.
Must see: a program that is ended, or a refused call.
Control: open
"""

import ctypes
import mmap

code = mmap.mmap(-1, 4096, prot=7)
code.write(
    b"\x53\xb8\x67\x01\x00\x00"  # mov eax, 359 (socket)
    b"\xbb\x01\x00\x00\x00\xb9\x01\x00\x00\x00\x31\xd2"  # AF_UNIX, SOCK_STREAM, 0
    b"\xcd\x80\x5b\xc3"
)
address = ctypes.addressof(ctypes.c_char.from_buffer(code))
if (fd := ctypes.CFUNCTYPE(ctypes.c_int)(address)()) >= 0:
    print("WON", fd, flush=True)
