"""
Tries: become the superuser.
Must see: a refused call.
Control: open as root
"""

import os

for change in (os.setuid, os.seteuid, os.setgid, lambda number: os.setgroups([number])):
    try:
        change(0)
        print("WON", os.getuid())
    except OSError:
        pass
