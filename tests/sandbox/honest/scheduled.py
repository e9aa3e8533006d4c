"""Tasks in order: sched, graphlib, contextvars."""

import contextvars
import graphlib
import sched
import time

scheduler = sched.scheduler(time.monotonic, time.sleep)
for delay, name in ((0.03, "third"), (0.01, "first"), (0.02, "second")):
    scheduler.enter(delay, 1, print, (name,))
scheduler.run()
print(list(graphlib.TopologicalSorter({"c": {"b"}, "b": {"a"}}).static_order()))
variable = contextvars.ContextVar("variable", default=0)
context = contextvars.copy_context()
context.run(variable.set, 5)
print(variable.get(), context[variable])
