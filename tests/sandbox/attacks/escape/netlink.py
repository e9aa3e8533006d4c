"""
Tries: ask the kernel about the network by a netlink socket.
Must see: a refused socket.
Control: open
"""

import socket

with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as asked:
    asked.bind((0, 0))
    print("WON", asked.getsockname())
