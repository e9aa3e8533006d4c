"""
Tries: find a secret among all objects that the garbage collector knows.
Must see: no secret in the worker's memory.
Control: naive in_process
"""

import gc

for tracked in gc.get_objects():
    for value in gc.get_referents(tracked):
        if type(value) is str and value.startswith("SECRET-") and len(value) > 30:
            print("WON", value)
