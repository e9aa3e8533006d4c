"""
Tries: make a named message queue, which outlives it.
Must see: a refused call.
Control: open
"""

import ctypes

libc, name = ctypes.CDLL(None), b"/" + HOST["mark"].encode()
queue = libc.mq_open(name, 0o102, 0o600, None)
if queue >= 0:
    print("WON", libc.mq_unlink(name))
