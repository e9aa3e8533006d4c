"""
Tries: have every later call traced, and look at its local names.
Must see: no secret in what runs behind the wall.
Control: naive in_process
"""

import sys


def look(frame, event, value):
    if "SECRET-" in repr(list(frame.f_locals.values()))[:20_000]:
        sys.settrace(None)
        print("WON", frame.f_code.co_name)


sys.settrace(look)
