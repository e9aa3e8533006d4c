"""
Tries: learn which processes there are, and whose.
Must see: no other process in sight.
Control: open
Gap at medium: without namespaces, stat() tells that a process exists, and whose it is
"""

import os

print("WON", os.stat(f"/proc/{HOST['canary_pid']}").st_uid)
