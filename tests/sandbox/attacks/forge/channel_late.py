"""
Tries: hang in the question, and have a thread answer it after its time.
Must see: a question that was not answered in time, or tampered.
Control: naive last_frame
"""

import json
import os
import struct
import threading
import time


def send_late():
    time.sleep(0.9)
    for number in range(1, 12):
        body = json.dumps({"reply": number, "answer": ["l", 0.0, 0.5, 1.0]}).encode()
        for fd in range(3, 64):
            try:
                os.write(fd, struct.pack(">I", len(body)) + body)
            except OSError:
                pass
    body = b'{"passed": true}'
    os.write(3, struct.pack(">I", len(body)) + body)


def clip(values, low, high):
    time.sleep(0.7)


threading.Thread(target=send_late).start()
