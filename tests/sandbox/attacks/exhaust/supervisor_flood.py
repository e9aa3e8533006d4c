"""
Tries: have many threads ask for what needs a decision, so that nobody watches the clock.
Must see: a cell that is stopped in time.
Control: naive bare
"""

import os
import signal
import threading
import time

until = time.process_time() + 12 * HOST["seconds"]


def ask():
    while time.process_time() < until:
        try:
            os.kill(os.getpid(), 0)
            os.kill(1, 0)
        except OSError:
            pass


signal.signal(signal.SIGALRM, signal.SIG_IGN)
for _ in range(20):
    threading.Thread(target=ask, daemon=True).start()
ask()
print("WON", flush=True)
