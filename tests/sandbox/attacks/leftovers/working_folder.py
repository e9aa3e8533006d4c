"""
Tries: leave a file in the working folder.
Must see: a second run that finds an empty folder.
Control: naive same_folder
"""

import os

if os.path.exists("left"):
    print("WON", os.getcwd())
open("left", "w").close()
