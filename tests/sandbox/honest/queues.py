"""A producer and a consumer with a bounded queue; a priority queue; an empty one."""

import queue
import threading

tasks, results = queue.Queue(maxsize=2), []


def consume():
    while (item := tasks.get()) is not None:
        results.append(item * 10)
        tasks.task_done()
    tasks.task_done()


consumer = threading.Thread(target=consume)
consumer.start()
for item in [1, 2, 3, 4, None]:
    tasks.put(item)
tasks.join()
consumer.join()
print(results)
ordered = queue.PriorityQueue()
for item in [(2, "b"), (1, "a"), (3, "c")]:
    ordered.put(item)
print([ordered.get()[1] for _ in range(3)])
try:
    queue.SimpleQueue().get(timeout=0.01)
except queue.Empty:
    print("empty")
