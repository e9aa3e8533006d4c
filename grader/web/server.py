"""Run the pages until Ctrl-C, and say where they are."""

from __future__ import annotations

import socket
import sys
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import uvicorn

from grader.classroom.transcripts import Unit
from grader.core.errors import UsageError
from grader.course.find import Course
from grader.web.access import Door
from grader.web.app import app_of
from grader.web.books import Books
from grader.web.guard import HERE, Desk
from grader.web.students import students_app_of

LOOPBACK = "127.0.0.1"
LISTEN_BACKLOG = 256
SWITCH_SECONDS = 0.001


@dataclass(frozen=True)
class ServerAddress:
    """The port on this machine, what a proxy in front calls the server, and for whom it is."""

    port: int
    hosts: tuple[str, ...] = ()
    for_students: bool = False


class HasCourse(Protocol):
    """Whatever knows a course and where its gradebook is."""

    @property
    def course(self) -> Course: ...

    @property
    def where(self) -> str | Path: ...


def run(
    classes: HasCourse,
    units: Mapping[str, Unit],
    door: Door,
    address: ServerAddress,
    *,
    opened: bool,
    say: Callable[[str], None],
) -> None:
    """Serve until it is stopped. Raises UsageError where the port is taken."""
    listening = listen(address.port)
    root = f"http://{LOOPBACK}:{listening.getsockname()[1]}"

    def link() -> str:
        if address.for_students:
            return f"{root}/s/..."
        return f"{root}/" if door.asks_names else f"{root}/enter?link={door.link}"

    desk = Desk(classes.course, units, Books(classes.where), door, (*HERE, *address.hosts))
    desk.on_entry = lambda: say(f"let in; for another browser: {link()}")
    say(link())
    say("Ctrl-C ends it")
    if opened and not address.for_students:
        webbrowser.open(link())
    # Else who answers waits 5 ms for each thread that reads.
    sys.setswitchinterval(SWITCH_SECONDS)
    config = uvicorn.Config(
        students_app_of(desk) if address.for_students else app_of(desk),
        log_level="warning",
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips=LOOPBACK,
        server_header=False,
        timeout_graceful_shutdown=2,
        lifespan="on",
    )
    uvicorn.Server(config).run(sockets=[listening])


def listen(port: int) -> socket.socket:
    """Take a port of this machine, for nobody outside. Raises UsageError."""
    # asyncio sends at once (TCP_NODELAY) only where the protocol is named; else what comes after
    # the head of an answer waits 40 ms for the other side to acknowledge that.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(LISTEN_BACKLOG)  # before the address is told: who comes at once waits
    except OSError as error:
        listening.close()
        raise UsageError(
            f"port {port} can't be had ({error.strerror}); name another: --port N"
        ) from None
    return listening
