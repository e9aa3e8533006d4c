"""
Tries: connect one end of a pair to a local service.
Must see: a refused pair or address, and a listener that nobody reached.
Control: open
"""

import socket

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    for path in (HOST["unix_path"], HOST["abstract"], HOST["unix_datagram"]):
        try:
            left, right = socket.socketpair(socket.AF_UNIX, kind)
            left.connect(path)
            print("WON", kind, left.getpeername())
        except OSError:
            pass
