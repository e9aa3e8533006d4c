"""
Tries: change the limits and the priority of another process.
Must see: a refused call.
Control: open
"""

import os
import resource

pid = HOST["canary_pid"]
CHANGES = (
    lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (10, 10)),
    lambda: os.setpriority(os.PRIO_PROCESS, pid, 10),
    lambda: os.sched_setaffinity(pid, {0}),
    lambda: os.sched_setscheduler(pid, os.SCHED_BATCH, os.sched_param(0)),
)
for number, change in enumerate(CHANGES):
    try:
        change()
        print("WON", number)
    except OSError:
        pass
