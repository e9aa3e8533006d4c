"""
Tries: connect to a listener of the host's.
Must see: a refused socket, and a listener that nobody reached.
Control: open
"""

import socket

with socket.create_connection(("127.0.0.1", HOST["tcp_port"]), 2) as reached:
    print("WON", reached.getpeername())
