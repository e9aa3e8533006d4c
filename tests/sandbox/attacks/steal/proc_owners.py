"""
Tries: learn which processes there are, and whose.
Must see: no other process in sight.
Control: open
Gap at medium: without namespaces, stat() tells that a process exists, and whose it is
Gap at restricted: files that its user can reach are not closed off
"""

import os

print("WON", os.stat(f"/proc/{HOST['canary_pid']}").st_uid)
