"""
Tries: leave the random numbers in a state that is known.
Must see: a second run whose numbers are others.
Control: naive one_process
"""

import random

known = random.Random("known").random()
if HOST["run"] == 2 and random.random() == known:
    print("WON", known)
random.seed("known")
