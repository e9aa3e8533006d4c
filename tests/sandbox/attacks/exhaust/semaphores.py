"""
Tries: make a hundred semaphores, which are files outside its folder.
Must see: no semaphores.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import multiprocessing

context = multiprocessing.get_context("fork")  # that of others starts a process, too
held = [context.Semaphore() for _ in range(100)]
print("WON", len(held))
