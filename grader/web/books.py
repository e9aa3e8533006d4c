"""The gradebook for many at once: a few threads, each with a connection of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from grader.classroom.gradebook.store import Gradebook

T = TypeVar("T")
THREADS = 4  # more would only wait for the processors, or for SQLite's lock


class Books:
    """Threads that do work on a gradebook; what it raises is raised for whoever waits."""

    def __init__(self, where: str | os.PathLike[str]) -> None:
        self.where = where
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="gradebook")
        self.own = threading.local()
        self.opened = contextlib.ExitStack()
        self.lock = threading.Lock()

    async def do(self, work: Callable[[Gradebook], T]) -> T:
        """Have work done on the gradebook, and wait for it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, lambda: work(self.book()))

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
