"""The gradebook for many at once: a few threads, each with a connection of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from grader.classroom.gradebook.store import Gradebook

A = TypeVar("A")
T = TypeVar("T")
READERS = 2  # more would only wait for the processors, and have marks wait, too


class Gatherer(Generic[A, T]):
    """Has what is asked for while others are answered done all at once then; nobody overtakes.

    `work` gives in place of each what came of it, or its error.
    """

    def __init__(self, work: Callable[[Sequence[A]], Awaitable[Sequence[T | Exception]]]) -> None:
        self.work = work
        self.waiting: list[tuple[A, asyncio.Future[T]]] = []
        self.task: asyncio.Task[None] | None = None

    async def do(self, asked: A) -> T:
        """Have one thing done with all that waits meanwhile, and wait for what came of it."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.waiting.append((asked, done))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.do_waiting())
        return await done

    async def do_waiting(self) -> None:
        """Do all that waits, and what comes meanwhile."""
        while self.waiting:
            batch, self.waiting = self.waiting, []
            outcomes = await self.do_at_once([asked for asked, _ in batch])
            for (_, done), outcome in zip(batch, outcomes, strict=True):
                if done.cancelled():
                    continue
                if isinstance(outcome, BaseException):
                    done.set_exception(outcome)
                else:
                    done.set_result(outcome)

    async def do_at_once(self, batch: Sequence[A]) -> Sequence[T | BaseException]:
        """Do some things at once; where that fails each alone, so that none suffers for another."""
        working = asyncio.ensure_future(self.work(batch))
        await asyncio.wait([working])
        error = working.exception()
        if error is None:
            return working.result()
        if len(batch) == 1:
            return [error]
        return [outcome for asked in batch for outcome in await self.do_at_once([asked])]


class Books:
    """Threads that do work on a gradebook; what it raises is raised for whoever waits.

    One alone writes: a file has one writer at a time, and a server plans anew what each connection
    asks for the first times.
    """

    def __init__(self, where: str | os.PathLike[str]) -> None:
        self.where = where
        self.readers = ThreadPoolExecutor(READERS, thread_name_prefix="reading")
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="writing")
        self.own = threading.local()
        self.opened = contextlib.ExitStack()
        self.lock = threading.Lock()

    async def do(self, work: Callable[[Gradebook], T]) -> T:
        """Have work done that reads, and wait for it."""
        return await self.run(self.readers, work)

    async def write(self, work: Callable[[Gradebook], T]) -> T:
        """Have work done that writes, each in turn, and wait until it is safe."""
        return await self.run(self.writer, work)

    async def run(self, threads: ThreadPoolExecutor, work: Callable[[Gradebook], T]) -> T:
        """Have work done by one of some threads."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads, lambda: work(self.book()))

    async def look(self, work: Callable[[Gradebook], T]) -> T:
        """Have work read the gradebook as it is at one moment."""
        return await self.do(lambda book: book.at_once(work))

    def book(self) -> Gradebook:
        """Give this thread's gradebook, opened when it is first needed. Raises GraderError."""
        if not hasattr(self.own, "book"):
            opening = Gradebook.open(self.where, create=False)
            with self.lock:
                self.own.book = self.opened.enter_context(opening)
        book: Gradebook = self.own.book
        return book

    def close(self) -> None:
        """Wait for what is at work, and close all."""
        for threads in (self.readers, self.writer):
            threads.shutdown(wait=True, cancel_futures=True)
        self.opened.close()
