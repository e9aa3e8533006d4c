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
from collections import deque
from collections.abc import Iterator
from typing import IO

from grader.sandbox.inside.plain import FRAME_BYTES, HEADER

CAN_WAIT = hasattr(select, "poll")
TURN_SECONDS = 0.1  # how long a reader that was called off may still be waiting
SETTLE_SECONDS = 0.05
WORD_SECONDS = 0.5  # for what has ended, until it is known how
UNREAD_CHUNKS = 16
CHUNK = 1 << 16
Chunk = tuple[IO[bytes], bytes]  # what came, and on which pipe; no bytes are its end


class PrintedText:
    """What a script prints: kept up to a limit, and read on so that it never blocks."""

    def __init__(self, pipe: IO[bytes], limit: int) -> None:
        self.pipe, self.limit, self.data = pipe, limit, bytearray()
        self.cut = self.ended = False

    def add(self, chunk: bytes) -> None:
        room = self.limit - len(self.data)
        self.ended = not chunk
        self.cut = self.cut or len(chunk) > room
        self.data += chunk[: max(room, 0)]

    def text(self) -> str:
        return bytes(self.data).decode("utf-8", "replace")


class Frames:
    """A worker's frames in order. They are read when asked for: a flood waits in the pipe."""

    def __init__(self, pipe: IO[bytes], output: PrintedText) -> None:
        self.pipe, self.output = pipe, output
        self.held, self.unread, self.ended = bytearray(), deque[bytes](), False
        kind = PolledPipes if CAN_WAIT else ThreadedPipes
        self.arrivals = kind(pipe, output.pipe)

    def take(self, seconds: float) -> bytes | None:
        """Take the next frame, None after the last. Raises TimeoutError: it may still come."""
        until = time.monotonic() + seconds
        while not self.unread and not self.ended:
            self.advance(max(until - time.monotonic(), 0.0))
            if not self.unread and time.monotonic() > until:  # whatever else is being printed
                raise TimeoutError
        return self.unread.popleft() if self.unread else None

    def advance(self, seconds: float) -> None:
        """Keep what comes next on either pipe. Raises TimeoutError."""
        pipe, chunk = self.arrivals.next(seconds)
        if pipe is self.output.pipe:
            self.output.add(chunk)
            return
        self.ended = not chunk
        self.held += chunk
        self.unread.extend(take_frames(self.held))

    def settle(self) -> None:
        """Take in what has been printed up to now, but don't follow it for long."""
        until = time.monotonic() + SETTLE_SECONDS
        with contextlib.suppress(TimeoutError):
            # By the clock, too: a script that prints without end would be followed without end.
            while not self.output.ended and time.monotonic() < until:
                self.output.add(self.arrivals.at_once(self.output.pipe))

    def end(self) -> None:
        self.arrivals.end()


class PolledPipes:
    """What comes on two pipes, by waiting for both."""

    def __init__(self, *pipes: IO[bytes]) -> None:
        self.pipes = {pipe.fileno(): pipe for pipe in pipes}
        self.poll = select.poll()
        for descriptor in self.pipes:
            self.poll.register(descriptor, select.POLLIN)

    def next(self, seconds: float) -> Chunk:
        """Read a pipe that has come to something; no bytes at its end. Raises TimeoutError."""
        for descriptor, _ in self.poll.poll(seconds * 1000):
            return self.pipes[descriptor], self.read(descriptor)
        raise TimeoutError

    def at_once(self, pipe: IO[bytes]) -> bytes:
        """Read the bytes that are there already. Raises TimeoutError."""
        if not is_readable(pipe):
            raise TimeoutError
        return self.read(pipe.fileno())

    def read(self, descriptor: int) -> bytes:
        chunk = os.read(descriptor, CHUNK)
        # A pipe at its end is always ready: it would be found at every turn, and the other never.
        if not chunk:
            self.poll.unregister(descriptor)
        return chunk

    def end(self) -> None:
        for pipe in self.pipes.values():
            pipe.close()


class ThreadedPipes:
    """The same where pipes can't be waited for: a thread reads each of them."""

    def __init__(self, *pipes: IO[bytes]) -> None:
        # Bounded, so that a flood waits in the pipe here too, and not in our memory.
        self.arrived: queue.Queue[Chunk] = queue.Queue(maxsize=UNREAD_CHUNKS)
        self.put_off = deque[Chunk]()
        self.over = False
        self.threads = [(self.follow(pipe), pipe) for pipe in pipes]

    def follow(self, pipe: IO[bytes]) -> threading.Thread:
        thread = threading.Thread(target=self.pass_on, args=[pipe], daemon=True)
        thread.start()
        return thread

    def pass_on(self, pipe: IO[bytes]) -> None:
        data = b"?"
        while data and not self.over:
            data = b""
            with contextlib.suppress(OSError):
                data = os.read(pipe.fileno(), CHUNK)
            self.put((pipe, data))

    def put(self, chunk: Chunk) -> None:
        # In turns: who reads may have called it off while this waits for room.
        while not self.over:
            with contextlib.suppress(queue.Full):
                self.arrived.put(chunk, timeout=TURN_SECONDS)
                return

    def next(self, seconds: float) -> Chunk:
        if self.put_off:
            return self.put_off.popleft()
        try:
            return self.arrived.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None

    def at_once(self, pipe: IO[bytes]) -> bytes:
        for _ in range(UNREAD_CHUNKS):
            try:
                chunk = self.arrived.get(timeout=SETTLE_SECONDS)
            except queue.Empty:
                break
            if chunk[0] is pipe:
                return chunk[1]
            self.put_off.append(chunk)
        raise TimeoutError

    def end(self) -> None:
        self.over = True
        for thread, pipe in self.threads:
            thread.join(timeout=10 * TURN_SECONDS)
            if not thread.is_alive():  # a stray process may hold it
                pipe.close()


def take_frames(held: bytearray) -> Iterator[bytes]:
    """Take the whole frames from the beginning of what was read, which is shorter by them.

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


def write(pipe: IO[bytes], data: bytes, seconds: float) -> None:
    """Write all of it. Raises OSError when nobody reads: TimeoutError if it is still open."""
    until = time.monotonic() + seconds
    if not CAN_WAIT:
        pipe.write(data)
        return
    # A pipe that is ready has room for some bytes, not for all: a blocking write would wait.
    os.set_blocking(pipe.fileno(), False)
    poll = select.poll()
    poll.register(pipe, select.POLLOUT)
    left = memoryview(data)
    while left:
        if not poll.poll(max(until - time.monotonic(), 0) * 1000):
            raise TimeoutError("nobody reads")
        with contextlib.suppress(BlockingIOError):
            left = left[os.write(pipe.fileno(), left) :]


def has_hung_up(pipe: IO[bytes]) -> bool:
    """Tell whether nobody is left to write, as far as that can be told without reading."""
    if not CAN_WAIT:
        return False
    poll = select.poll()
    poll.register(pipe, 0)
    return any(state & select.POLLHUP for _, state in poll.poll(0))


def is_readable(pipe: IO[bytes]) -> bool:
    """Tell whether a read would not wait: there are bytes, or it is the end."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    return bool(poll.poll(0))
