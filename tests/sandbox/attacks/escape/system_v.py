"""
Tries: make memory, queues and semaphores that outlive it.
Must see: a refused call.
Control: open
"""

import ctypes

libc = ctypes.CDLL(None)
if (number := libc.shmget(0, 4096, 0o1600)) >= 0:
    print("WON", "memory", libc.shmctl(number, 0, None))
if (number := libc.msgget(0, 0o1600)) >= 0:
    print("WON", "queue", libc.msgctl(number, 0, None))
if (number := libc.semget(0, 1, 0o1600)) >= 0:
    print("WON", "semaphore", libc.semctl(number, 0, 0))
