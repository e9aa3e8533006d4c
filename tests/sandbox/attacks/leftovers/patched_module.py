"""
Tries: leave a name in a module of the standard library, and among the built-in names.
Must see: a second run that finds nothing.
Control: naive one_process
"""

import builtins
import json
import sys

for module in (builtins, json, sys):
    if hasattr(module, "left"):
        print("WON", module.__name__)
    module.left = True
sys.modules["left"] = json
