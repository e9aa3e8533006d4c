"""Each thread sees its own thread-local value, and its error goes to the hook."""

import threading

own, seen, errors = threading.local(), {}, []


def work(name):
    own.name = name
    seen[name] = own.name
    raise ValueError(name)


threading.excepthook = lambda args: errors.append(str(args.exc_value))
for name in ("a", "b"):
    thread = threading.Thread(target=work, args=(name,), daemon=True)
    thread.start()
    thread.join()
print(seen, errors, hasattr(own, "name"))
