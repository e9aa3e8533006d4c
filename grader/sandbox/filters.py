"""Which system calls a script may make: a seccomp program, made from names by libseccomp.

Made on the grader's side, since the child has no site-packages; numbers differ between machines,
so the few that the child calls itself are handed to it by name.
"""

from __future__ import annotations

import base64
import contextlib
import errno
import functools
import tempfile
from types import ModuleType
from typing import Any

from grader.errors import GraderError

# Files: where they may be is for mounts and Landlock; owners, devices and mounts are not in here.
FILES = """
access faccessat faccessat2 open openat close close_range read readv pread64 preadv preadv2 write
writev pwrite64 pwritev pwritev2 lseek stat lstat fstat newfstatat fstatat64 statx statfs fstatfs
getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir rename renameat renameat2 link linkat
unlink unlinkat symlink symlinkat readlink readlinkat umask truncate ftruncate fallocate fsync
fdatasync sync_file_range flock dup dup2 dup3 pipe pipe2 copy_file_range sendfile fadvise64
readahead
"""
# Landlock does not see these, so without mounts of its own a script could reach the host by them.
UNSEEN = "chmod fchmod fchmodat fchmodat2 utime utimes utimensat futimesat"
# Copying a file asks for these, and takes it well that a file system has none.
ATTRIBUTES = """
listxattr llistxattr flistxattr getxattr lgetxattr fgetxattr setxattr lsetxattr fsetxattr
"""
MEMORY = "brk mmap mprotect munmap mremap madvise msync mincore membarrier"
WAITING = """
poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime nanosleep clock_nanosleep pause
getitimer setitimer alarm futex sched_yield wait4 waitid restart_syscall
"""
SIGNALS = """
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
"""
ITSELF = """
getpid getppid gettid getpgrp getpgid getsid getuid geteuid getgid getegid getresuid getresgid
getgroups getrlimit getrusage getpriority uname sysinfo times time gettimeofday clock_gettime
clock_getres getrandom getcpu sched_getaffinity sched_getparam sched_getscheduler
sched_get_priority_max sched_get_priority_min exit exit_group arch_prctl set_tid_address
set_robust_list get_robust_list rseq
"""
PAIRS = "recvfrom recvmsg sendmsg shutdown getsockname getpeername getsockopt"
ALLOWED = " ".join((FILES, MEMORY, WAITING, SIGNALS, ITSELF, PAIRS)).split()

# Flags of `clone`, from <linux/sched.h>; what the C libraries pass to start a thread, and to fork.
THREADS = (0x3D0F00, 0x7D0F00)
FORK = 0x1200011
AF_UNIX, SOCK_STREAM, SOCK_TYPE = 1, 1, 0xF
# Duplicating, flags and locks; not owners, signals, leases or pipe sizes. From <linux/fcntl.h>.
FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030)
# Of a terminal and a pipe, to ask; close-on-exec and non-blocking, to set. From <asm/ioctls.h>.
IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
NAME_OF_THREAD = 15  # PR_SET_NAME

CALLED_BY_CHILD = """
capset clone kill landlock_add_rule landlock_create_ruleset landlock_restrict_self mount seccomp
pidfd_open tgkill unshare
"""


@functools.cache
def seccomp() -> ModuleType:
    """The binding of libseccomp. Raises GraderError where there is none."""
    try:
        import pyseccomp  # type: ignore[import-untyped]
    except (ImportError, OSError, RuntimeError) as error:
        raise GraderError(
            f"libseccomp can't be used: {error} (Debian: apt-get install libseccomp2)"
        ) from error
    module: ModuleType = pyseccomp
    return module


def numbers() -> dict[str, int]:
    """The system calls that the child makes itself, as this machine numbers them.

    One that libseccomp does not know is negative, and fails when it is called.
    """
    binding = seccomp()
    return {
        name: binding.resolve_syscall(binding.Arch.NATIVE, name) for name in CALLED_BY_CHILD.split()
    }


@functools.cache
def program(*, mounts: bool) -> str:
    """The filter's instructions, in base64: an allow-list; all else fails with EPERM.

    With mounts of its own, a script may change modes and times; without, that does nothing and
    says it did, so that copying a file works.
    `clone3` does not exist, so that the C library uses `clone`, whose flags can be seen. A fork and
    a signal are put to the supervisor, which lets through its own copies and signals to oneself.
    """
    binding = seccomp()
    rules = binding.SyscallFilter(defaction=binding.ERRNO(errno.EPERM))
    for name in ALLOWED:
        add(rules, binding, binding.ALLOW, name)
    for name in UNSEEN.split():
        add(rules, binding, binding.ALLOW if mounts else binding.ERRNO(0), name)
    for name in ATTRIBUTES.split():
        add(rules, binding, binding.ERRNO(errno.ENOTSUP), name)
    for value in THREADS:
        add(rules, binding, binding.ALLOW, "clone", binding.Arg(0, binding.EQ, value))
    rules.add_rule(binding.NOTIFY, "clone", binding.Arg(0, binding.EQ, FORK))
    for name in ("kill", "tgkill"):
        rules.add_rule(binding.NOTIFY, name)
    rules.add_rule(binding.ERRNO(errno.ENOSYS), "clone3")
    for value in FCNTL:
        add(rules, binding, binding.ALLOW, "fcntl", binding.Arg(1, binding.EQ, value))
    for value in IOCTL:
        add(rules, binding, binding.ALLOW, "ioctl", binding.Arg(1, binding.EQ, value))
    add(rules, binding, binding.ALLOW, "prctl", binding.Arg(0, binding.EQ, NAME_OF_THREAD))
    # Limits may be asked for, not set.
    add(
        rules,
        binding,
        binding.ALLOW,
        "prlimit64",
        binding.Arg(0, binding.EQ, 0),
        binding.Arg(2, binding.EQ, 0),
    )
    # asyncio wakes itself through a pair; what is not a stream could be sent to any address.
    family = binding.Arg(0, binding.EQ, AF_UNIX)
    add(
        rules,
        binding,
        binding.ALLOW,
        "socketpair",
        family,
        binding.Arg(1, binding.MASKED_EQ, SOCK_TYPE, SOCK_STREAM),
    )
    add(rules, binding, binding.ALLOW, "sendto", binding.Arg(4, binding.EQ, 0))
    return base64.b64encode(exported(rules)).decode("ascii")


def add(rules: Any, binding: ModuleType, action: int, name: str, *arguments: Any) -> None:
    """Add a rule, unless libseccomp or this architecture has no call of that name."""
    with contextlib.suppress(OSError):
        rules.add_rule(action, name, *arguments)


def exported(rules: Any) -> bytes:
    """The instructions as the kernel takes them."""
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
