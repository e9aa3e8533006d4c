"""
Tries: leave the working folder unreadable, so that the next program can't run there.
Must see: a second run in a folder of its own.
Control: naive same_folder
"""

import os

if os.stat(".").st_mode & 0o777 == 0o511:
    print("WON", os.getcwd())
os.chmod(".", 0o511)
