"""
Tries: read the environment and the memory map of its parent.
Must see: no other process in sight.
Control: open
"""

for name in ("environ", "maps"):
    with open(f"/proc/{HOST['canary_pid']}/{name}", "rb") as file:
        if text := file.read(200):
            print("WON", name, len(text))
