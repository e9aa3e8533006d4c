"""
Tries: connect to a listener of the host's by IPv6.
Must see: a refused socket, and a listener that nobody reached.
Control: open
"""

import socket

with socket.socket(socket.AF_INET6) as reached:
    reached.connect(("::ffff:127.0.0.1", HOST["tcp_port"]))
    print("WON", reached.getpeername())
