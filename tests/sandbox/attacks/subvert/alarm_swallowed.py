"""
Tries: replace the handler of the alarm that ends a cell.
Must see: a cell that is stopped in time.
Control: naive alarm_limit
"""

import signal
import time

start = time.process_time()
for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGVTALRM):
    signal.signal(number, lambda *args: None)
signal.setitimer(signal.ITIMER_REAL, 0)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
while time.process_time() < start + 10 * HOST["seconds"]:
    pass
print("WON", time.process_time() - start, flush=True)
