"""
Tries: hold memory in the kernel, in the buffers of pipes.
Must see: a bounded number of descriptors.
Control: open
"""

import fcntl
import os

held = 0
for _ in range(150):
    _, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        fcntl.fcntl(writer, 1031, 1 << 20)
    except OSError:
        pass
    held += os.write(writer, b"x" * (1 << 20))
if held >= 150 * 4096:
    print("WON", held)
