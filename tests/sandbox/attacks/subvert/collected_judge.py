"""
Tries: have the garbage collector change the golden.
Must see: values judged on the grader's side.
Control: naive in_process
"""

import gc


def spoil(phase, about):
    for found in gc.get_objects():
        if type(found) is list and len(found) == 2 and found[1] == [0.0, 0.5, 1.0]:
            found[1] = [-5.0, 0.5, 9.0]


gc.callbacks.append(spoil)
gc.set_threshold(1)
held = [[] for _ in range(100)]
