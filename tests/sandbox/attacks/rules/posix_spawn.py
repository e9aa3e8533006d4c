"""
Tries: start a program without a fork in Python.
Must see: a refused process.
Control: open
"""

import os

pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 7"], {})
if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7:
    print("WON", pid)
