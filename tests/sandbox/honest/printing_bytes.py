"""Bytes written below print, by the buffer and by the descriptor."""

import os
import sys

print("first")
sys.stdout.flush()
sys.stdout.buffer.write("zweitens: ä\n".encode())
sys.stdout.buffer.flush()
os.write(1, b"third\n")
os.write(sys.stdout.fileno(), b"fourth\n")
print("fifth", file=sys.__stdout__)
