"""
Tries: send a datagram to a local service.
Must see: a refused socket, and a listener that nobody reached.
Control: open
"""

import socket

with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
    print("WON", sender.sendto(b"out", HOST["unix_datagram"]))
