"""
Tries: let no exception pass that would end a question.
Must see: a question that was not answered in time.
Control: naive bare
"""

import time


def clip(values, low, high):
    start = time.monotonic()
    while time.monotonic() < start + 12 * HOST["seconds"]:
        try:
            time.sleep(12 * HOST["seconds"])
        except BaseException:
            pass
    print("WON", time.monotonic() - start, flush=True)
