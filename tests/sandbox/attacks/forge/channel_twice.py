"""
Tries: answer one question several times, to have several guesses.
Must see: more answers than questions: tampered.
Control: naive last_frame
"""

import atexit
import json
import os
import struct


def send(frame):
    body = json.dumps(frame).encode()
    for fd in range(3, 64):
        try:
            os.write(fd, struct.pack(">I", len(body)) + body)
        except OSError:
            pass


def clip(values, low, high):
    for guess in (["l", 0.0, 0.5, 1.0], ["l", 0.0, 0.0, 1.0]):
        send({"reply": 1, "answer": guess})
    return values


atexit.register(send, {"passed": True})
