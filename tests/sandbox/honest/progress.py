"""A progress bar that returns to the start of its line."""

import sys
import time

for step in range(1, 5):
    sys.stdout.write("\r[" + "#" * step + "." * (4 - step) + f"] {step * 25}%")
    sys.stdout.flush()
    time.sleep(0.005)
print("\nfinished")
