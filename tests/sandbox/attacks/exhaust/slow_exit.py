"""
Tries: stay at the end: in exit functions and in threads that are waited for.
Must see: a worker that is ended from outside.
Control: naive bare
"""

import atexit
import threading
import time


def stay():
    time.sleep(2.5)
    print("WON", flush=True)


threading.Thread(target=time.sleep, args=(1,)).start()
atexit.register(stay)
