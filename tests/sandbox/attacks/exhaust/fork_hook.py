"""
Tries: fork several times when the grader forks, in a hook that runs before its own fork.
Must see: one fork for each that the grader meant.
Control: open
"""

import os
import time

forked = []


def fork_more():
    if not forked:
        forked.append(0)
        for _ in range(5):
            try:
                if os.fork() == 0:
                    time.sleep(1)
                    os._exit(0)
                forked.append(1)
            except OSError:
                pass
        if sum(forked) > 1:
            print("WON", forked, flush=True)


os.register_at_fork(before=fork_more)
