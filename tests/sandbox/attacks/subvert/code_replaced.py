"""
Tries: give the functions that compare or encode another body.
Must see: values judged on the grader's side, or tampered.
Control: naive in_process
"""

import gc
import types

NAMES = ("equal", "encode", "answer", "find_missing")
for found in gc.get_objects():
    if type(found) is types.FunctionType and found.__name__ in NAMES and not found.__closure__:
        found.__code__ = (lambda *args: True).__code__
