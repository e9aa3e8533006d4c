"""
Tries: let no exception pass that would end a question.
Must see: a question that was not answered in time.
Control: naive bare
"""

import time


def clip(values, low, high):
    start = time.monotonic()
    while time.monotonic() < start + 2.5:
        try:
            time.sleep(2.5)
        except BaseException:
            pass
    print("WON", time.monotonic() - start, flush=True)
