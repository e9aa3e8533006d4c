"""
Tries: leave a process that answers the next program.
Must see: a second run that finds nothing.
Control: open
"""

import os
import socket
import time

name = f"\0{HOST['mark']}"
if HOST["run"] == 1:
    if os.fork() == 0:
        for fd in (0, 1, 2):
            os.close(fd)
        os.setsid()
        server = socket.socket(socket.AF_UNIX)
        server.bind(name)
        server.listen()
        time.sleep(2)
        os._exit(0)
    time.sleep(0.2)
else:
    with socket.socket(socket.AF_UNIX) as reached:
        reached.connect(name)
        print("WON", reached.getpeername())
