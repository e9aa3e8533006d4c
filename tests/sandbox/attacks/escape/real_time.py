"""
Tries: go before all other processes.
Must see: a refused call.
Control: open as root
"""

import os

for number, change in enumerate(
    (
        lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
        lambda: os.setpriority(os.PRIO_PROCESS, 0, -10),
    )
):
    try:
        change()
        print("WON", number)
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    except OSError:
        pass
