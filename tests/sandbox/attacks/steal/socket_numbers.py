"""
Tries: learn from a socket's number how many the host has made, which others can add to.
Must see: PermissionError
Control: open
"""

import socket

SO_COOKIE = 57
pair = socket.socketpair()
try:
    number = pair[0].getsockopt(socket.SOL_SOCKET, SO_COOKIE, 8)
    print("WON", int.from_bytes(number, "little"))
except OSError as error:
    print("refused", error)
