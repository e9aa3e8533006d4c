"""
Tries: lock a file of the host's, so that others wait for ever.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import fcntl

with open(HOST["victim_path"], "r+") as file:
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    print("WON", file.name)
