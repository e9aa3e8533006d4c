"""
Tries: start a program by what PyTorch has for its own reports of faults.
Must see: no permission to fork.
Control: open
"""

from torch.utils import collect_env

try:
    print(collect_env.run("/bin/echo WON")[1])
except OSError as error:
    print(type(error).__name__)
