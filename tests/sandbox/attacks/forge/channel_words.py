"""
Tries: say every word of the grader's own protocol out of turn.
Must see: frames that the worker does not send now: tampered.
Control: naive first_frame
"""

import json
import os
import struct

WORDS = (
    {"gone": "exited", "passed": True},
    {"hello": "strong", "forks": True},
    {"ran": True},
    {"cell": 99},
    {"copy": True},
    {"reply": 1, "answer": True},
)
for word in WORDS:
    body = json.dumps(word).encode()
    for fd in range(3, 64):
        try:
            os.write(fd, struct.pack(">I", len(body)) + body)
        except OSError:
            pass
