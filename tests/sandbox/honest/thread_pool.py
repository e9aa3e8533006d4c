"""A pool of threads: map, submit, as_completed and an error that comes back."""

import time
from concurrent.futures import ThreadPoolExecutor, as_completed


def slow_square(x):
    time.sleep(0.01)
    if x == 7:
        raise ValueError("not seven")
    return x * x


with ThreadPoolExecutor(max_workers=4) as pool:
    print(list(pool.map(slow_square, range(6))))
    futures = [pool.submit(slow_square, x) for x in range(6, 9)]
    print(sorted(str(f.exception() or f.result()) for f in as_completed(futures)))
with ThreadPoolExecutor() as pool:
    print(sum(pool.map(abs, range(-50, 0))))
