"""
Tries: search its own memory, freed parts too, for a secret.
Must see: no secret in the worker's memory.
Control: naive in_process
"""

import ctypes
import gc
import re

hunted = re.compile(b"SECR" + b"ET-[0-9a-f]{32}")
pages = {id(value) & -4096 for tracked in gc.get_objects() for value in gc.get_referents(tracked)}
for page in pages:
    if found := hunted.search(ctypes.string_at(page, 4096)):
        print("WON", found[0].decode())
