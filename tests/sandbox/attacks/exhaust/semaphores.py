"""
Tries: make a hundred semaphores, which are files outside its folder.
Must see: no semaphores.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import multiprocessing

held = [multiprocessing.Semaphore() for _ in range(100)]
print("WON", len(held))
