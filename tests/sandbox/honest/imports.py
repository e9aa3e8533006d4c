"""Many modules imported, some of them for nothing, as one does."""

import ast
import ctypes
import importlib
import multiprocessing
import socket
import ssl
import subprocess
import urllib.request
import webbrowser
import zipimport
from email.message import EmailMessage

print(ast.literal_eval("{'a': [1, 2]}"), importlib.import_module("math").pi)
print(multiprocessing.cpu_count() >= 1, subprocess.PIPE, socket.AF_INET.name, ssl.PROTOCOL_TLS.name)
print(bool(urllib.request.Request("http://example.org")), bool(webbrowser), bool(zipimport))
message = EmailMessage()
message["Subject"] = "hello"
message.set_content("text")
print(message.get_content(), ctypes.sizeof(ctypes.c_int32), ctypes.c_uint8(300).value)
try:
    import no_such_module  # noqa: F401
except ImportError:
    print("no such module")
