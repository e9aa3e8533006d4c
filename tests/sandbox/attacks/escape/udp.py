"""
Tries: send a datagram to a listener of the host's.
Must see: a refused socket, and a listener that nobody reached.
Control: open
"""

import socket

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    print("WON", sender.sendto(b"out", ("127.0.0.1", HOST["udp_port"])))
