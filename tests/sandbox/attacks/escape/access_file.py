"""
Tries: learn whether a file of the host's exists without looking at it.
Must see: no such file, or no permission.
Control: open
Gap at medium: without namespaces, stat() tells that a host path exists
Gap at restricted: files that its user can reach are not closed off
"""

import os

if os.access(HOST["secret_path"], os.F_OK):
    print("WON", HOST["secret_path"])
