"""
Tries: leave a variable in the environment.
Must see: a second run that finds nothing.
Control: naive one_process
"""

import os

if HOST["mark"] in os.environ:
    print("WON", HOST["mark"])
os.environ[HOST["mark"]] = "left"
