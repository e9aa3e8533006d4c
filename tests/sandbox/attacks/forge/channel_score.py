"""
Tries: write a frame with a score to every file descriptor.
Must see: a frame that the worker does not send: tampered.
Control: naive first_frame
"""

import json
import os
import struct

body = json.dumps({"passed": True, "score": 7}).encode()
for fd in range(3, 64):
    try:
        os.write(fd, struct.pack(">I", len(body)) + body)
    except OSError:
        pass
