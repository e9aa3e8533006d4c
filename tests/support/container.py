"""A container as graders elsewhere are run in: root in a tree by debootstrap, without bubblewrap.

Entered by chroot, with Docker's capabilities and what its own filter refuses. No engine is needed.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from support.project import HANGING_SECONDS, ROOT

WEAKER = ROOT / "tests/support/weaker.py"
RELEASE = Path("/etc/os-release")
SOURCES = (Path("/etc/apt/sources.list"), Path("/etc/apt/sources.list.d"))
# What an interpreter of the machine's own needs there, too: the libraries of Debian's.
PACKAGES = "python3,libseccomp2"
# What Docker gives to who is root in a container.
CAPABILITIES = """
chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw sys_chroot
mknod audit_write setfcap
"""
# Mounts that nobody else sees; as in containers, parts of /proc are hidden or can't be written.
ENTER = """
tree=$1 capabilities=$2 count=$3; shift 3
mount -t proc proc "$tree/proc"
mount -t tmpfs -o ro tmpfs "$tree/proc/fs"
mount --bind "$tree/proc/sys" "$tree/proc/sys"
mount -o remount,bind,ro "$tree/proc/sys"
while [ "$count" -gt 0 ]; do
    mkdir -p "$tree$1"; mount --bind "$1" "$tree$1"; mount -o remount,bind,ro "$tree$1"
    shift; count=$((count - 1))
done
exec chroot "$tree" setpriv --bounding-set="$capabilities" --inh-caps=-all "$@"
"""


class Unavailable(Exception):
    """This machine can't make such a container; says why."""


class Container:
    """A tree, and commands run in it; none of their processes is left when one has ended."""

    def __init__(self, tree):
        self.tree = tree

    def run(self, *command, refused=("docker",)):
        """Run a command as root there, with what is refused besides."""
        kept = [f"+{name}" for name in CAPABILITIES.split()]
        shown = [*dict.fromkeys(map(str, places_of_python()))]
        return subprocess.run(
            # In a namespace of processes of its own, as in a container: at its end all are killed.
            ["unshare", "--mount", "--pid", "--ipc", "--fork", "--kill-child", "sh", "-ec"]
            + [ENTER, "sh", self.tree, ",".join(["-all", *kept]), str(len(shown)), *shown]
            + [sys.executable, WEAKER, *refused, "--", *map(str, command)],
            capture_output=True,
            text=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONPATH": str(ROOT)},
            timeout=HANGING_SECONDS,
        )

    def python(self, *words, **options):
        return self.run(sys.executable, *words, **options)

    def at(self, path):
        """Where a path of the container's is to be found from here."""
        return self.tree / str(path).lstrip("/")


def places_of_python():
    """What of this machine's is shown there: the grader, and an interpreter not of the system's."""
    yield ROOT
    yield sys.prefix
    if sys.base_prefix not in ("/usr", "/"):
        yield sys.base_prefix


def make_container(tree):
    """Make a tree of what this machine runs itself. Raises Unavailable."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise Unavailable("only root can enter one")
    missing = [name for name in ("debootstrap", "unshare", "setpriv") if not shutil.which(name)]
    if missing:
        raise Unavailable(f"{missing[0]} is not installed")
    named = re.search(r"(?m)^VERSION_CODENAME=(\S+)", RELEASE.read_text(encoding="utf-8"))
    if not named:
        raise Unavailable(f"{RELEASE} names no release of Debian's or Ubuntu's")
    words = ["--variant=minbase", f"--include={PACKAGES}", named[1], tree, *mirror_of(named[1])]
    # Its first half: programs run there without being set up, which takes twice as long again.
    command = ["debootstrap", "--foreign", *words]
    try:
        made = subprocess.run(command, capture_output=True, text=True, timeout=HANGING_SECONDS)
    except subprocess.TimeoutExpired:
        raise Unavailable("debootstrap waits for its mirror") from None
    if made.returncode:
        raise Unavailable(f"debootstrap: {(made.stdout + made.stderr).strip()[-300:]}")
    unpack_included(tree)
    container = Container(tree)
    tried = container.python("-c", "import grader, pyseccomp")
    if tried.returncode:
        raise Unavailable(f"this Python does not run there: {tried.stderr.strip()[-300:]}")
    return container


def unpack_included(tree):
    """Unpack what the second half would, and give the tree its users."""
    kept = tree / "debootstrap"
    paths = dict(map(str.split, (kept / "debpaths").read_text(encoding="utf-8").splitlines()))
    for name in (kept / "base").read_text(encoding="utf-8").split():
        # Not `dpkg-deb -x`: it makes a folder of `/lib`, which is a link.
        unpack = 'dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"'
        package = tree / paths[name].lstrip("/")
        subprocess.run(["sh", "-ec", unpack, "sh", package, tree], check=True)
    if (tree / "proc").is_symlink():
        (tree / "proc").unlink()
        (tree / "proc").mkdir()
    for name in ("passwd", "group"):
        shutil.copy(tree / f"usr/share/base-passwd/{name}.master", tree / "etc" / name)
    subprocess.run(["chroot", tree, "ldconfig"], check=True)


def mirror_of(release):
    """Where this machine gets its own packages of a release; nothing for debootstrap's choice."""
    listed = (path for place in SOURCES for path in (place, *place.glob("*")))
    for text in (path.read_text(encoding="utf-8") for path in listed if path.is_file()):
        stanzas = re.split(r"\n\s*\n", text) if "URIs:" in text else text.splitlines()
        for words in map(str.split, stanzas):
            uris = [word for word in words if word.startswith(("http://", "https://"))]
            if uris and release in words and "#" not in words[0]:
                return uris[-1:]
    return []
