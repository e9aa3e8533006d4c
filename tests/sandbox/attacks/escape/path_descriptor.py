"""
Tries: hold a file of the host's by a descriptor that is no opening, and open or link it later.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

fd = os.open(HOST["secret_path"], os.O_PATH)
here = f"/proc/self/fd/{fd}"
WAYS = (
    lambda: os.open(here, os.O_RDONLY),
    lambda: os.link(here, "link", follow_symlinks=True) or os.open("link", os.O_RDONLY),
)
for way in WAYS:
    try:
        print("WON", os.read(way(), 100).decode())
    except OSError:
        pass
