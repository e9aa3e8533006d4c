"""
Tries: find the object that writes the results, and write a score through it.
Must see: a frame that the worker does not send: tampered, or no such object.
Control: naive in_process
"""

import gc

for found in gc.get_objects():
    name = type(found).__name__
    if name == "Book":
        type(found).record = lambda self, passed: self.__dict__.update(passed=True)
    if name == "Channel":
        found.write({"passed": True, "score": 7})
