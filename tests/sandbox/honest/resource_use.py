"""What a program asks of the system about itself."""

import os
import resource
import time

usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_maxrss > 0, usage.ru_utime >= 0, os.times().user >= 0)
print(resource.getpagesize() >= 4096, len(resource.getrlimit(resource.RLIMIT_NOFILE)))
print(time.clock_gettime(time.CLOCK_MONOTONIC) > 0, os.getppid() >= 0, os.getpgrp() >= 0)
print(os.statvfs(".").f_bsize > 0, os.fstat(1).st_mode > 0, os.get_terminal_size is not None)
