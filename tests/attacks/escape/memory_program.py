"""
Tries: run a program that is in no folder.
Must see: a refused call.
Control: open
"""

import ctypes
import os

text = f"#!/bin/sh\necho WON > {HOST['folder']}/won\n".encode()
fd = ctypes.CDLL(None).syscall(319, b"program", 0)
os.write(fd, text)
ctypes.CDLL(None).syscall(322, fd, b"", None, None, 0x1000)
