"""
Tries: block the alarm that ends a question, and answer late.
Must see: a question that was not answered in time.
Control: naive alarm_limit
"""

import signal
import time


def clip(values, low, high):
    start = time.process_time()
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
    while time.process_time() < start + 10 * HOST["seconds"]:
        pass
    print("WON", time.process_time() - start, flush=True)
    return [0.0, 0.5, 1.0]
