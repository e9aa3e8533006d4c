"""
Tries: read a file of the host's by its path.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

with open(HOST["secret_path"]) as file:
    print("WON", file.read())
