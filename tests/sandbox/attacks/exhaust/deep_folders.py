"""
Tries: leave folders nested deeper than a path can be long.
Must see: a working folder that is cleared.
Control: naive cleans_up
"""

import os

for _ in range(2000):
    os.mkdir("deep")
    os.chdir("deep")
