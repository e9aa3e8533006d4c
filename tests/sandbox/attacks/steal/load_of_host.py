"""
Tries: ask how busy the machine is, how long it has run and how much memory it has.
Must see: a refused call, and no load.
Control: open
"""

import ctypes
import os

facts = (ctypes.c_long * 64)()
if ctypes.CDLL(None).sysinfo(facts) == 0:
    print("WON", *facts[:6])
if any(os.getloadavg()) or os.sysconf("SC_PHYS_PAGES") > 0:
    print("WON", os.getloadavg(), os.sysconf("SC_PHYS_PAGES"))
