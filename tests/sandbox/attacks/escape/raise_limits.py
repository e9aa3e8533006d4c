"""
Tries: lift its own limits.
Must see: a refused call.
Control: open
"""

import resource

for name in ("RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_CPU", "RLIMIT_NPROC"):
    number = getattr(resource, name)
    try:
        hard = resource.getrlimit(number)[1]
        resource.setrlimit(number, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if resource.getrlimit(number)[0] == resource.RLIM_INFINITY:
            print("WON", name, hard)
    except (OSError, ValueError):
        pass
