"""The walls a process raises around itself before any student code runs, and trying each of them.

Runs in the child, which has nothing but the standard library. What comes from libseccomp (the
filter, the numbers of system calls) is handed in by the grader.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import struct

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
MEGA = 1024 * 1024

# From <linux/sched.h>, <linux/mount.h>, <linux/prctl.h>, <linux/seccomp.h>, <linux/capability.h>.
NEW_NAMESPACES = 0x00020000 | 0x08000000 | 0x10000000 | 0x20000000  # mounts, IPC, users, processes
SIGCHLD = 17
NOSUID, NODEV, NOEXEC, READ_ONLY = 2, 4, 8, 1
SET_NO_NEW_PRIVS, SET_DUMPABLE, SET_DEATH_SIGNAL, SET_SUBREAPER = 38, 4, 1, 36
SIGKILL = 9
FILTER_MODE, NEW_LISTENER = 1, 8
CAPABILITIES_V3 = 0x20080522

# From <linux/landlock.h>: what each version can refuse.
READ_FILE, READ_DIRECTORY, WRITE_FILE, TRUNCATE = 1 << 2, 1 << 3, 1 << 1, 1 << 14
DEVICES, SOCKETS, FIFOS = 1 << 11, 1 << 9, 1 << 10
ALL_ACCESS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
NEWEST_ACCESS = (1 << 16) - 1
TCP, SCOPES = 0b11, 0b11
RULE_PATH_BENEATH = 1

# What `medium` need not hold, and what even `strong` need not: the rest holds without it.
NAMESPACED = {"paths", "neighbours", "disk"}
EXTRA = {"landlock"}


def call(number: int, *arguments: Any) -> int:
    """Make a system call. Raises OSError."""
    # What is wider than an int comes as one of C's types: ctypes would pass half of it.
    result: int = LIBC.syscall(ctypes.c_long(number), *arguments)
    return checked(result)


def control(option: int, value: int) -> int:
    """Set something of this process. Raises OSError."""
    zero = ctypes.c_ulong(0)
    result: int = LIBC.prctl(option, ctypes.c_ulong(value), zero, zero, zero)
    return checked(result)


def checked(result: int) -> int:
    """Give the result of a call. Raises OSError if it is that of one that failed."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def fork_into_namespaces(syscalls: dict[str, int]) -> int:
    """Fork into new namespaces of users, mounts, processes and IPC; 0 in the child.

    One call instead of `unshare` and two forks. Only for a process of one thread: the C library
    is not told.
    """
    zero = ctypes.c_long(0)
    flags = ctypes.c_long(NEW_NAMESPACES | SIGCHLD)
    return call(syscalls["clone"], flags, zero, zero, zero, zero)


def map_user(user: int, group: int) -> None:
    """Map the user into the new namespace, where nobody is anybody before."""
    # In this order: the kernel takes no groups of an unprivileged user's before `setgroups` is
    # denied, by which a group that is refused something could be left.
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        file = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(file, text.encode())
        os.close(file)


def own_mounts(syscalls: dict[str, int], folder: str, mega: int) -> None:
    """Mount a folder of one's own, of bounded size, and hide what is seen of the neighbours."""
    mount(syscalls, folder, NOSUID | NODEV, f"size={mega}m,nr_inodes=8192,mode=700")
    # Seen from here, /proc is that of the neighbours. After `map_user`, which writes there.
    mount(syscalls, "/proc", NOSUID | NODEV | NOEXEC | READ_ONLY, "size=4k,nr_inodes=2,mode=555")
    os.chdir(folder)  # what was the working directory lies beneath the mount


def mount(syscalls: dict[str, int], folder: str, flags: int, options: str) -> None:
    """Mount an empty file system in memory."""
    kind = ctypes.c_char_p(b"tmpfs")
    target = ctypes.c_char_p(folder.encode())
    texts = ctypes.c_char_p(options.encode())
    call(syscalls["mount"], kind, target, kind, ctypes.c_ulong(flags), texts)


def drop_privileges(syscalls: dict[str, int], *, dumpable: bool) -> None:
    """Give up every capability, and what a setuid program would give back."""
    control(SET_DUMPABLE, int(dumpable))
    # Not only for its own sake: without it, Landlock and the filter are root's alone to raise.
    control(SET_NO_NEW_PRIVS, 1)
    header = ctypes.create_string_buffer(struct.pack("=Ii", CAPABILITIES_V3, 0))
    call(syscalls["capset"], header, ctypes.create_string_buffer(24))


def landlock_version(syscalls: dict[str, int]) -> int:
    """Give the version of the kernel's Landlock, 0 where there is none."""
    with contextlib.suppress(OSError):
        none, asked = ctypes.c_long(0), ctypes.c_long(1)
        return call(syscalls["landlock_create_ruleset"], none, none, asked)
    return 0


def restrict_files(
    syscalls: dict[str, int], readable: list[str], devices: list[str], folder: str
) -> bool:
    """Refuse every file but those under the paths given; False where there is no Landlock."""
    version = landlock_version(syscalls)
    if version == 0:
        return False
    # All that this kernel knows of: what is not handled is not refused.
    access = ALL_ACCESS.get(version, NEWEST_ACCESS)
    fields = [access, *([TCP] if version >= 4 else []), *([SCOPES] if version >= 6 else [])]
    attributes = ctypes.create_string_buffer(struct.pack(f"={len(fields)}Q", *fields))
    size = ctypes.c_size_t(8 * len(fields))
    rules = call(syscalls["landlock_create_ruleset"], attributes, size, ctypes.c_long(0))
    # Also in its own folder it makes nothing that leads out of it.
    own = access & ~(DEVICES | SOCKETS | FIFOS)
    granted = [(path, READ_FILE | READ_DIRECTORY) for path in readable]
    granted += [(path, READ_FILE | WRITE_FILE | TRUNCATE) for path in devices]
    for path, allowed in [*granted, (folder, own)]:
        permit(syscalls, rules, path, allowed & access)
    call(syscalls["landlock_restrict_self"], ctypes.c_long(rules), ctypes.c_long(0))
    os.close(rules)
    return True


def permit(syscalls: dict[str, int], rules: int, path: str, access: int) -> None:
    """Add what may be done beneath a path, if it is there."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    # The kernel refuses a rule for a file with rights that only folders have.
    if not os.path.isdir(path):
        access &= READ_FILE | WRITE_FILE | TRUNCATE
    rule = ctypes.create_string_buffer(struct.pack("=Qi", access, place))
    kind, zero = ctypes.c_long(RULE_PATH_BENEATH), ctypes.c_long(0)
    call(syscalls["landlock_add_rule"], ctypes.c_long(rules), kind, rule, zero)
    os.close(place)


def filter_calls(syscalls: dict[str, int], code: bytes) -> int | None:
    """Allow only what the filter does from here on; give the listener that decides on the rest.

    None where the kernel has no listeners (before 5.5): there, nothing is forked at all.
    """
    # The C structure holds only the address, so `instructions` must live until after the call.
    instructions = ctypes.create_string_buffer(code, len(code))
    described = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(instructions))
    pointer = ctypes.create_string_buffer(described)
    mode = ctypes.c_long(FILTER_MODE)
    try:
        return call(syscalls["seccomp"], mode, ctypes.c_long(NEW_LISTENER), pointer)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    call(syscalls["seccomp"], mode, ctypes.c_long(0), pointer)
    return None


def try_all(syscalls: dict[str, int], limits: dict[str, Any], host_file: str) -> dict[str, bool]:
    """Run against each wall from inside, and tell which held."""
    # That a wall was raised is no proof: kernels are built and configured without one or another,
    # and a container may pretend. What counts is that the deed fails.
    return {
        "files": fails(lambda: os.close(os.open(host_file, os.O_RDONLY))),
        "paths": fails(lambda: os.stat(host_file)),
        "processes": fails(fork_and_end),
        "programs": fails(lambda: os.execv("/none", ["none"]), but=errno.ENOENT),
        "network": fails(open_socket),
        "signals": fails(lambda: os.kill(os.getppid(), 0)),
        "kernel": bool(syscalls) and fails(lambda: call(syscalls["unshare"], ctypes.c_long(0))),
        "privileges": os.getuid() != 0 and fails(lambda: os.setuid(0)),
        "memory": has_limit("RLIMIT_AS", limits["memory_mb"] * MEGA),
        "neighbours": os.getppid() == 1,
        "disk": bounded_disk(limits["folder_mb"] * MEGA),
    }


def fails(attempt: Any, but: int | None = None) -> bool:
    """Tell whether the system refuses; an error past its refusal, `but`, does not count."""
    try:
        attempt()
    except OSError as error:
        return error.errno != but
    return False


def fork_and_end() -> None:
    """Fork, which the wall refuses."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def open_socket() -> None:
    """Open an internet socket, which the wall refuses."""
    import _socket

    _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM).close()


def has_limit(name: str, value: int) -> bool:
    """Tell whether a limit is in force, and as low."""
    import resource

    return 0 <= resource.getrlimit(getattr(resource, name))[1] <= value


def bounded_disk(size: int) -> bool:
    """Tell whether the file system that the folder is on holds no more than this."""
    system = os.statvfs(".")
    return system.f_blocks * system.f_frsize <= size and system.f_files > 0


def level_of(held: dict[str, bool]) -> str:
    """Give the level that these walls make."""
    # What is missing decides, so that a wall that is added counts until it is said not to.
    missing = {name for name, holds in held.items() if not holds} - EXTRA
    if not missing:
        return "strong"
    return "medium" if missing <= NAMESPACED else "process"
