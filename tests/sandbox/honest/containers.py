"""collections, heapq and bisect."""

import bisect
import heapq
from collections import ChainMap, Counter, OrderedDict, UserDict, defaultdict, deque, namedtuple

words = ["the", "cat", "and", "the", "dog", "and", "the", "bird"]
print(Counter(words).most_common(2), Counter("aab") - Counter("ab"))
groups = defaultdict(list)
for word in words:
    groups[len(word)].append(word)
print(dict(groups))
ring = deque([1, 2, 3], maxlen=3)
ring.append(4)
ring.rotate(1)
print(ring, OrderedDict(a=1, b=2), ChainMap({"a": 1}, {"a": 2, "b": 3})["b"])
Point = namedtuple("Point", "x y")
print(Point(1, 2)._replace(y=5), Point(1, 2)._asdict())
heap = [5, 1, 4]
heapq.heapify(heap)
heapq.heappush(heap, 0)
print(heapq.heappop(heap), heapq.nsmallest(2, heap), list(heapq.merge([1, 4], [2, 3])))
ordered = [1, 3, 5]
bisect.insort(ordered, 4)
print(ordered, bisect.bisect_left(ordered, 3), UserDict({"k": 1}))
print(sorted({3, 1, 2}), {1, 2} | {3}, frozenset([1]) <= {1, 2}, dict(enumerate("ab")))
