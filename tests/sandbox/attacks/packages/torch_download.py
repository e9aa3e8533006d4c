"""
Tries: reach the network by PyTorch's hub.
Must see: a refused socket, and a listener that nobody reached.
Control: open
"""

import socket
import urllib.error

from torch import hub

socket.setdefaulttimeout(1)
address = f"http://127.0.0.1:{HOST['tcp_port']}/model.pt"
try:
    hub.download_url_to_file(address, "model.pt", progress=False)
except urllib.error.URLError as error:
    print(type(error.reason).__name__)
except OSError as error:  # it was reached, and says nothing of the web's
    print("WON", type(error).__name__)
