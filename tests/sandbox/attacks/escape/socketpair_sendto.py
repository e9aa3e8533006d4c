"""
Tries: send a datagram to a local service from one end of a pair, which needs no socket().
Must see: a refused pair or address, and a listener that nobody reached.
Control: open
"""

import socket

for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM):
    try:
        left, right = socket.socketpair(socket.AF_UNIX, kind)
        print("WON", left.sendto(b"out", HOST["unix_datagram"]))
    except OSError:
        pass
