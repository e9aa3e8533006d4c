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
READ_FILE, READ_DIRECTORY, WRITE_FILE, TRUNCATE, REFER = 1 << 2, 1 << 3, 1 << 1, 1 << 14, 1 << 13
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
    result: int = LIBC.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def control(option: int, value: int) -> int:
    """Set something of this process. Raises OSError."""
    zero = ctypes.c_ulong(0)
    result: int = LIBC.prctl(option, ctypes.c_ulong(value), zero, zero, zero)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def fork_into_namespaces(numbers: dict[str, int]) -> int:
    """Fork into new namespaces of users, mounts, processes and IPC; 0 in the child.

    One call instead of `unshare` and two forks. Only for a process of one thread: the C library
    is not told.
    """
    zero = ctypes.c_long(0)
    flags = ctypes.c_long(NEW_NAMESPACES | SIGCHLD)
    return call(numbers["clone"], flags, zero, zero, zero, zero)


def own_mounts(numbers: dict[str, int], user: int, group: int, folder: str, mega: int) -> None:
    """Be oneself in the new namespaces, and mount a folder of one's own, of bounded size."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        file = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(file, text.encode())
        os.close(file)
    mount(numbers, folder, NOSUID | NODEV, f"size={mega}m,nr_inodes=8192,mode=700")
    # Seen from here, /proc is that of the neighbours.
    mount(numbers, "/proc", NOSUID | NODEV | NOEXEC | READ_ONLY, "size=4k,nr_inodes=2,mode=555")
    os.chdir(folder)


def mount(numbers: dict[str, int], folder: str, flags: int, options: str) -> None:
    """Mount an empty file system in memory."""
    kind = ctypes.c_char_p(b"tmpfs")
    target = ctypes.c_char_p(folder.encode())
    texts = ctypes.c_char_p(options.encode())
    call(numbers["mount"], kind, target, kind, ctypes.c_ulong(flags), texts)


def drop_privileges(numbers: dict[str, int], *, dumpable: bool) -> None:
    """Give up every capability, and what a setuid program would give back."""
    control(SET_DUMPABLE, int(dumpable))
    control(SET_NO_NEW_PRIVS, 1)
    header = ctypes.create_string_buffer(struct.pack("=Ii", CAPABILITIES_V3, 0))
    call(numbers["capset"], header, ctypes.create_string_buffer(24))


def landlock_version(numbers: dict[str, int]) -> int:
    """The kernel's Landlock, 0 where there is none."""
    with contextlib.suppress(OSError):
        none, asked = ctypes.c_long(0), ctypes.c_long(1)
        return call(numbers["landlock_create_ruleset"], none, none, asked)
    return 0


def restrict_files(
    numbers: dict[str, int], readable: list[str], devices: list[str], folder: str
) -> bool:
    """Refuse every file but those under the paths given; False where there is no Landlock."""
    version = landlock_version(numbers)
    if version == 0:
        return False
    access = ALL_ACCESS.get(version, NEWEST_ACCESS)
    fields = [access, *([TCP] if version >= 4 else []), *([SCOPES] if version >= 6 else [])]
    attributes = ctypes.create_string_buffer(struct.pack(f"={len(fields)}Q", *fields))
    size = ctypes.c_size_t(8 * len(fields))
    rules = call(numbers["landlock_create_ruleset"], attributes, size, ctypes.c_long(0))
    own = access & ~(DEVICES | SOCKETS | FIFOS)
    granted = [(path, READ_FILE | READ_DIRECTORY) for path in readable]
    granted += [(path, READ_FILE | WRITE_FILE | TRUNCATE) for path in devices]
    for path, allowed in [*granted, (folder, own)]:
        permit(numbers, rules, path, allowed & access)
    call(numbers["landlock_restrict_self"], ctypes.c_long(rules), ctypes.c_long(0))
    os.close(rules)
    return True


def permit(numbers: dict[str, int], rules: int, path: str, access: int) -> None:
    """Add what may be done beneath a path, if it is there."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not os.path.isdir(path):
        access &= READ_FILE | WRITE_FILE | TRUNCATE
    rule = ctypes.create_string_buffer(struct.pack("=Qi", access, place))
    kind, zero = ctypes.c_long(RULE_PATH_BENEATH), ctypes.c_long(0)
    call(numbers["landlock_add_rule"], ctypes.c_long(rules), kind, rule, zero)
    os.close(place)


def filter_calls(numbers: dict[str, int], code: bytes) -> int | None:
    """From here on, only what the filter allows; the listener that decides on forks and signals.

    None where the kernel has no listeners (before 5.5): there, nothing is forked at all.
    """
    instructions = ctypes.create_string_buffer(code, len(code))
    described = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(instructions))
    pointer = ctypes.create_string_buffer(described)
    mode = ctypes.c_long(FILTER_MODE)
    try:
        return call(numbers["seccomp"], mode, ctypes.c_long(NEW_LISTENER), pointer)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    call(numbers["seccomp"], mode, ctypes.c_long(0), pointer)
    return None


def try_all(numbers: dict[str, int], limits: dict[str, Any], host_file: str) -> dict[str, bool]:
    """Run against each wall from inside; whether it held."""
    return {
        "files": fails(lambda: os.close(os.open(host_file, os.O_RDONLY))),
        "paths": fails(lambda: os.stat(host_file)),
        "processes": fails(fork_and_end),
        "programs": fails(lambda: os.execv("/none", ["none"]), but=errno.ENOENT),
        "network": fails(open_socket),
        "signals": fails(lambda: os.kill(os.getppid(), 0)),
        "kernel": bool(numbers) and fails(lambda: call(numbers["unshare"], ctypes.c_long(0))),
        "privileges": os.getuid() != 0 and fails(lambda: os.setuid(0)),
        "memory": has_limit("RLIMIT_AS", limits["memory_mb"] * MEGA),
        "neighbours": os.getppid() == 1,
        "disk": bounded_disk(limits["folder_mb"] * MEGA),
    }


def fails(attempt: Any, but: int | None = None) -> bool:
    """Whether the system refuses; an error that says that it would have gone on does not count."""
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
    """Whether a limit is in force, and as low."""
    import resource

    return 0 <= resource.getrlimit(getattr(resource, name))[1] <= value


def bounded_disk(size: int) -> bool:
    """Whether the file system that the folder is on holds no more than this."""
    found = os.statvfs(".")
    return found.f_blocks * found.f_frsize <= size and found.f_files > 0


def level_of(held: dict[str, bool]) -> str:
    """The level that these walls make."""
    missing = {name for name, holds in held.items() if not holds} - EXTRA
    if not missing:
        return "strong"
    return "medium" if missing <= NAMESPACED else "process"
