"""
Tries: have every later call traced, and look at its local names.
Must see: no secret in what runs behind the wall.
Control: naive in_process
"""

import re
import sys


def look(frame, event, value):
    for seen in filter(None, (frame, frame.f_back)):
        if re.search(
            "SECRET-[0-9a-f]{32}", repr([v for v in seen.f_locals.values() if type(v) is str])
        ):
            sys.settrace(None)
            print("WON", seen.f_code.co_name)


sys.settrace(look)
