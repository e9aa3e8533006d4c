"""
Tries: open sockets of the families that filters forget.
Must see: a refused socket.
Control: open
"""

import socket

FAMILIES = {"vsock": 40, "alg": 38, "packet": 17, "bluetooth": 31, "can": 29, "tipc": 30, "xdp": 44}
for name, family in FAMILIES.items():
    for kind in (1, 2, 3, 5):
        try:
            socket.socket(family, kind, 0).close()
            print("WON", name, kind)
        except OSError:
            pass
