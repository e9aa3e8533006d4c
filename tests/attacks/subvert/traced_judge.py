"""
Tries: have every later call traced, and change the golden before it is compared.
Must see: values judged on the grader's side.
Control: naive in_process
"""

import sys


def spoil(frame, event, value):
    for names in (frame.f_locals, frame.f_globals):
        if type(golden := names.get("golden") or names.get("GOLDEN")) is list:
            golden[:] = [2.0, [-5.0, 0.5, 9.0]][-len(golden) :] if len(golden) == 2 else golden


sys.settrace(spoil)
