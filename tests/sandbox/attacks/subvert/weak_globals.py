"""
Tries: delete what the interpreter has loaded, so that the judge fails.
Must see: points for the right function only, or probes without an answer.
Control: naive crashes
"""

import builtins
import sys

sys.modules.clear()
for name in ("len", "repr", "list", "zip", "abs", "isinstance", "type", "all", "getattr"):
    delattr(builtins, name)
