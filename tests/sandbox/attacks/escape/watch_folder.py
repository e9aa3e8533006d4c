"""
Tries: be told of every change in a folder of the host's.
Must see: a refused call.
Control: open
"""

import ctypes
import fcntl
import os
import signal

libc = ctypes.CDLL(None)
watching = libc.inotify_init1(0)
if watching >= 0 and libc.inotify_add_watch(watching, HOST["folder"].encode(), 0x100) > 0:
    print("WON", "inotify")
signal.signal(signal.SIGIO, signal.SIG_IGN)
folder = os.open(HOST["folder"], os.O_RDONLY)
fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_CREATE)
print("WON", "dnotify")
