"""
Tries: open what another process has open.
Must see: no other process in sight.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

folder = f"/proc/{HOST['canary_pid']}/fd"
for fd in os.listdir(folder):
    path = os.path.join(folder, fd)
    if os.readlink(path) == HOST["secret_path"]:
        print("WON", open(path).read())
