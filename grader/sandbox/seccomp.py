"""Which system calls a script may make: a seccomp program, made from names by libseccomp.

Made on the grader's side, since the child has no site-packages; numbers differ between machines,
so the few that the child calls itself are handed to it by name.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import struct
import tempfile
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from grader.core.errors import GraderError

# Files: where they may be is for mounts and Landlock; owners, devices and mounts are not in here.
FILES = """
access faccessat faccessat2 close close_range read readv pread64 preadv write writev pwrite64
pwritev lseek stat lstat fstat newfstatat fstatat64 statx statfs fstatfs
getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir rename renameat renameat2 link linkat
unlink unlinkat symlink symlinkat readlink readlinkat umask ftruncate fsync fdatasync
sync_file_range dup dup2 dup3 pipe pipe2 copy_file_range sendfile
"""
# Landlock does not see these, so without mounts of its own a script could reach the host by them.
MODES = "chmod fchmod fchmodat fchmodat2"
# Whoever may write to a device, which is the host's own also in a mount, may touch it. And what
# one script does not want in memory any more, the next could miss there.
PRETENDED = "utime utimes utimensat futimesat fadvise64 readahead flock"
# Copying a file asks for these, and takes it well that a file system has none.
ATTRIBUTES = """
listxattr llistxattr flistxattr getxattr lgetxattr fgetxattr setxattr lsetxattr fsetxattr
"""
MEMORY = "brk mmap mprotect munmap mremap msync membarrier"
WAITING = """
poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime nanosleep pause
getitimer setitimer alarm futex sched_yield wait4 waitid restart_syscall
"""
SIGNALS = """
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
"""
ITSELF = """
getpid getppid gettid getpgrp getpgid getsid getuid geteuid getgid getegid getresuid getresgid
getgroups getrlimit getrusage getpriority uname times time gettimeofday getrandom getcpu
sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min
exit exit_group arch_prctl set_tid_address set_robust_list get_robust_list rseq
"""
PAIRS = "recvfrom shutdown getsockname getpeername"

HANDOVER = 100
GET_LOCK, GET_FILE_LOCK, SET_LOCKS = 5, 36, (6, 7, 37, 38)
# From <linux/sched.h> and <linux/socket.h>: what the C libraries pass to fork; the kind of a pair.
FORK = 0x1200011
THREAD = (0x3D0F00, 0x7D0F00)  # what they pass to start a thread
O_ACCMODE, O_WRONLY, O_RDWR, O_TRUNC = os.O_ACCMODE, os.O_WRONLY, os.O_RDWR, os.O_TRUNC
# Stands for the number of the process, which it puts in itself: nobody knows it before.
OWN_NUMBER = struct.pack("=I", 0x5E1F5E1F)
AF_UNIX, SOCK_STREAM, SOCK_TYPE = 1, 1, 0xF
# Clocks that tell of no other process than one's own. From <linux/time.h>; others name a process.
CLOCKS = (*range(10), 11)
# What a socket may be asked: its kind, its errors, its buffers; not the number that the kernel has
# for it, which tells how many there were before, of whomever. From <asm-generic/socket.h>.
SOL_SOCKET, SOCKET_OPTIONS = 1, (2, 3, 4, 7, 8, 13, 30, 38, 39)
# Calls that are allowed for some values of one argument.
BY_VALUE = (
    # Duplicating, flags, asking for locks; not owners, signals, leases, sizes. <linux/fcntl.h>
    ("fcntl", 1, (0, 1, 2, 3, 4, GET_LOCK, GET_FILE_LOCK, 1030)),
    # Of a terminal and a pipe, to ask; close-on-exec and non-blocking, to set. <asm/ioctls.h>
    ("ioctl", 1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),
    # The name of a thread.
    ("prctl", 0, (15,)),
    # Advice on memory, but not to take a file's pages out of it. <asm-generic/mman-common.h>
    ("madvise", 2, (0, 1, 2, 3, 4, 8, 10, 11, 14, 15, 16, 17, 102, 103)),
    # Without flags: one of them tells what of a file is in memory, which another script may know.
    ("preadv2", 5, (0,)),
    ("pwritev2", 5, (0,)),
    # Only the supervisor's socket has this number, which lies above the limit of descriptors.
    ("sendmsg", 0, (HANDOVER,)),
    *((name, 0, CLOCKS) for name in ("clock_gettime", "clock_getres", "clock_nanosleep")),
    # To whom a stream is connected, not to an address.
    ("sendto", 4, (0,)),
)

SIGNALLING = ("kill", "tgkill")
CALLED_BY_CHILD = """
capget capset clone kill landlock_add_rule landlock_create_ruleset landlock_restrict_self mount
personality ptrace seccomp tgkill unshare
"""


@functools.cache
def load_binding() -> ModuleType:
    """Load the binding of libseccomp. Raises GraderError where there is none."""
    try:
        import pyseccomp  # type: ignore[import-untyped]
    except (ImportError, OSError, RuntimeError) as error:
        raise GraderError(
            f"libseccomp can't be used: {error} (Debian: apt-get install libseccomp2)"
        ) from error
    module: ModuleType = pyseccomp
    return module


def syscalls() -> dict[str, int]:
    """Give the numbers, on this machine, of the system calls that the child makes itself.

    One that libseccomp does not know is negative, and fails when it is called.
    """
    binding = load_binding()
    return {
        name: binding.resolve_syscall(binding.Arch.NATIVE, name) for name in CALLED_BY_CHILD.split()
    }


@functools.cache
def program(*, mounts: bool, heard: bool) -> bytes:
    """Give the filter's instructions: an allow-list; all else fails with EPERM.

    With mounts of its own, a script may change modes; without, that does nothing and says it did,
    as changing times does, so that copying a file works. Where it is `heard`, the supervisor is
    asked about forks and signals, and without mounts about threads; else there are no forks, and
    signals to itself only. Empty where libseccomp finds that this kernel can't ask.
    """
    binding = load_binding()
    rules = binding.SyscallFilter(defaction=binding.ERRNO(errno.EPERM))
    with contextlib.suppress(ValueError, OSError):  # a tree, not a list, from libseccomp 2.5 on
        rules.set_attr(binding.Attr.CTL_OPTIMIZE, 2)
    for action, names in by_name(binding, mounts=mounts):
        for name in names.split():
            add(rules, action, name)
    for name, index, values in BY_VALUE:
        for value in values:
            add(rules, binding.ALLOW, name, binding.Arg(index, binding.EQ, value))
    # Where no limit of the kernel's counts the threads of one script, the supervisor does.
    threads = binding.NOTIFY if heard and not mounts else binding.ALLOW
    for flags in THREAD:
        add(rules, threads, "clone", binding.Arg(0, binding.EQ, flags))
    add_by_several(rules, binding)
    allow_opening(rules, binding, mounts=mounts)
    return exported(rules) if decide_on_others(rules, binding, heard=heard) else b""


def decide_on_others(rules: Any, binding: ModuleType, *, heard: bool) -> bool:
    """Have forks and signals decided; False where the kernel can't ask anybody."""
    if not heard:
        (number,) = struct.unpack("=I", OWN_NUMBER)
        for name in SIGNALLING:
            add(rules, binding.ALLOW, name, binding.Arg(0, binding.EQ, number))
        return True
    with contextlib.suppress(OSError):
        for name in SIGNALLING:
            rules.add_rule(binding.NOTIFY, name)
        # One fork looks like the next: the supervisor knows whether it was granted.
        rules.add_rule(binding.NOTIFY, "clone", binding.Arg(0, binding.EQ, FORK))
        return True
    return False


def add_by_several(rules: Any, binding: ModuleType) -> None:
    """Add what is decided by more than one argument, or allowed in appearance only."""
    for command in SET_LOCKS:  # as `flock`
        add(rules, binding.ERRNO(0), "fcntl", binding.Arg(1, binding.EQ, command))
    # A copy is to die with the script's process, as that does with the supervisor.
    death, kill = binding.Arg(0, binding.EQ, 1), binding.Arg(1, binding.EQ, 9)
    add(rules, binding.ALLOW, "prctl", death, kill)
    # Limits may be asked for, not set.
    itself, none = binding.Arg(0, binding.EQ, 0), binding.Arg(2, binding.EQ, 0)
    add(rules, binding.ALLOW, "prlimit64", itself, none)
    # asyncio wakes itself through a pair; what is not a stream could be sent to any address.
    family = binding.Arg(0, binding.EQ, AF_UNIX)
    stream = binding.Arg(1, binding.MASKED_EQ, SOCK_TYPE, SOCK_STREAM)
    add(rules, binding.ALLOW, "socketpair", family, stream)
    of_sockets = binding.Arg(1, binding.EQ, SOL_SOCKET)
    for option in SOCKET_OPTIONS:
        add(rules, binding.ALLOW, "getsockopt", of_sockets, binding.Arg(2, binding.EQ, option))


def by_name(binding: ModuleType, *, mounts: bool) -> Iterator[tuple[int, str]]:
    """Give what becomes of the calls that are decided by their name alone."""
    for names in (FILES, MEMORY, WAITING, SIGNALS, ITSELF, PAIRS):
        yield binding.ALLOW, names
    yield binding.ALLOW if mounts else binding.ERRNO(0), MODES
    yield binding.ALLOW if mounts else binding.ERRNO(errno.EPERM), "truncate"
    # It takes up disk at once, before anybody can look how much.
    yield binding.ALLOW if mounts else binding.ERRNO(errno.EOPNOTSUPP), "fallocate"
    yield binding.ERRNO(errno.ENOTSUP), ATTRIBUTES
    # Whom a lock would keep out is not there; on a file of Python's, it would be others' scripts.
    yield binding.ERRNO(0), PRETENDED
    # Its flags can't be seen, and without it the C library uses `clone`.
    yield binding.ERRNO(errno.ENOSYS), "clone3"


def allow_opening(rules: Any, binding: ModuleType, *, mounts: bool) -> None:
    """Allow to open files, without mounts to empty one only for who opens it for writing."""
    # Landlock before 6.2 does not look at emptying, and the kernel empties also what is opened for
    # reading. Any of the three will do, since rules for one call are alternatives.
    for name, index in (("open", 1), ("openat", 2)):
        if mounts:
            add(rules, binding.ALLOW, name)
            continue
        for mask, value in ((O_TRUNC, 0), (O_ACCMODE, O_WRONLY), (O_ACCMODE, O_RDWR)):
            add(rules, binding.ALLOW, name, binding.Arg(index, binding.MASKED_EQ, mask, value))


def add(rules: Any, action: int, name: str, *arguments: Any) -> None:
    """Add a rule, unless libseccomp or this architecture has no call of that name.

    Then the call fails as all do that are not named, which is the safe side.
    """
    with contextlib.suppress(OSError):
        rules.add_rule(action, name, *arguments)


def exported(rules: Any) -> bytes:
    """Give the instructions as the kernel takes them."""
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
