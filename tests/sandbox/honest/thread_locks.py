"""Lock, RLock, Event, Condition and Semaphore between two threads."""

import threading

lock, event, condition = threading.RLock(), threading.Event(), threading.Condition()
slots = threading.Semaphore(2)
log, ready = [], []


def work():
    event.wait(timeout=5)
    with lock, lock:
        log.append("event")
    with condition:
        ready.append(True)
        condition.notify_all()


thread = threading.Thread(target=work)
thread.start()
with lock:
    log.append("start")
event.set()
with condition:
    print(condition.wait_for(lambda: ready, timeout=5))
thread.join()
with slots:
    print(log, slots.acquire(blocking=False), slots.acquire(timeout=0.01))
