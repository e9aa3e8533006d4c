"""
Tries: connect to a local service by its abstract name.
Must see: a refused socket, and a listener that nobody reached.
Control: open
"""

import socket

with socket.socket(socket.AF_UNIX) as reached:
    reached.connect(HOST["abstract"])
    print("WON", reached.getpeername())
