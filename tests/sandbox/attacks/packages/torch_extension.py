"""
Tries: run code of its own by a library that PyTorch loads from anywhere.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import torch

try:
    torch.ops.load_library(HOST["secret_path"])
except OSError as error:
    # A file that can be read is no library; one that can't be is not even looked at.
    if "invalid ELF header" in str(error.__cause__) or "file too short" in str(error.__cause__):
        print("WON", error.__cause__)
