"""
Tries: list the folders beside its own, where others are graded.
Must see: only its own folder.
Control: open
"""

import os

own = os.path.basename(os.getcwd())
neighbours = [name for name in os.listdir("..") if name != own]
other = os.path.relpath(HOST["other"])
if neighbours and os.listdir(other):
    print("WON", len(neighbours), os.listdir(other))
