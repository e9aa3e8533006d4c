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
import sys

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.mmap.restype = ctypes.c_ssize_t
MEGA = 1024 * 1024

# From <linux/sched.h>, <linux/mount.h>, <linux/prctl.h>, <linux/seccomp.h>, <linux/capability.h>.
# Mounts, the machine's name, IPC, users, processes.
NEW_MOUNTS, NEW_IPC = 0x00020000, 0x08000000
NEW_NAMESPACES = NEW_MOUNTS | 0x04000000 | NEW_IPC | 0x10000000 | 0x20000000
SIGCHLD = 17
NOSUID, NODEV, NOEXEC, READ_ONLY = 2, 4, 8, 1
SET_NO_NEW_PRIVS, SET_DUMPABLE, SET_DEATH_SIGNAL, SET_SUBREAPER, SET_SECCOMP = 38, 4, 1, 36, 22
CONTROLS = {
    SET_NO_NEW_PRIVS: "PR_SET_NO_NEW_PRIVS",
    SET_DUMPABLE: "PR_SET_DUMPABLE",
    SET_DEATH_SIGNAL: "PR_SET_PDEATHSIG",
    SET_SUBREAPER: "PR_SET_CHILD_SUBREAPER",
    SET_SECCOMP: "PR_SET_SECCOMP",
}
SIGKILL = 9
FILTER_MODE, NEW_LISTENER, OLDER_MODE = 1, 8, 2
CAPABILITIES_V3 = 0x20080522

# From <linux/landlock.h>: what each version can refuse.
READ_FILE, READ_DIRECTORY, WRITE_FILE, TRUNCATE = 1 << 2, 1 << 3, 1 << 1, 1 << 14
DEVICES, SOCKETS, FIFOS = 1 << 11, 1 << 9, 1 << 10
ALL_ACCESS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
NEWEST_ACCESS = (1 << 16) - 1
TCP, SCOPES = 0b11, 0b11
RULE_PATH_BENEATH = 1

# From <linux/mman.h> and <linux/ptrace.h>.
PRIVATE_ANONYMOUS, PEEK = 0x22, 1
# Calls that no script needs, made so that they do nothing where they are allowed.
NOTHING = ctypes.c_long(0)
HARMLESS = [
    ("unshare", NOTHING),
    ("personality", ctypes.c_ulong(0xFFFFFFFF)),
    ("ptrace", ctypes.c_long(PEEK), NOTHING, NOTHING, NOTHING),
]
REFUSED = frozenset({errno.EPERM, errno.ENOSYS})  # by the filter; by its listener that is gone


def call(syscalls: dict[str, int], name: str, *arguments: Any) -> int:
    """Make a system call. Raises OSError, which names it."""
    # What is wider than an int comes as one of C's types: ctypes would pass half of it.
    result: int = LIBC.syscall(ctypes.c_long(syscalls[name]), *arguments)
    return checked(result, name)


def control(option: int, value: int, more: Any = None) -> int:
    """Set something of this process. Raises OSError, which names it."""
    zero = ctypes.c_ulong(0)
    result: int = LIBC.prctl(option, ctypes.c_ulong(value), more or zero, zero, zero)
    return checked(result, CONTROLS[option])


def checked(result: int, name: str) -> int:
    """Give the result of a call. Raises OSError, which names it, if it failed."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), name)
    return result


def fork_into_namespaces(syscalls: dict[str, int]) -> int:
    """Fork into new namespaces of users, mounts, names, processes and IPC; 0 in the child.

    One call instead of `unshare` and two forks. Only for a process of one thread: the C library
    is not told.
    """
    flags = ctypes.c_long(NEW_NAMESPACES | SIGCHLD)
    return call(syscalls, "clone", flags, NOTHING, NOTHING, NOTHING, NOTHING)


def own_space(syscalls: dict[str, int], folder: str, mega: int) -> None:
    """Enter new namespaces of mounts and IPC, and mount a folder of one's own there."""
    call(syscalls, "unshare", ctypes.c_long(NEW_MOUNTS | NEW_IPC))
    own_mounts(syscalls, folder, mega)


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


def own_name(refused: list[str]) -> None:
    """Give the machine a name that is the same everywhere, where a container lets us."""
    with noted(refused):
        checked(LIBC.sethostname(b"grade", ctypes.c_size_t(5)), "sethostname")


def mount(syscalls: dict[str, int], folder: str, flags: int, options: str) -> None:
    """Mount an empty file system in memory."""
    kind = ctypes.c_char_p(b"tmpfs")
    target = ctypes.c_char_p(folder.encode())
    texts = ctypes.c_char_p(options.encode())
    call(syscalls, "mount", kind, target, kind, ctypes.c_ulong(flags), texts)


def drop_privileges(syscalls: dict[str, int], refused: list[str], *, dumpable: bool) -> bool:
    """Give up every capability, and what a setuid program would give back; whether none is left."""
    control(SET_DUMPABLE, int(dumpable))
    # Not only for its own sake: without it, Landlock and the filter are root's alone to raise.
    control(SET_NO_NEW_PRIVS, 1)
    header = ctypes.create_string_buffer(struct.pack("=Ii", CAPABILITIES_V3, 0))
    with noted(refused):  # who has become another user has none to give up
        call(syscalls, "capset", header, ctypes.create_string_buffer(24))
    sets = ctypes.create_string_buffer(24)
    call(syscalls, "capget", header, sets)
    effective, permitted, _, *more = struct.unpack("=6I", sets.raw)
    return not any((effective, permitted, *more[:2]))


@contextlib.contextmanager
def noted(refused: list[str]) -> Iterator[None]:
    """Go on without what the system refuses, and note what that was."""
    try:
        yield
    except OSError as error:
        refused.append(f"{error.filename} ({error.strerror})")


def landlock_version(syscalls: dict[str, int]) -> int:
    """Give the version of the kernel's Landlock, 0 where there is none."""
    with contextlib.suppress(OSError):
        none, asked = ctypes.c_long(0), ctypes.c_long(1)
        return call(syscalls, "landlock_create_ruleset", none, none, asked)
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
    rules = call(syscalls, "landlock_create_ruleset", attributes, size, ctypes.c_long(0))
    # Also in its own folder it makes nothing that leads out of it.
    own = access & ~(DEVICES | SOCKETS | FIFOS)
    granted = [(path, READ_FILE | READ_DIRECTORY) for path in readable]
    granted += [(path, READ_FILE | WRITE_FILE | TRUNCATE) for path in devices]
    for path, allowed in [*granted, (folder, own)]:
        permit(syscalls, rules, path, allowed & access)
    call(syscalls, "landlock_restrict_self", ctypes.c_long(rules), ctypes.c_long(0))
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
    call(syscalls, "landlock_add_rule", ctypes.c_long(rules), kind, rule, zero)
    os.close(place)


def filter_calls(syscalls: dict[str, int], setup: dict[str, Any], refused: list[str]) -> int | None:
    """Allow only what the filter does from here on; give the listener that decides on the rest.

    None where there can be no listener: before Linux 5.5, or where somebody above has one already.
    There, nothing is forked at all.
    """
    if setup["filter"]:
        with noted(refused):
            return install(syscalls, setup["filter"], NEW_LISTENER)
    else:
        refused.append("seccomp with a listener (unknown to this kernel)")
    # Where nobody can be asked who it is that sends a signal, its number stands in the filter.
    install(syscalls, struct.pack("=I", os.getpid()).join(setup["filter_alone"]), 0)
    return None


def install(syscalls: dict[str, int], code: bytes, flags: int) -> int:
    """Install a filter; without flags by the older call, which is refused less. Raises OSError."""
    # The structure holds only the address, so `instructions` must live until after the call.
    instructions = ctypes.create_string_buffer(code, len(code))
    described = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(instructions))
    pointer = ctypes.create_string_buffer(described)
    if flags:
        name, number = "seccomp with a listener", ctypes.c_long(syscalls["seccomp"])
        mode = ctypes.c_long(FILTER_MODE)
        return checked(LIBC.syscall(number, mode, ctypes.c_long(flags), pointer), name)
    return control(SET_SECCOMP, OLDER_MODE, pointer)


def try_all(
    syscalls: dict[str, int], limits: dict[str, Any], outside: dict[str, Any], *, mounts: bool
) -> dict[str, bool]:
    """Reach past each wall for what has just been seen there, and tell which held."""
    # That a wall was raised is no proof: kernels are built and configured without one or another,
    # and a container may pretend. Nor is any error: only the one by which this wall refuses.
    files = outside["files"]
    # Mounts show no such file; Landlock shows it, and lets nobody in.
    no_entry = {errno.ENOENT} if mounts else {errno.EACCES, errno.EPERM}
    processes, signals = try_processes()
    return {
        "files": all_refused(open_file, files, no_entry),
        "paths": all_refused(os.stat, files, {errno.ENOENT}),
        "processes": processes,
        "programs": all_refused(run_nothing, [sys.executable]),
        "network": all_refused(open_socket, ["AF_UNIX", "AF_INET", "AF_INET6"]),
        "signals": signals,
        "kernel": all_refused(lambda made: call(syscalls, *made), HARMLESS if syscalls else []),
        "privileges": os.getuid() != 0 and all_refused(os.setuid, [0]),
        "memory": has_limit("RLIMIT_AS", limits["memory_mb"] * MEGA)
        and all_refused(reserve, [limits["memory_mb"] * MEGA], {errno.ENOMEM}),
        "neighbours": is_alone(outside["process"]),
        "disk": bounded_disk(limits["folder_mb"] * MEGA),
    }


def all_refused(attempt: Any, targets: list[Any], refusal: Any = REFUSED) -> bool:
    """Tell whether the system refuses it for each; a wall that nothing is there to try is none."""
    return bool(targets) and all(is_refused(attempt, target, refusal) for target in targets)


def is_refused(attempt: Any, target: Any, refusal: Any = REFUSED) -> bool:
    """Tell whether it fails, and by an error that is this refusal."""
    try:
        attempt(target)
    except OSError as error:
        return error.errno in refusal
    return False


def open_file(path: str) -> None:
    """Open a file to read it. Raises OSError."""
    os.close(os.open(path, os.O_RDONLY))


def can_open(path: str) -> bool:
    """Tell whether a file is there to be read."""
    try:
        open_file(path)
    except OSError:
        return False
    return True


def try_processes() -> tuple[bool, bool]:
    """Tell whether a fork is refused, and a signal to another process of the same user."""
    try:
        child = os.fork()
    except OSError as error:
        # Its own user forked it, so that nothing but a wall would refuse.
        return error.errno in REFUSED, is_refused(send_nothing, os.getppid())
    if child == 0:
        os._exit(0)
    signals = is_refused(send_nothing, child)  # not yet waited for, so it is there
    os.waitpid(child, 0)
    return False, signals


def send_nothing(process: int) -> None:
    """Ask whether a signal could be sent. Raises OSError."""
    os.kill(process, 0)


def run_nothing(program: str) -> None:
    """Run a program without arguments at an address where nothing is. Raises OSError."""
    # By that it fails where it is not refused, and the kernel looks at it last.
    checked(LIBC.execve(program.encode(), ctypes.c_void_p(1), None), "execve")


def open_socket(family: str) -> None:
    """Open a socket. Raises OSError."""
    import _socket

    _socket.socket(getattr(_socket, family), _socket.SOCK_DGRAM).close()


def reserve(size: int) -> None:
    """Take up addresses, and give them back. Raises OSError."""
    # Without access, so that only the limit of addresses can be what is over.
    where = LIBC.mmap(None, ctypes.c_size_t(size), 0, PRIVATE_ANONYMOUS, -1, ctypes.c_long(0))
    checked(where, "mmap")
    LIBC.munmap(ctypes.c_void_p(where), ctypes.c_size_t(size))


def has_limit(name: str, value: int) -> bool:
    """Tell whether a limit is in force, and as low."""
    import resource

    return 0 <= resource.getrlimit(getattr(resource, name))[1] <= value


def is_alone(outsider: int) -> bool:
    """Tell whether this is a namespace of processes that holds the supervisor and us."""
    # As yet there are two, so that a higher number is nobody's here.
    gone = outsider <= 2 or is_refused(os.getpgid, outsider, {errno.ESRCH})
    return gone and os.getppid() == 1


def bounded_disk(size: int) -> bool:
    """Tell whether the file system that the folder is on holds no more than this."""
    system = os.statvfs(".")
    return 0 < system.f_blocks * system.f_frsize <= size and system.f_files > 0
