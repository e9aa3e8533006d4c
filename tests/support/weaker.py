"""Run a command as on a weaker machine: `python weaker.py WHAT... -- COMMAND`.

Each is a seccomp filter that refuses what such a machine refuses, and allows all else.
"""

import errno
import os
import sys

import pyseccomp as seccomp

MOUNTS = ["unshare", "setns", "mount", "umount2", "pivot_root", "open_tree", "move_mount", "fsopen"]
KERNEL = [
    *["bpf", "perf_event_open", "keyctl", "add_key", "request_key", "userfaultfd", "kcmp"],
    *["pidfd_getfd", "process_madvise", "open_by_handle_at", "fsmount", "fsconfig", "fspick"],
    *["mount_setattr", "quotactl", "sethostname", "setdomainname", "syslog", "acct", "swapon"],
]
LANDLOCK = ["landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"]
NEW_NAMESPACES = (0x00020000, 0x10000000, 0x20000000)
FLAGS_OF_SECCOMP, LISTENER = 1, 8
SET_SUBREAPER, SET_SECCOMP, ANSWER = 36, 22, 0xC0182101


def names(code, *calls):
    return [(code, call) for call in calls]


def masked(code, call, index, mask):
    return [(code, call, seccomp.Arg(index, seccomp.MASKED_EQ, mask, mask))]


def equal(code, call, index, value):
    return [(code, call, seccomp.Arg(index, seccomp.EQ, value))]


REFUSED = {
    # What Docker's own filter refuses to who has no CAP_SYS_ADMIN.
    "namespaces": [
        *names(errno.EPERM, *MOUNTS),
        *(rule for flag in NEW_NAMESPACES for rule in masked(errno.EPERM, "clone", 0, flag)),
        *names(errno.ENOSYS, "clone3"),
    ],
    # And what it refuses besides, of what an attack would like to have.
    "docker": [
        *names(errno.EPERM, *MOUNTS, *KERNEL),
        *(rule for flag in NEW_NAMESPACES for rule in masked(errno.EPERM, "clone", 0, flag)),
        *names(errno.ENOSYS, "clone3"),
    ],
    # What Podman's own filter refuses of what makes a wall.
    "host_name": names(errno.EPERM, "sethostname"),
    "landlock": names(errno.ENOSYS, *LANDLOCK),
    "landlock_by_policy": names(errno.EPERM, *LANDLOCK),
    "seccomp": names(errno.EPERM, "seccomp"),
    "new_seccomp": names(errno.ENOSYS, "seccomp"),
    "all_seccomp": [
        *names(errno.EPERM, "seccomp"),
        *equal(errno.EPERM, "prctl", 0, SET_SECCOMP),
    ],
    # Before Linux 5.5; where somebody above listens; from 5.0 to 5.4.
    "listener": masked(errno.EINVAL, "seccomp", FLAGS_OF_SECCOMP, LISTENER),
    "second_listener": masked(errno.EBUSY, "seccomp", FLAGS_OF_SECCOMP, LISTENER),
    "answers": equal(errno.EINVAL, "ioctl", 1, ANSWER),
    "pidfd": names(errno.ENOSYS, "pidfd_open"),
    "subreaper": equal(errno.EINVAL, "prctl", 0, SET_SUBREAPER),
    "capset": names(errno.EPERM, "capset"),
    "other_users": names(errno.EPERM, "setresuid", "setreuid", "setuid"),
}


def refuse(what):
    rules = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    for code, call, *arguments in REFUSED[what]:
        rules.add_rule(seccomp.ERRNO(code), call, *arguments)
    rules.load()


def main():
    end = sys.argv.index("--")
    # What refuses filters comes last, or the others would be refused, too.
    for what in sorted(sys.argv[1:end], key=lambda name: "seccomp" in name):
        refuse(what)
    os.execvp(sys.argv[end + 1], sys.argv[end + 1 :])


if __name__ == "__main__":
    main()
