"""
Tries: search its own memory, freed parts too, for a secret.
Must see: no secret in the worker's memory.
Control: naive in_process
"""

import ctypes
import re

hunted = re.compile(b"SECR" + b"ET-[0-9a-f]{32}")
with open("/proc/self/maps") as file:
    regions = [line.split() for line in file]
for where, mode, _, _, _, *name in regions:
    if not mode.startswith("rw") or (name and not name[0].startswith("[heap")):
        continue
    start, end = (int(part, 16) for part in where.split("-"))
    if found := hunted.search(ctypes.string_at(start, end - start)):
        print("WON", found[0].decode())
