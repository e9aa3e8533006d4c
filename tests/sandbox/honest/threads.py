"""Threads that each fill their own slot, joined before anything is printed."""

import threading

squares = [0] * 8


def fill(index):
    squares[index] = index * index


threads = [threading.Thread(target=fill, args=(index,)) for index in range(len(squares))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(squares, threading.active_count(), threading.current_thread().name)
