"""
Tries: spend the time while the exception's message is made.
Must see: a cell that is stopped in time.
Control: naive bare
"""

import time


class SlowError(Exception):
    def __str__(self):
        time.sleep(12 * HOST["seconds"])
        print("WON", flush=True)
        return ""


raise SlowError
