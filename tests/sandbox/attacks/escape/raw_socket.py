"""
Tries: open raw sockets, which see what others send.
Must see: a refused socket.
Control: open as root
"""

import socket

for family, kind, protocol in ((2, 3, 1), (10, 3, 58), (17, 3, 0x300)):
    try:
        socket.socket(family, kind, protocol).close()
        print("WON", family)
    except OSError:
        pass
