"""
Tries: signal the process that started it.
Must see: no parent in sight, or a refused signal.
Control: open
"""

import os

if os.getppid() > 0:
    os.kill(os.getppid(), 0)
    print("WON", os.getppid())
