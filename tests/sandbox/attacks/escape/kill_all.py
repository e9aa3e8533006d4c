"""
Tries: signal every process there is (with signal 0, which only asks).
Must see: a refused signal.
Control: open
"""

import os

os.kill(-1, 0)
print("WON", "all")
