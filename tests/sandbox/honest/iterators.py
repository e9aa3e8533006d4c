"""itertools, generators with send and close, yield from."""

import itertools
import operator


def running_mean():
    total, n, value = 0.0, 0, None
    try:
        while True:
            value = yield total / n if n else value
            total, n = total + value, n + 1
    finally:
        print("closed after", n)


def flatten(nested):
    for item in nested:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


mean = running_mean()
next(mean)
print([mean.send(x) for x in (1, 2, 6)])
mean.close()
print(list(flatten([1, [2, [3, []], 4]])))
print(list(itertools.islice(itertools.count(5, 5), 3)), list(itertools.chain("ab", "c")))
print(list(itertools.combinations("abc", 2)), list(itertools.accumulate([1, 2, 3], operator.mul)))
print([(k, len(list(g))) for k, g in itertools.groupby("aabccc")])
print(list(itertools.product([0, 1], repeat=2)), list(itertools.zip_longest("ab", "c")))
print(sum(x * x for x in range(10)), next(iter([]), "none"), list(map(str, filter(None, [0, 1]))))
