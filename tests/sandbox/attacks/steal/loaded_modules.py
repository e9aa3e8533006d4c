"""
Tries: find a secret in the modules that are loaded.
Must see: no secret in the worker's modules.
Control: naive in_process
"""

import sys

for name, module in list(sys.modules.items()):
    for value in list(vars(module).values()):
        if type(value) is str and value.startswith("SECRET-") and len(value) > 30:
            print("WON", name, value)
