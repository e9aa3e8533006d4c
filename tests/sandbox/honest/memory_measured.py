"""Memory measured: tracemalloc, getsizeof, the collector and weak references."""

import gc
import sys
import tracemalloc
import weakref


class Node:
    pass


tracemalloc.start()
data = [bytes(1000) for _ in range(1000)]
current, peak = tracemalloc.get_traced_memory()
tracemalloc.stop()
print(current > 10**6, peak >= current, sys.getsizeof(data) > 8000)
a, b = Node(), Node()
a.other, b.other = b, a
watch, gone = weakref.ref(a), []
weakref.finalize(b, gone.append, "b is gone")
del a, b
gc.collect()
print(watch() is None, gone, gc.isenabled())
cache = weakref.WeakValueDictionary()
node = cache["x"] = Node()
del node
gc.collect()
print(len(cache))
