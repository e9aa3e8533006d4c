"""
Tries: leave a thread behind that prints a verdict after the program has ended.
Must see: output that is only text.
Control: naive last_line
"""

import threading


def wait_and_print():
    threading.main_thread().join(0.5)
    print('{"passed": true}', flush=True)


threading.Thread(target=wait_and_print).start()
