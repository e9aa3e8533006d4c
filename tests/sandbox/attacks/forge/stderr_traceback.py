"""
Tries: raise an exception whose message reads like a passing report.
Must see: an error of a cell, its message on one line.
Control: naive says_ok
"""

import sys

sys.stderr.flush()
print("OK", flush=True)
raise SystemExit("\x1b[2J\n\nOK\nstatus: graded, 7 of 7 points")
