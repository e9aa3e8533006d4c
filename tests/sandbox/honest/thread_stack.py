"""A deep recursion in a thread with a larger stack, as one does for a search in a big graph."""

import sys
import threading


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


found = []
sys.setrecursionlimit(20_000)
threading.stack_size(32 * 1024 * 1024)
thread = threading.Thread(target=lambda: found.append(depth(15_000)))
thread.start()
thread.join()
print(found)
