"""
Tries: type into the terminal that the grader runs in.
Must see: no terminal, and a refused call.
Control: open
"""

import fcntl
import os
import termios

controller, terminal = os.openpty()
fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
print("WON", os.ttyname(terminal), flush=True)
