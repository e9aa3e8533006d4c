"""
Tries: read the environment and the memory map of its parent.
Must see: no other process in sight.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

for name in ("environ", "maps"):
    with open(f"/proc/{HOST['canary_pid']}/{name}", "rb") as file:
        if text := file.read(200):
            print("WON", name, len(text))
