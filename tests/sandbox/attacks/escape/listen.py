"""
Tries: wait for connections from outside.
Must see: a refused socket.
Control: open
"""

import socket

with socket.create_server(("0.0.0.0", 0)) as server:
    print("WON", server.getsockname())
