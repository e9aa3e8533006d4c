"""
Tries: leave an import hook and an entry of the search path.
Must see: a second run that finds nothing.
Control: naive one_process
"""

import sys

if "left" in sys.path or any(getattr(finder, "left", False) for finder in sys.meta_path):
    print("WON", sys.meta_path)
sys.path.append("left")
sys.meta_path.append(type("Finder", (), {"left": True, "find_spec": lambda *args: None}))
