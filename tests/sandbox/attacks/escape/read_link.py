"""
Tries: read where a link of the host's leads.
Must see: no such file, or no permission.
Control: open
Gap at medium: where a link of the host leads can be read, as which files there are can be seen.
Gap at restricted: files that its user can reach are not closed off
"""

import os

print("WON", os.readlink(HOST["link_path"]))
