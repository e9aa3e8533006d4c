"""
Tries: end another process.
Must see: a refused signal, and a process that lives.
Control: open
"""

import os
import signal

os.kill(HOST["canary_pid"], 0)
os.kill(HOST["canary_pid"], signal.SIGKILL)
print("WON", HOST["canary_pid"])
