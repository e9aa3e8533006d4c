"""
Tries: learn whether a folder of the host's exists, by entering it.
Must see: no such folder, or no permission.
Control: open
Gap at medium: without namespaces, chdir() tells that a host path exists
Gap at restricted: files that its user can reach are not closed off
"""

import os

os.chdir(HOST["other"])
print("WON", os.getcwd())
