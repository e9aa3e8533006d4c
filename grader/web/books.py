"""The gradebook for many at once: a few threads, each with a connection of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from grader.classroom.gradebook.connection import DatabaseUrl
from grader.classroom.gradebook.store import Gradebook

T = TypeVar("T")
Writing = tuple[Callable[[Gradebook], Any], "asyncio.Future[Any]"]
THREADS = 4  # more would only wait for the processors, or for SQLite's lock


class Books:
    """Threads that do work on a gradebook; what it raises is raised for whoever waits."""

    def __init__(self, where: str | os.PathLike[str]) -> None:
        self.where = where
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="gradebook")
        self.own = threading.local()
        self.opened = contextlib.ExitStack()
        self.lock = threading.Lock()
        self.is_file = DatabaseUrl.parse(where).path is not None
        self.waiting: list[Writing] = []
        self.writer: asyncio.Task[None] | None = None

    async def do(self, work: Callable[[Gradebook], T]) -> T:
        """Have work done on the gradebook, and wait for it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, lambda: work(self.book()))

    async def write(self, work: Callable[[Gradebook], T]) -> T:
        """Have work done that writes, with all that waits meanwhile, and wait until it is safe.

        A file has one writer at a time, and each commit waits for the disk: so they share one. A
        server does so by itself.
        """
        if not self.is_file:
            return await self.do(work)
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.waiting.append((work, done))
        if self.writer is None or self.writer.done():
            self.writer = asyncio.create_task(self.write_waiting())
        return await done

    async def write_waiting(self) -> None:
        """Write all that waits, and what comes meanwhile."""
        while self.waiting:
            batch, self.waiting = self.waiting, []
            await self.write_together(batch)

    async def write_together(self, batch: Sequence[Writing]) -> None:
        """Write some at once, and tell each waiter what became of it."""
        works = [work for work, _ in batch]
        writing = asyncio.ensure_future(self.do(lambda book: book.together(works)))
        await asyncio.wait([writing])
        error = writing.exception()
        if error is not None and len(batch) > 1:
            # None of it was written. Whoever's fault it is, the others do not suffer for it.
            for each in batch:
                await self.write_together([each])
            return
        outcomes = [error] if error else writing.result()
        for (_, done), outcome in zip(batch, outcomes, strict=True):
            if done.cancelled():
                continue
            if isinstance(outcome, BaseException):
                done.set_exception(outcome)
            else:
                done.set_result(outcome)

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
        self.threads.shutdown(wait=True, cancel_futures=True)
        self.opened.close()
