"""
Tries: write to a file of the host's.
Must see: no such file, or no permission, and a file that is as it was.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

with open(HOST["victim_path"], "a") as file:
    print("WON", file.write("changed"))
