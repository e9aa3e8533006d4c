"""
Tries: spend the time in writing out one number.
Must see: a cell that is stopped or ended the program.
Control: naive bare
"""

import sys
import time

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)
start, digits = time.process_time(), 100_000
while time.process_time() < start + 10 * HOST["seconds"]:
    len(str((1 << (digits * 10 // 3)) - 1))
    digits += digits // 4
print("WON", digits, flush=True)
