"""A profile of one's own function, and a trace of its lines."""

import cProfile
import io
import pstats
import sys


def inner(n):
    return sum(range(n))


def outer():
    return [inner(n) for n in range(50)]


profile = cProfile.Profile()
print(len(profile.runcall(outer)))
stream = io.StringIO()
pstats.Stats(profile, stream=stream).sort_stats("cumulative").print_stats()
print("(inner)" in stream.getvalue(), "function calls" in stream.getvalue())
events = []


def trace(frame, event, argument):
    events.append((event, frame.f_code.co_name))


sys.setprofile(lambda frame, event, argument: None)
sys.setprofile(None)
sys.settrace(trace)
inner(3)
sys.settrace(None)
print(("call", "inner") in events)
