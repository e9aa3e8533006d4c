"""
Tries: stop all clocks, so that no time is ever over.
Must see: a cell that is stopped in time.
Control: naive own_clock
"""

import time

true_clock = time.process_time
start = true_clock()
frozen = {
    name: getattr(time, name)() for name in ("time", "monotonic", "perf_counter", "process_time")
}
for name, value in frozen.items():
    setattr(time, name, lambda value=value: value)
while true_clock() < start + 10 * HOST["seconds"]:
    pass
print("WON", true_clock() - start, flush=True)
