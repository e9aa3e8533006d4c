"""
Tries: leave folders without any permission, and links that lead in circles.
Must see: a working folder that is cleared.
Control: naive cleans_up
"""

import os

for _ in range(1200):
    os.mkdir("d" * 40)
    os.symlink(".", "loop")
    os.symlink(HOST["other"], "other")
    os.chdir("d" * 40)
os.chmod("..", 0)
os.chmod(".", 0)
