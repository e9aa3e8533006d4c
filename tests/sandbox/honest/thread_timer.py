"""A timer that calls a function a little later, and one that is cancelled."""

import threading

called = []
late = threading.Timer(30, called.append, args=("late",))
late.start()
soon = threading.Timer(0.02, called.append, args=("soon",))
soon.start()
soon.join()
late.cancel()
late.join()
print(called)
