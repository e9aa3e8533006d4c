"""
Tries: put characters into a terminal's input.
Must see: no terminal, or a refused call.
Control: open as root
"""

import fcntl
import os
import termios

for fd in (0, 1, 2, *os.openpty()):
    try:
        fcntl.ioctl(fd, termios.TIOCSTI, b"x")
        print("WON", fd)
    except OSError:
        pass
