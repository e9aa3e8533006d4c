"""One warm process for all processes of a batch: they have it fork, each for its own submissions.

Packages are most of the memory of a warm process. What each borrows is a way to ask for a fork, no
more: if the process does not answer, the borrower starts one of its own.
"""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass

from grader.core.probe import Level
from grader.course.load import Assignment
from grader.sandbox.launcher import Files, Launcher
from grader.sandbox.packages import Packages, find_packages
from grader.sandbox.protocol import Sandbox


@dataclass(frozen=True)
class Loan:
    """A warm process for others than who started it: the descriptor that it takes requests by."""

    level: Level
    launcher: Launcher
    requests: int


def lend(sandbox: Sandbox, *assignments: Assignment) -> Loan | None:
    """Start a process with the packages of the only assignment; None where none is to be shared.

    Of several assignments each process loads what it comes to need: nobody knows as yet what was
    handed in. Raises GraderError.
    """
    if sys.platform != "linux" or len(assignments) > 1 or not assignments[0].modules.packages:
        return None
    from grader.sandbox.linux import WarmSandbox

    launcher = sandbox.launchers.of(*needs(*assignments))
    if not isinstance(sandbox, WarmSandbox) or launcher.home:  # held open here, for its own starts
        return None
    with sandbox.lock:
        forker = sandbox.forkers[launcher] = sandbox.start(launcher)
    return Loan(sandbox.level, launcher, forker.requests.fileno())


def borrow(sandbox: Sandbox, loan: Loan, *assignments: Assignment) -> None:
    """Have the process of a loan fork for its assignment, where the wall is the same."""
    from grader.sandbox.linux import Forker, WarmSandbox

    if isinstance(sandbox, WarmSandbox) and sandbox.level is loan.level:
        sandbox.launchers.made[needs(*assignments)] = loan.launcher
        sandbox.forkers[loan.launcher] = Forker(None, socket.socket(fileno=loan.requests))


def needs(assignment: Assignment) -> tuple[Packages, Files]:
    """Tell what a warm process must have for an assignment."""
    return find_packages(assignment.modules.packages), assignment.shared
