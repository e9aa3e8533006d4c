"""The Python that runs it is the one that it was written for, with its whole library."""

import importlib
import sys
import sysconfig

print(sys.version, sys.hexversion, sys.implementation.cache_tag)
print(sysconfig.get_python_version(), sys.float_info.dig, sys.hash_info.width)
for name in ("_ssl", "_sqlite3", "_ctypes", "_lzma", "_bz2", "zlib", "_decimal", "_hashlib"):
    print(name, importlib.import_module(name).__name__)
