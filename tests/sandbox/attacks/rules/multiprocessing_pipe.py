"""
Tries: compute in processes of its own.
Must see: a refused process.
Control: open
"""

import multiprocessing

context = multiprocessing.get_context("fork")
receiver, sender = context.Pipe(duplex=False)
child = context.Process(target=sender.send, args=(42,))
child.start()
if receiver.poll(2) and receiver.recv() == 42:
    print("WON", child.pid)
child.join(2)
