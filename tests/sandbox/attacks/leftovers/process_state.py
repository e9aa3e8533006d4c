"""
Tries: leave a mask, a signal handler, a limit and a working folder.
Must see: a second run that finds nothing.
Control: naive one_process
"""

import os
import signal

if os.umask(0o171) == 0o171:
    print("WON", "mask")
if signal.getsignal(signal.SIGUSR2) is signal.SIG_IGN:
    print("WON", "handler")
signal.signal(signal.SIGUSR2, signal.SIG_IGN)
