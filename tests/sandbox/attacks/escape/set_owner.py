"""
Tries: have the kernel signal another process when a file is ready.
Must see: a refused call.
Control: open
"""

import fcntl
import os

reader, writer = os.pipe()
fcntl.fcntl(reader, fcntl.F_SETOWN, HOST["canary_pid"])
if fcntl.fcntl(reader, fcntl.F_GETOWN) == HOST["canary_pid"]:
    print("WON", HOST["canary_pid"])
