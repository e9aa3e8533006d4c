"""The bytes to and from a worker: reads that can be called off, writes that end by a deadline.

A stray process may hold a pipe open for ever, and the one behind a pipe may never read, so nothing
here waits without end. Windows can't wait for a pipe: there it lasts until the worker is killed.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import threading
import time
from collections.abc import Iterator
from typing import IO

from grader.sandbox.plain import FRAME_BYTES, HEADER

CAN_WAIT = hasattr(select, "poll")
TURN_SECONDS = 0.1  # how long a reader that was called off may still be waiting
SETTLE_SECONDS = 0.05
UNREAD_FRAMES = 64
CHUNK = 1 << 16


class Reader:
    """Reads one pipe in a thread of its own, to its end or until it is called off."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.pipe, self.over = pipe, False
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    def follow(self) -> None:
        raise NotImplementedError

    def read(self, size: int) -> bytes:
        """Some bytes; none at the end, or when called off."""
        with contextlib.suppress(OSError):
            while not self.over:
                if is_readable(self.pipe, TURN_SECONDS):
                    return os.read(self.pipe.fileno(), size)
        return b""

    def end(self) -> None:
        self.over = True
        self.thread.join(timeout=10 * TURN_SECONDS)
        if not self.thread.is_alive():  # on Windows a stray process may hold it
            self.pipe.close()


class Frames(Reader):
    """A worker's frames in order, then None. Only a few are held unread: a flood waits outside."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.unread: queue.Queue[bytes | None] = queue.Queue(maxsize=UNREAD_FRAMES)
        super().__init__(pipe)

    def follow(self) -> None:
        held = bytearray()
        while chunk := self.read(CHUNK):
            held += chunk
            for body in take_frames(held):
                self.put(body)
        self.put(None)

    def put(self, body: bytes | None) -> None:
        while not self.over:
            with contextlib.suppress(queue.Full):
                self.unread.put(body, timeout=TURN_SECONDS)
                return


def take_frames(held: bytearray) -> Iterator[bytes]:
    """The whole frames at the beginning of what was read, which is then shorter by them.

    One too long to be the worker's is not waited for: `parse` says what is wrong with it.
    """
    while len(held) >= HEADER.size:
        end = HEADER.size + HEADER.unpack_from(held)[0]
        if end > HEADER.size + FRAME_BYTES:
            held.clear()
            yield b"too long"
        elif end > len(held):
            return
        else:
            yield bytes(held[HEADER.size : end])
            del held[:end]


class Output(Reader):
    """What a script prints: kept up to a limit, read on to the end so that it never blocks."""

    def __init__(self, pipe: IO[bytes], limit: int) -> None:
        self.limit, self.kept, self.cut = limit, bytearray(), False
        # Held from a read until it is kept: in between, the bytes are in neither place.
        self.moving = threading.Lock()
        super().__init__(pipe)

    def follow(self) -> None:
        while self.await_bytes():
            with self.moving:
                chunk = self.read(CHUNK)
                room = self.limit - len(self.kept)
                self.cut = self.cut or len(chunk) > room
                self.kept += chunk[: max(room, 0)]
            if not chunk:
                return

    def await_bytes(self) -> bool:
        """Wait until a read would not; False when called off."""
        while not self.over:
            if is_readable(self.pipe, TURN_SECONDS):
                return True
        return False

    def text(self) -> str:
        """What has been printed up to now; what lies in the pipe is waited for, but not long."""
        until = time.monotonic() + SETTLE_SECONDS
        while self.is_waiting() and time.monotonic() < until:
            time.sleep(0.001)
        return bytes(self.kept).decode("utf-8", "replace")

    def is_waiting(self) -> bool:
        if not CAN_WAIT or not self.thread.is_alive():
            return False
        with self.moving:
            return is_readable(self.pipe, 0)


def is_readable(pipe: IO[bytes], seconds: float) -> bool:
    """Whether a read would not wait: there are bytes, or it is the end."""
    if not CAN_WAIT:
        return True
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def write(pipe: IO[bytes], data: bytes, seconds: float) -> None:
    """Write all of it. Raises OSError when nobody reads: TimeoutError if it is still open."""
    until = time.monotonic() + seconds
    if not CAN_WAIT:
        pipe.write(data)
        return
    os.set_blocking(pipe.fileno(), False)
    poll = select.poll()
    poll.register(pipe, select.POLLOUT)
    left = memoryview(data)
    while left:
        if not poll.poll(max(until - time.monotonic(), 0) * 1000):
            raise TimeoutError("nobody reads")
        with contextlib.suppress(BlockingIOError):
            left = left[os.write(pipe.fileno(), left) :]
