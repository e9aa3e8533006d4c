"""
Tries: read the host's users and password hashes.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

for path in ("/etc/passwd", "/etc/shadow", "/etc/machine-id"):
    try:
        with open(path) as file:
            print("WON", path, len(file.read()))
    except OSError:
        pass
