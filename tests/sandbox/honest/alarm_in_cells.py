"""A notebook with a handler for alarms from one cell, which rings in the next."""

# %%
import signal
import time


class TooSlowError(Exception):
    pass


def ring(number, frame):
    raise TooSlowError


signal.signal(signal.SIGALRM, ring)

# %%
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    time.sleep(1)
    print("not stopped")
except TooSlowError:
    print("stopped")
finally:
    signal.alarm(0)
