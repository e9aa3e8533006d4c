"""The machine described in one line, as one prints it above one's results."""

import os
import platform
import sys

print(bool(platform.platform()), bool(platform.version()), isinstance(platform.processor(), str))
print(bool(sys.executable), os.path.isabs(sys.executable), bool(sys.prefix))
