"""
Tries: run a program that is in no folder.
Must see: a refused call.
Control: open
"""

import ctypes
import os

text = f"#!/bin/sh\necho WON > {HOST['folder']}/won\n".encode()
for fd in range(3, 64):
    try:
        os.set_inheritable(fd, True)  # else the grader sees its end at once
    except OSError:
        pass
fd = ctypes.CDLL(None).syscall(319, b"program", 0)
os.write(fd, text)
ctypes.CDLL(None).syscall(322, fd, b"", None, None, 0x1000)
