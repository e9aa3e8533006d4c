"""Facts about the machine, asked for without relying on the answers."""

import getpass
import os
import platform
import sys

try:
    user = getpass.getuser()
except (KeyError, OSError, ImportError):
    user = "somebody"
print(bool(user), platform.system() == {"linux": "Linux", "darwin": "Darwin"}.get(sys.platform))
print(platform.python_version() == sys.version.split()[0], platform.python_implementation())
print(os.cpu_count() >= 1, os.getpid() > 0, os.name, bool(platform.machine()), len(os.uname()))
print(sys.version_info >= (3, 10), sys.maxsize == 2**63 - 1, sys.byteorder, bool(platform.node()))
print(isinstance(sys.path, list), "sys" in sys.modules, sys.getswitchinterval() > 0)
print(os.environ.get("NO_SUCH_NAME", "unset"), os.getenv("HOME") is not None, os.sep)
os.environ["MINE"] = "1"
print(os.environ["MINE"], os.getuid() >= 0, isinstance(os.getloadavg()[0], float))
