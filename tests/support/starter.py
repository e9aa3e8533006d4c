"""Start commands from a process that has imported them; see `commands.py`, which asks for it."""

import array
import atexit
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import platform
import runpy
import signal
import socket
import sys
import tempfile
import threading
import time

import grader

MOST = 1 << 20
# No wrapper of the C library gives a process to the caller's own parent.
NUMBERS = {"x86_64": 56, "aarch64": 220}
CLONE = NUMBERS.get(platform.machine()) if sys.platform == "linux" else None
CLONE_PARENT = 0x8000
# Not those of another machine, nor what only runs behind the wall or within a migration.
OTHERS = ("grader.__main__", "grader.cluster", "grader.sandbox.inside")
ELSEWHERE = "grader.classroom.gradebook.migrations"
LATE = ("alembic.config", "pydantic.dataclasses", "sqlalchemy.dialects.sqlite.pysqlite")


def prepare():
    """Import what commands do, and NumPy not: it may start threads, which no fork has."""
    for module in pkgutil.walk_packages(grader.__path__, "grader."):
        if not module.name.startswith((*OTHERS, ELSEWHERE)):
            importlib.import_module(module.name)
    for name in LATE:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def fork_sibling():
    """Fork so that the new process is a child of our parent, who alone can wait for it."""
    python, syscall = ctypes.pythonapi, ctypes.PyDLL(None).syscall
    python.PyOS_BeforeFork()
    pid = syscall(CLONE, CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0)
    python.PyOS_AfterFork_Parent() if pid else python.PyOS_AfterFork_Child()
    return pid


def receive(channel):
    """One command, and the three files that are to be its streams; None at the end."""
    text, files, _, _ = socket.recv_fds(channel, MOST, 3)
    return (json.loads(text), array.array("i", files)) if text else None


def become(command, files):
    """Be as if just started for it: streams, place, environment, and what stems from these."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    sys.stdout.reconfigure(line_buffering=os.isatty(1))
    if command["session"]:
        os.setsid()
    os.chdir(command["cwd"])
    os.environ.clear()
    os.environ.update(command["environment"])
    time.tzset()
    tempfile.tempdir = None
    sys.argv[1:] = command["words"]
    if "COVERAGE_PROCESS_CONFIG" in os.environ:
        import coverage

        coverage.process_startup(force=True)


def serve(channel):
    """Fork for each command; return in each of these, and leave when nobody can ask any more."""
    while asked := receive(channel):
        if not fork_sibling():
            become(*asked)
            channel.send(str(os.getpid()).encode())
            channel.close()
            return
        for file in asked[1]:
            os.close(file)
    raise SystemExit


def run():
    """Run it as `python -m grader`, and end; but leave the memory to the kernel.

    To take a thousand imported modules apart takes longer than most commands.
    """
    try:
        runpy.run_module("grader", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if not (end.code is None or isinstance(end.code, int)):
            raise
        status = end.code or 0
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    sys.path[:] = filter(None, sys.path)
    prepare()
    serve(socket.socket(fileno=int(sys.argv[1])))
    run()
