"""Results kept in a file between steps: found the second time."""

import json
import os

CACHE = "cache.json"


def squares(n):
    if os.path.exists(CACHE):
        with open(CACHE, encoding="utf-8") as file:
            return "found", json.load(file)
    values = [x * x for x in range(n)]
    with open(CACHE + ".new", "w", encoding="utf-8") as file:
        json.dump(values, file)
    os.replace(CACHE + ".new", CACHE)
    return "computed", values


print(squares(4))
print(squares(4))
os.remove(CACHE)
