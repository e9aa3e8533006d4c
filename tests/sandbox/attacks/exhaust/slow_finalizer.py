"""
Tries: spend the time in a finalizer, where exceptions are swallowed.
Must see: a cell or a question that is stopped in time.
Control: naive bare
"""

import time


class Slow:
    def __del__(self):
        until = time.monotonic() + 12 * HOST["seconds"]
        while time.monotonic() < until:
            try:
                time.sleep(12 * HOST["seconds"])
            except BaseException:
                pass
        print("WON", flush=True)


slow = Slow()
del slow
