"""Who may see the pages: a link that works once, or names with passwords; and for how long.

Knows nothing of HTTP. What is kept of a visitor is in memory, so a new start asks everybody anew.
"""

from __future__ import annotations

import functools
import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import argon2
import yaml

from grader.core.errors import UsageError
from grader.core.files import read_text, write
from grader.core.text import clean

HOURS = 12  # after which a visitor has to log in again
MOST_VISITORS = 1_000
MOST_DEEDS = 100
# What OWASP asks for at least, in memory that a small server has for two at a time.
HASHER = argon2.PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
SHORTEST = 8  # characters of a password


@dataclass
class Visitor:
    """One who was let in; `secret` stands in each form, so that no other site can send one.

    `done` is what they did since, the last of which they can take back.
    """

    name: str
    until: float
    done: deque[Any] = field(default_factory=lambda: deque(maxlen=MOST_DEEDS))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))


class Door:
    """Lets people in: by a link that works once, or by name and password.

    `users` are the hashes of passwords by name; None where whoever has the link is `owner`.
    """

    def __init__(
        self,
        owner: str,
        users: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.owner, self.users, self.clock = owner, users, clock
        self.lock = threading.Lock()
        self.visitors: dict[str, Visitor] = {}
        self.link = secrets.token_urlsafe(32)

    @property
    def asks_names(self) -> bool:
        return self.users is not None

    def by_link(self, word: str) -> str | None:
        """Let in whoever has the link's word, which is another from then on; their cookie."""
        with self.lock:
            is_right = not self.asks_names and hmac.compare_digest(
                word.encode(), self.link.encode()
            )
            if not is_right:
                return None
            self.link = secrets.token_urlsafe(32)
        return self.admit(self.owner)

    def by_password(self, name: str, password: str) -> str | None:
        """Let in who knows a name's password; their cookie. Takes some 50 ms of a processor."""
        stored = (self.users or {}).get(name)
        try:
            HASHER.verify(stored or nobody(), password)
        except argon2.exceptions.Argon2Error:
            return None
        return self.admit(name) if stored else None

    def admit(self, name: str) -> str:
        """Remember a visitor under a new cookie."""
        cookie = secrets.token_urlsafe(32)
        with self.lock:
            self.visitors[cookie] = Visitor(name, self.clock() + HOURS * 3600)
            for old in list(self.visitors)[:-MOST_VISITORS]:
                del self.visitors[old]
        return cookie

    def visitor(self, cookie: str) -> Visitor | None:
        """Give who a cookie is of, if they may still come in."""
        with self.lock:
            visitor = self.visitors.get(cookie)
            if visitor is not None and visitor.until < self.clock():
                del self.visitors[cookie]
                return None
            return visitor

    def leave(self, cookie: str) -> None:
        """Forget a visitor."""
        with self.lock:
            self.visitors.pop(cookie, None)


@functools.cache
def nobody() -> str:
    """Give what is verified where a name is not known, so that nobody learns names by the clock."""
    return HASHER.hash(secrets.token_hex(16))


def read_users(path: Path) -> dict[str, str]:
    """Read the markers' names and the hashes of their passwords. Raises UsageError."""
    try:
        users = yaml.safe_load(read_text(path, UsageError))
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise UsageError(f"--users {clean(path)}: line {line}: no YAML; write name: hash") from None
    hashes = users if isinstance(users, dict) else {}
    for name, stored in hashes.items():
        if not (isinstance(name, str) and isinstance(stored, str) and stored.startswith("$argon2")):
            raise UsageError(
                f"--users {clean(path)}: {clean(name)}: has no password that was hashed; "
                f"run: grade serve --users {clean(path)} --add {clean(name)}"
            )
    if not hashes:
        raise UsageError(
            f"--users {clean(path)}: names nobody; "
            f"run: grade serve --users {clean(path)} --add NAME"
        )
    return hashes


def add_user(path: Path, name: str, password: str) -> None:
    """Write a marker's name and the hash of a password into a file, for its owner's eyes only.

    Raises UsageError.
    """
    if len(password) < SHORTEST:
        raise UsageError(f"a password has at least {SHORTEST} characters")
    users = read_users(path) if path.exists() else {}
    users[name] = HASHER.hash(password)
    write(path, yaml.safe_dump(users, allow_unicode=True).encode("utf-8"))
    path.chmod(0o600)
