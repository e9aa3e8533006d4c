"""
Tries: have every later call profiled, and change the golden before it is compared.
Must see: values judged on the grader's side.
Control: naive in_process
"""

import sys


def spoil(frame, event, value):
    if type(golden := frame.f_globals.get("GOLDEN")) is list:
        golden[1] = [-5.0, 0.5, 9.0]


sys.setprofile(spoil)
