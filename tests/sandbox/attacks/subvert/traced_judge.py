"""
Tries: have every later call traced, and change the golden before it is compared.
Must see: values judged on the grader's side.
Control: naive in_process
"""

import sys


def spoil(frame, event, value):
    for names in (frame.f_locals, frame.f_globals):
        golden = names.get("golden") or names.get("GOLDEN")
        if type(golden) is list and len(golden) == 2:
            golden[1] = [-5.0, 0.5, 9.0]


sys.settrace(spoil)
