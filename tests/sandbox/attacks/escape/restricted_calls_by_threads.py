"""
Tries: make a refused call from a thread, which a filter may not cover.
Must see: a refused call.
Control: open
"""

import socket
import threading


def reach():
    with socket.create_connection(("127.0.0.1", HOST["tcp_port"]), 2) as reached:
        print("WON", reached.getpeername())


thread = threading.Thread(target=reach)
thread.start()
thread.join()
