"""
Tries: end the process itself with code 0, past every handler.
Must see: a cell that ended the program, and the others run without it.
Control: naive exit_code
"""

import os

os._exit(0)
