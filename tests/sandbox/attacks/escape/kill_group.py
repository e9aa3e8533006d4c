"""
Tries: signal another process's group.
Must see: a refused signal, and a process that lives.
Control: open
"""

import os

group = os.getpgid(HOST["canary_pid"])
os.killpg(group, 0)
print("WON", group)
