"""
Tries: write a frame nested deeper than a parser can go.
Must see: a frame over the limits: tampered.
Control: naive parses_frames
"""

import os
import struct

body = b'{"reply":1,"answer":' + b"[" * 30_000 + b"]" * 30_000 + b"}"
for fd in range(3, 64):
    try:
        os.write(fd, struct.pack(">I", len(body)) + body)
    except OSError:
        pass
