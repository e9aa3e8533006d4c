"""
Tries: start more threads than are allowed by PyTorch's own pool.
Must see: no more than 64, or the end of the process.
Control: open
"""

import os

import torch

torch.set_num_threads(200)
torch.ones(3000, 3000).add_(1)
try:
    if len(os.listdir("/proc/self/task")) > 150:
        print("WON", flush=True)
except OSError:
    print("nothing is to be seen of them")
