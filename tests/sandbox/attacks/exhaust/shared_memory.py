"""
Tries: hold 50 MB of named shared memory, outside its folder.
Must see: no shared memory.
Control: open
"""

from multiprocessing import resource_tracker, shared_memory

resource_tracker.register = resource_tracker.unregister = lambda *args: None
held = shared_memory.SharedMemory(create=True, size=50_000_000)
held.buf[0] = 1
print("WON", held.name, len(held.buf))
held.close()
held.unlink()
