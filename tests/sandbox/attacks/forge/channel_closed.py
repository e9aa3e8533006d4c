"""
Tries: close every file, so that no failure can be reported, and end with code 0.
Must see: a cell that ended the program.
Control: naive exit_code
"""

import os

os.closerange(0, 64)
os._exit(0)
