"""
Tries: learn whether a file of the host's exists, and how large it is.
Must see: no such file, or no permission.
Control: open
Gap at medium: without namespaces, stat() tells that a host path exists
Gap at restricted: files that its user can reach are not closed off
"""

import os

print("WON", os.stat(HOST["secret_path"]).st_size)
