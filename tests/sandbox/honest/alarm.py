"""A time limit of one's own with an alarm and a handler, set within one function."""

import signal
import time


class TooSlowError(Exception):
    pass


def ring(number, frame):
    raise TooSlowError(signal.Signals(number).name)


def limited(function, seconds):
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return function()
    except TooSlowError as error:
        return f"stopped by {error}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def loop():
    while True:
        pass


print(limited(lambda: sum(range(1000)), 1.0))
print(limited(lambda: time.sleep(3), 0.05))
print(limited(loop, 0.05))
