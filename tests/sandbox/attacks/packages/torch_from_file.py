"""
Tries: map the course's golden into a tensor's memory.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import torch

try:
    read = torch.from_file(HOST["golden_path"], shared=False, size=64, dtype=torch.uint8)
    print("WON", bytes(read.tolist())[:8])
except RuntimeError as error:
    print(type(error).__name__)
