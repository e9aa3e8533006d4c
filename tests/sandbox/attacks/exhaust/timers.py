"""
Tries: have a timer interrupt everything, ten thousand times a second.
Must see: points for the right function only.
Control: naive crashes
"""

import signal


def clip(values, low, high):
    def interrupt(*args):
        raise RuntimeError

    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0001)
    return values
