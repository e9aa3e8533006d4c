"""
Tries: fill the channel with frames as fast as it takes them.
Must see: a frame that the worker does not send: tampered, and a bounded memory.
Control: naive counts_frames
"""

import os
import time

until = time.monotonic() + 10
frames = b"\x00\x00\x00\x02{}" * 10_000
while time.monotonic() < until:
    for fd in range(3, 32):
        try:
            os.write(fd, frames)
        except OSError:
            pass
