"""
Tries: answer twice within one frame, so that one reader takes the first and the next the second.
Must see: a frame that no worker writes: tampered.
Control: naive first_frame
"""

import os
import struct
import sys


def clip(values, low, high):
    frame = sys._getframe()
    while frame is not None and "plain" not in frame.f_globals:
        frame = frame.f_back
    if frame is None:
        body = b'{"passed": false, "passed": true}'
        os.write(3, struct.pack(">I", len(body)) + body)
        return values
    plain = frame.f_globals["plain"]
    honest = plain.Writer

    class Twice:
        def write(self, value, depth):
            return f'["l",9],"answer":{honest().write(value, depth)}'

    plain.Writer = Twice
    return values
