"""
Tries: change the machine's name.
Must see: a refused call.
Control: open as root
"""

import socket

socket.sethostname(socket.gethostname())
print("WON", socket.gethostname())
