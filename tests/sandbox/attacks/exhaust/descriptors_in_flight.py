"""
Tries: use up what all of a user's processes may send to each other, so that no neighbour can start.
Must see: a refused call.
Control: open
"""

import socket

pairs, sent = [], 0
try:
    while sent < 400:
        pairs.append(socket.socketpair())
        socket.send_fds(pairs[-1][0], [b"x"], [0] * 100)
        sent += 100
except OSError:
    pass
if sent >= 100:
    print("WON", sent, flush=True)
