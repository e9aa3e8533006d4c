"""Start Python processes of ours, which look for modules nowhere where hand-ins may lie."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

# Before 3.11 the first place that Python looks at is "", the working directory. And ours is taken
# from its own file, since the folder that holds it may be a course with hand-ins in it.
BOOT = """\
import sys
sys.path[:] = filter(None, sys.path)
from importlib import import_module, util
spec = util.spec_from_file_location("grader", sys.argv[1])
sys.modules["grader"] = package = util.module_from_spec(spec)
spec.loader.exec_module(package)
getattr(import_module(sys.argv[2]), sys.argv[3])(*sys.argv[4:])
"""
PIPE = subprocess.PIPE
PACKAGE = Path(__file__).parents[1] / "__init__.py"


def start_python(
    function: Callable[..., object], *words: str, keep: Sequence[int] = (), **options: Any
) -> subprocess.Popen[bytes]:
    """Start a process that calls a function of ours with words. Raises OSError.

    It has the descriptors to `keep` (on Windows, handles), and for the rest what `Popen` is told;
    no relative path means anything to it.
    """
    place = [function.__module__, function.__name__]
    if sys.platform == "win32":
        for handle in keep:
            os.set_handle_inheritable(handle, True)
        about = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [*keep]})
        options |= {"startupinfo": about, "close_fds": False}
    else:
        options |= {"pass_fds": keep}
    return subprocess.Popen(
        [sys.executable, "-c", BOOT, str(PACKAGE), *place, *words],
        **{"stdin": subprocess.DEVNULL, "cwd": os.sep, "env": safe_environment(), **options},
    )


def safe_environment() -> dict[str, str]:
    """Give ours, changed so that Python doesn't look for modules in the working directory."""
    here = os.path.realpath(os.curdir)
    folders = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    # A relative one is meant from here, and would be from elsewhere another.
    safe = [path for path in folders if os.path.isabs(path) and os.path.realpath(path) != here]
    others = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    path = {"PYTHONPATH": os.pathsep.join(safe)} if safe else {}
    return {**others, **path, "PYTHONSAFEPATH": "1"}
