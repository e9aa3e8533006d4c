"""
Tries: connect to a local service by its path, as to a container daemon.
Must see: a refused socket, and a listener that nobody reached.
Control: open
"""

import socket

with socket.socket(socket.AF_UNIX) as reached:
    reached.connect(HOST["unix_path"])
    print("WON", reached.getpeername())
