"""Clocks go on, sleep lasts, timeit measures."""

import time
import timeit

start, cpu, monotonic = time.perf_counter(), time.process_time(), time.monotonic()
time.sleep(0.05)
print(0.04 < time.perf_counter() - start < 5, time.process_time() - cpu < 1)
print(time.monotonic() - monotonic > 0.04, time.time() > 1.6e9, time.time_ns() > 10**18)
print(timeit.timeit("sum(range(10))", number=100) > 0)
print(len(timeit.repeat(lambda: sorted([3, 1, 2]), number=10, repeat=3)))
print(time.get_clock_info("monotonic").monotonic, time.thread_time() >= 0)
