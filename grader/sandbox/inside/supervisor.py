"""The process between the grader and a script's process: it forks the script's, and watches it.

It holds no answer. Behind the script's walls nothing can be forked or signalled but what it lets
through: a copy when the grader has granted one, a signal to oneself. It ends everything when the
script ends, when the grader says so, or when the grader is gone.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # the same without enums, which cost
import _socket
import array
import contextlib
import fcntl
import itertools
import os
import select
import signal
import struct
import time

from grader.sandbox.inside import packages, surroundings, walls, worker
from grader.sandbox.inside.clocks import ENDED_BY_TIME
from grader.sandbox.inside.folder import remove
from grader.sandbox.inside.levels import level_of
from grader.sandbox.inside.plain import BEGUN, BOUNDS, CUT, SHOT_ITSELF
from grader.sandbox.inside.quota import (
    THREADS,
    Quota,
    children_of,
    is_mount_crowded,
    threads_of,
)

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    import resource
    from typing import Any

CLONE_THREAD = 0x10000  # from <linux/sched.h>
# From <linux/seccomp.h>.
RECEIVE, ANSWER = 0xC0502100, 0xC0182101
NOTIFICATION = struct.Struct("=QIIiIQ6Q")
DECISION = struct.Struct("=QqiI")
LET_PASS, EPERM, ENOENT = 1, 1, 2

QUOTA_MILLISECONDS = 25  # at full speed a disk takes up a few megabytes in that
REAP_SECONDS = 4.0
NEAR = 0.9  # of its memory


def receive(socket: _socket.socket, count: int) -> tuple[bytes, list[int]]:
    """Receive a few bytes and the descriptors sent along with them; none at the end."""
    descriptors = array.array("i")
    room = _socket.CMSG_SPACE(count * descriptors.itemsize)
    data, extra, _, _ = socket.recvmsg(BOUNDS.size, room)
    for _, kind, content in extra:
        if kind == _socket.SCM_RIGHTS:
            descriptors.frombytes(content)
    return data, descriptors.tolist()


def send(socket: _socket.socket, descriptors: list[int], text: bytes = b"+") -> None:
    """Send file descriptors along with a few bytes."""
    data = array.array("i", descriptors).tobytes()
    socket.sendmsg([text], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, data)])


class Supervisor:
    """Watches over one script and the copies of its state."""

    def __init__(self, setup: dict[str, Any], control: int) -> None:
        self.setup, self.control = setup, control
        self.syscalls: dict[str, int] = setup["syscalls"]
        self.grants = 0
        self.script = 0
        self.has_shot_itself = False
        self.folder = setup["folder"]
        self.quota: Quota | None = None  # where no mount of its own bounds the folder
        # What the system does not let us do, and we go on without.
        self.refused: list[str] = [*setup["refused"]]

    def run(self) -> None:
        """Watch from the job's arrival to the end of all that came of it."""
        os.write(self.control, BEGUN)
        # What the script's process leaves behind becomes ours, and can be waited for.
        with walls.noted(self.refused):
            walls.control(walls.SET_SUBREAPER, 1)
        self.enter_folder()
        ours, theirs = _socket.socketpair()
        own = os.getpid()
        self.script = os.fork()
        if self.script == 0:
            ours.close()
            # With it a script could write its own grants.
            os.close(self.control)
            # First, so that there is no moment in which it could outlive its supervisor.
            surroundings.die_with(own)
            self.run_script(theirs)
            os._exit(0)
        theirs.close()
        os.setpgid(self.script, self.script)
        self.let_go_of_pipes()
        _, listeners = receive(ours, 1)
        can_look = self.quota is None or self.quota.can_look(self.script)
        with contextlib.suppress(OSError):  # it has ended
            ours.send(b"+" if can_look else b"-")
        ours.close()
        try:
            self.watch(listeners)
        finally:
            _signal.set_wakeup_fd(-1)
            self.end()

    def enter_folder(self) -> None:
        """Make a working directory of its own: mounted for the script, or watched over."""
        setup = self.setup
        if setup["level"] != "strong":
            # A name that can't be known beforehand, in a place where others may write.
            self.folder = os.path.join(setup["scratch"], f"grade-{os.urandom(8).hex()}")
            os.mkdir(self.folder, 0o700)
            size, file_size = setup["folder_mb"] * walls.MEGA, setup["file_mb"] * walls.MEGA
            self.quota = Quota(self.folder, size, file_size)
        os.chdir(self.folder)

    def let_go_of_pipes(self) -> None:
        """Close the pipes, which are the script's: they must end with it."""
        null = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(null, standard)
        os.close(null)

    def run_script(self, handover: _socket.socket) -> None:
        """Raise the walls, try them, and only then let the script begin."""
        if self.setup["nested"]:
            walls.own_space(self.syscalls, self.folder, self.setup["folder_mb"])
        pipes = surroundings.take_pipes()
        job = pipes.read()
        if job is None:
            return
        surroundings.furnish(self.folder, job["files"], job["links"])
        outside, mounts = job["outside"], self.setup["level"] == "strong"
        mapped = self.setup["mapped"] + packages.begin(job, pipes.write)
        limits = packages.beside(mapped, job["limits"])
        if not mounts:  # else only the grader can look, as these processes never could
            outside["files"] = [path for path in outside["files"] if walls.can_open(path)]
        held, listener = self.raise_walls(limits, handover)
        close_all_but(0, 1, 2, pipes.questions, pipes.results)
        surroundings.hide_host()
        packages.draw_anew()
        tried = walls.try_all(self.syscalls, limits, outside, mounts=mounts)
        held = {**tried, **held, "privileges": tried["privileges"] and held["privileges"]}
        # Without a listener nobody could tell a fork that was granted from one that was not.
        forks = listener is not None and job["may_fork"] and self.is_listened_to()
        pipes.write(worker.hello(level_of(held), held, self.refused, forks=forks))
        worker.serve(job, pipes, self.setup.get("loaded") or surroundings.hide())

    def is_listened_to(self) -> bool:
        """Tell whether the supervisor lets a call pass, which Linux before 5.5 can't."""
        if walls.is_refused(walls.send_nothing, os.getpid()):
            self.refused.append("SECCOMP_USER_NOTIF_FLAG_CONTINUE")
            return False
        return True

    def raise_walls(
        self, limits: dict[str, Any], handover: _socket.socket
    ) -> tuple[dict[str, bool], int | None]:
        """Raise every wall, and hand the listener over: what only this can tell, the listener.

        The order is the only one. The socket takes its number before the limit of descriptors lies
        below it. Capabilities go before Landlock and the filter, which an unprivileged process may
        ask for only once it can gain no privileges. The filter is last: it refuses all of the calls
        that the others are made of, and of what is left to do it allows just the sending.
        """
        setup = self.setup
        os.dup2(handover.fileno(), setup["handover"])
        handover.close()
        handover = _socket.socket(fileno=setup["handover"])
        surroundings.set_limits(limits, setup["processes"])
        # To be looked at by the supervisor; not where others of the same user could look, too.
        dumpable = setup["level"] == "medium"
        privileges = walls.drop_privileges(self.syscalls, self.refused, dumpable=dumpable)
        landlock = walls.restrict_files(
            self.syscalls, setup["readable"], setup["devices"], self.folder
        )
        listener = walls.filter_calls(self.syscalls, setup, self.refused)
        send(handover, [] if listener is None else [listener])
        watch = handover.recv(1) == b"+"
        handover.close()
        return {"privileges": privileges, "landlock": landlock, "watch": watch}, listener

    # While the script runs

    def watch(self, listeners: list[int]) -> None:
        """Decide what is asked, until the script or the grader is gone."""
        if not listeners:  # then nobody sees whether it does
            self.tell_of_shot()
        poll, bell = select.poll(), bell_of_children()
        for descriptor in (bell, self.control, *listeners):
            poll.register(descriptor, select.POLLIN)
        looks = not self.setup["nested"]
        turn = QUOTA_MILLISECONDS if looks else None
        while not (self.has_ended() or (looks and self.is_over_quota())):
            ready = {descriptor for descriptor, _ in poll.poll(turn)}
            if self.control in ready and not self.take_grants():
                return
            if bell in ready:
                os.read(bell, 64)
            for listener in listeners:
                if listener in ready and not self.decide(listener):
                    poll.unregister(listener)
                    os.close(listener)
                    listeners = []

    def has_ended(self) -> bool:
        """Tell whether the script has; not waited for as yet, so that its number stays its own."""
        how = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.script, how) is not None

    def take_grants(self) -> bool:
        """Read the grader's grants, a byte for one copy. False at the end."""
        data = os.read(self.control, 64)
        # Set, not added: a grant that was not used is void, so they can't be saved up.
        self.grants = 1 if data else self.grants
        return bool(data)

    def decide(self, listener: int) -> bool:
        """Let a call pass, or refuse it; it has not been made yet. False if we can do neither."""
        notification = bytearray(NOTIFICATION.size)
        try:
            fcntl.ioctl(listener, RECEIVE, notification)
        except OSError:  # who asked is dead
            return True
        # The arguments are numbers, copied by the kernel. What they point to would be the script's
        # to change after it was looked at, so nothing is decided by that.
        number, caller, _, call, _, _, *arguments = NOTIFICATION.unpack(notification)
        verdict = (0, 0, LET_PASS) if self.permits(call, caller, arguments) else (0, -EPERM, 0)
        try:
            fcntl.ioctl(listener, ANSWER, DECISION.pack(number, *verdict))
        except OSError as error:
            # Who asked waits for ever, unless nobody listens any more: then all is refused.
            return error.errno == ENOENT  # it is dead
        return True

    def permits(self, call: int, caller: int, arguments: list[int]) -> bool:
        """Tell whether it is a granted fork of the main thread, a thread or a signal to oneself."""
        if call in (self.syscalls["kill"], self.syscalls["tgkill"]):
            *_, target, number = arguments[: 2 + (call == self.syscalls["tgkill"])]
            if target == caller and number & 0xFFFFFFFF == signal.SIGKILL:
                self.tell_of_shot()
            return target == caller
        if arguments[0] & CLONE_THREAD:
            return threads_of(caller) < THREADS
        # The grant and the fork come by two ways, and the fork may be the first to be read.
        if self.grants == 0 and is_readable(self.control):
            self.take_grants()
        granted = call == self.syscalls["clone"] and caller == self.script and self.grants > 0
        if granted:
            self.end_copies()  # now: who alone may fork waits for us, so no fork is under way
        self.grants -= granted
        return granted

    def tell_of_shot(self) -> None:
        """Tell the grader, once, that the script or a copy of it kills itself."""
        if not self.has_shot_itself:
            with contextlib.suppress(OSError):
                os.write(self.control, SHOT_ITSELF)
        self.has_shot_itself = True

    def is_over_quota(self) -> bool:
        """Tell whether there is too much of what nothing but looking bounds."""
        if self.quota is None:
            return is_mount_crowded()
        return self.quota.is_exceeded([self.script, *children_of(self.script)])

    # The end

    def end_copies(self) -> None:
        """Kill what was ever forked from the script, but not the script.

        All are born into the script's process group, which only we can change: the script steps
        aside while the group is killed.
        """
        with contextlib.suppress(OSError):
            os.setpgid(self.script, os.getpid())
            os.killpg(self.script, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.setpgid(self.script, self.script)

    def end(self) -> None:
        """Kill everything, wait for it, tell how the script ended, and clear up."""
        self.limits = self.limits_if_killed()  # by others: from here on we do it ourselves
        self.kill_all()
        # Only then: the grader takes it for our word that nothing of the script runs any more.
        with contextlib.suppress(OSError):
            os.write(self.control, self.reap())
        if self.quota is not None:
            os.chdir("/")
            remove(self.folder)

    def limits_if_killed(self) -> tuple[float, float] | None:
        """Give the seconds and kilobytes that a script had which was killed; None if it wasn't."""
        end = os.waitid(os.P_PID, self.script, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if end is None or (end.si_code, end.si_status) != (os.CLD_KILLED, signal.SIGKILL):
            return None
        import resource  # rarely, so that it costs nobody else

        bounds = (resource.RLIMIT_CPU, resource.RLIMIT_AS)
        seconds, memory = (resource.prlimit(self.script, which)[0] for which in bounds)
        return float(seconds), memory / 1024

    def kill_all(self) -> None:
        # The group and the process: when its group is being changed, one of them may miss it.
        with contextlib.suppress(OSError):
            os.killpg(self.script, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.kill(self.script, signal.SIGKILL)
        if os.getpid() == 1:  # all that there is, here
            with contextlib.suppress(OSError):
                os.kill(-1, signal.SIGKILL)

    def reap(self) -> bytes:
        """Wait for all that is left; `h` if the script's own alarm had ended it, `d` if it had.

        CUT where it was killed with none of its limits near.
        """
        how, until = b"?", time.monotonic() + REAP_SECONDS
        with contextlib.suppress(ChildProcessError):
            while time.monotonic() < until:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
                if pid == self.script:
                    how = b"h" if status & 0x7F in ENDED_BY_TIME else self.how_killed(usage)
                if not pid:
                    time.sleep(0.0005)
        # What was left to others, where we are no subreaper, is theirs to wait for.
        with contextlib.suppress(OSError):
            while time.monotonic() < until:
                os.killpg(self.script, signal.SIGKILL)
                time.sleep(0.0005)
        return how

    def how_killed(self, usage: resource.struct_rusage) -> bytes:
        if self.limits is None:
            return b"d"
        seconds, kilobytes = self.limits
        is_near = usage.ru_utime + usage.ru_stime >= seconds or usage.ru_maxrss > NEAR * kilobytes
        return b"d" if is_near else CUT


def close_all_but(*descriptors: int) -> None:
    """Close whatever else is open, so that nothing of ours is there for the script to find."""
    for below, above in itertools.pairwise([*sorted(descriptors), 64]):
        os.closerange(below + 1, above)


def bell_of_children() -> int:
    """Give a descriptor that has something to read whenever a child has ended."""
    bell, rope = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    _signal.set_wakeup_fd(rope, warn_on_full_buffer=False)
    _signal.signal(_signal.SIGCHLD, lambda *_: None)  # for what is not caught, nothing is written
    return bell


def is_readable(descriptor: int) -> bool:
    """Tell whether a read would not wait."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
