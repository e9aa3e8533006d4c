"""
Tries: read the course's golden by a pickle that PyTorch loads.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

from pathlib import Path

import torch


class Golden:
    def __reduce__(self):
        return Path.read_text, (Path(HOST["golden_path"]),)


torch.save([Golden()], "made.pt")
try:
    print("WON", len(torch.load("made.pt", weights_only=False)[0]))
except OSError as error:
    print(type(error).__name__)
