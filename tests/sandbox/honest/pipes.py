"""A pipe within the process, waited for with select and selectors."""

import os
import select
import selectors
import threading

reading, writing = os.pipe()
print(select.select([reading], [], [], 0.01)[0] == [], select.select([], [writing], [], 0)[1] != [])
threading.Thread(target=os.write, args=(writing, b"hello")).start()
print(select.select([reading], [], [], 5)[0] == [reading], os.read(reading, 100))
with selectors.DefaultSelector() as selector:
    selector.register(reading, selectors.EVENT_READ, data="the pipe")
    os.write(writing, b"again")
    print([key.data for key, _ in selector.select(timeout=5)])
poll = select.poll()
poll.register(reading, select.POLLIN)
print(poll.poll(10) == [(reading, select.POLLIN)])
os.set_blocking(reading, False)
print(os.read(reading, 100), os.get_blocking(writing))
try:
    os.read(reading, 1)
except BlockingIOError:
    print("nothing yet")
copy = os.dup(writing)
os.close(writing)
with os.fdopen(copy, "w") as file:
    file.write("end\n")
with os.fdopen(reading) as file:
    print(file.readlines())
