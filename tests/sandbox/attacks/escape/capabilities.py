"""
Tries: have rights of the superuser's, in force or for later.
Must see: no capabilities.
Control: open as root
"""

with open("/proc/self/status") as file:
    lines = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
for name in ("CapEff", "CapPrm", "CapInh", "CapAmb"):
    if int(lines[name], 16):
        print("WON", name, lines[name])
