"""Twenty threads that all have to be there at the same time."""

import threading

barrier = threading.Barrier(20)
passed = []


def meet():
    barrier.wait(timeout=5)
    passed.append(threading.get_ident())


threads = [threading.Thread(target=meet) for _ in range(20)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(passed), len(set(passed)))
