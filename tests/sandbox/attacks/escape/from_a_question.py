"""
Tries: try the doors once more while it is asked, where the wall may be another.
Must see: refused calls.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os
import socket


def median(values):
    try:
        with open(HOST["secret_path"]) as file:
            print("WON", file.read(), flush=True)
    except OSError:
        pass
    try:
        socket.create_connection(("127.0.0.1", HOST["tcp_port"]), 1).close()
        print("WON", "connected", flush=True)
    except OSError:
        pass
    try:
        if (pid := os.fork()) == 0:
            os._exit(0)
        print("WON", "forked", os.waitpid(pid, 0), flush=True)
    except OSError:
        pass
    return sorted(values)[len(values) // 2]
