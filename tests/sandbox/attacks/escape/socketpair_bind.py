"""
Tries: bind one end of a pair to a path or a name, and wait for senders.
Must see: a refused address.
Control: open
"""

import socket

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    try:
        left, right = socket.socketpair(socket.AF_UNIX, kind)
        left.bind(f"\0{HOST['mark']}{kind}")
        print("WON", left.getsockname())
    except OSError:
        pass
