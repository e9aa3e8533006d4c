"""
Tries: replace the process by a program that ends with code 0.
Must see: a refused exec, or a cell that ended the program.
Control: naive exit_code
"""

import os

os.execv("/bin/true", ["true"])
