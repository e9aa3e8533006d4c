"""
Tries: leave a thread that goes on in the next program.
Must see: a second run that finds nothing.
Control: naive one_process
"""

import threading
import time

if any(thread.name == "left" for thread in threading.enumerate()):
    print("WON", threading.enumerate())
threading.Thread(target=time.sleep, args=(1,), name="left", daemon=True).start()
