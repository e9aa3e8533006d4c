"""
Tries: start 2,000 threads with the smallest stacks.
Must see: a bounded number of threads.
Control: open
"""

import threading

over = threading.Event()
threading.stack_size(65536)
try:
    for number in range(2000):
        threading.Thread(target=over.wait, args=(3,), daemon=True).start()
        if number == 1000:
            print("WON", threading.active_count(), flush=True)
finally:
    over.set()
