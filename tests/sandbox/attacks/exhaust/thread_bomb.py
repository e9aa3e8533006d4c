"""
Tries: start 400 threads.
Must see: a bounded number of threads.
Control: open
"""

import threading

over = threading.Event()
try:
    for number in range(400):
        threading.Thread(target=over.wait, args=(3,), daemon=True).start()
        if number == 300:
            print("WON", threading.active_count(), flush=True)
finally:
    over.set()
