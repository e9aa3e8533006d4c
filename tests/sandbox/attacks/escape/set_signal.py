"""
Tries: choose the signal that the kernel sends when a file is ready, and whom.
Must see: a refused call.
Control: open
"""

import fcntl
import os
import signal
import struct

reader, writer = os.pipe()
fcntl.fcntl(reader, 10, signal.SIGKILL)
fcntl.fcntl(reader, 15, struct.pack("ii", 1, HOST["canary_pid"]))
if fcntl.fcntl(reader, 11) == signal.SIGKILL:
    print("WON", fcntl.fcntl(reader, 16, bytes(8)))
