"""Answer series of questions, each from a copy of the state after the script, forked for it."""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import time
import types
from time import process_time

from grader.sandbox.inside import imports, leftovers, plain, probing
from grader.sandbox.inside.clocks import ENDED_BY_TIME, WorkTime, set_alarm
from grader.sandbox.inside.exceptions import describe
from grader.sandbox.inside.folder import remove_files
from grader.sandbox.inside.memory import Memory, forget_warnings
from grader.sandbox.inside.shell import Shell
from grader.sandbox.inside.surroundings import GraderPipes, die_with, flush

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from typing import Any

    Question = dict[str, Any]

SIGKILL = 9
LOOK_AFTER = 15  # questions: an odd number, for what changes back each second time
OUTBOX_BYTES, OUTBOX_SECONDS = 16_384, 0.1


def fork_and_serve(copy: Copy, request: dict[str, Any]) -> None:
    """Let a copy of the state after the script answer, and report its end."""
    random_state, parent = RandomState(), os.getpid()
    shared, worked = copy.shared(), work_of_copies()
    try:
        pid = os.fork()
    except OSError:
        tell_end(copy.pipes, "unforked", 0.0)
        return
    if pid == 0:
        try:
            die_with(parent)
            random_state.restore()
            copy.serve(request)
        finally:
            flush()
            # Not `sys.exit`: the script's exit handlers are to run in no copy, nor its `finally`s.
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    number = status & 0x7F
    how = "hung" if number in ENDED_BY_TIME else "killed" if number == SIGKILL else "died"
    how = "exited" if status == 0 else how
    left = shared is None or copy.shared() != shared
    tell_end(copy.pipes, how, work_of_copies() - worked, left=left)


def serve_and_stay(copy: Copy, request: dict[str, Any]) -> bool:
    """Let the script's own process answer where it can be known to be the same after that.

    Tell whether it is. Where that can't be known beforehand, nothing is asked.
    """
    began, shared = process_time(), copy.shared()
    is_unknown = shared is None or has_threads()
    copy.memory = None if is_unknown else copy.memory or copy.remembered()
    if copy.memory is None:
        tell_end(copy.pipes, "unknown", 0.0)
        return True
    stays = copy.serve(request) is True and copy.shared() == shared
    tell_end(copy.pipes, "stays" if stays else "exited", process_time() - began)
    return stays


def has_threads() -> bool:
    """Tell whether anything but this may go on meanwhile: a copy has no thread but its own."""
    try:
        return len(sys._current_frames()) != 1
    except BaseException:  # whatever the script has made of it
        return True


def work_of_copies() -> float:
    """Give the processor time of all copies that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def tell_end(pipes: GraderPipes, how: str, spent: float, *, left: bool = False) -> None:
    """Tell the grader that a copy is gone, its processor time, and if it left what can be found."""
    pipes.write({"gone": how, "spent": spent, "left": left})


class RandomState:
    """The random numbers that the script would go on with: `random` begins anew in every fork."""

    def __init__(self) -> None:
        self.generator: Any = None
        self.state: Any = None
        with contextlib.suppress(Exception):  # it may not be there, or the script's own
            self.generator = sys.modules["random"]._inst
            self.state = self.generator.getstate()

    def restore(self) -> None:
        with contextlib.suppress(Exception):
            self.generator.setstate(self.state)


class Outbox:
    """Frames on their way out: many at a time cost little more than one."""

    def __init__(self, pipes: GraderPipes) -> None:
        self.pipes, self.waiting, self.emptied = pipes, b"", time.monotonic()

    def add(self, frame: bytes) -> None:
        self.waiting += frame
        # None is to come long after its time: to the grader it would look as though it had hung.
        is_late = time.monotonic() - self.emptied > OUTBOX_SECONDS
        if is_late or len(self.waiting) > OUTBOX_BYTES:
            self.empty()

    def empty(self) -> None:
        self.pipes.write_bytes(self.waiting)
        self.waiting, self.emptied = b"", time.monotonic()


class Copy:
    """Answers questions from a state that nothing but these questions has changed."""

    def __init__(
        self, probes: dict[str, Any], script: types.ModuleType, pipes: GraderPipes, home: str
    ) -> None:
        self.probes, self.script, self.pipes, self.home = probes, script, pipes, home
        self.memory: Memory | None = None  # of the state as it still is

    def serve(self, request: dict[str, Any]) -> bool | None:
        """Answer the questions in order, then say whether they would be answered so in any other.

        That is so where the script remembers nothing of having been asked; where that can't be
        known, all are asked again in reverse. What changes and changes back is noted in between.
        When the time for all is over it ends, between two questions.
        """
        budget = WorkTime(request["total"], request["seconds"])
        self.pipes.write({"copy": True})
        # Looking at what the script remembers may take as long as a question, and no longer.
        budget.start_one()
        if request["patch"]:
            self.memory, (mend, *parts) = None, marshal.loads(request["patch"])
            types.FunctionType(mend, globals())(self.script.__dict__, self.home, *parts)
        before = (self.memory or self.remembered()) if request["checked"] else None
        questions = marshal.loads(request["questions"])
        bodies, same = self.answer_all(questions, budget, before), None
        if request["checked"] and len(bodies) == len(questions):
            budget.start_one()
            # None where nobody knows: something has changed, or there was no time to ask again.
            same = True if before is not None and before.is_all_unchanged() else None
            # Where each can be asked of a copy of its own, a change is reason enough for that.
            if not same and (before is None or not request["strict"]):
                same = self.is_same_again(questions, bodies, budget)
            self.pipes.write({"same": same})
        set_alarm(0)
        return same

    def answer_all(
        self, questions: list[Question], budget: WorkTime, before: Memory | None
    ) -> list[str]:
        outbox, bodies = Outbox(self.pipes), []
        functions: set[str] = set()
        for number, question in enumerate(questions, 1):
            if not budget.start_next():
                break
            body = self.answer(question)
            flush()
            bodies.append(body)
            if before is not None:  # each time, or one question could leave it for the next
                forget_warnings(self.script.__dict__)
            outbox.add(plain.frame_of(f'{{"reply":{number},{body}}}'))
            # What a function changes, it changes when it is first asked about.
            about = question["needs"][-1]
            if before is not None and (about not in functions or number % LOOK_AFTER == 0):
                before.note_changes()
            functions.add(about)
        outbox.empty()
        return bodies

    def remembered(self) -> Memory | None:
        """Give all that the script can remember now; None where that can't be known."""
        try:
            forget_warnings(self.script.__dict__)
            memory = Memory(self.script.__dict__, self.home, (*imports.INERT, Shell))
            show_once()
            return memory
        except BaseException:  # whatever the script has made of what is looked at
            return None

    def shared(self) -> list[Any] | None:
        """Give what the script's copies share now; None where that can't be known."""
        try:
            return leftovers.shared(self.home, (self.pipes.questions, self.pipes.results))
        except BaseException:
            return None

    def is_same_again(
        self, questions: list[Question], bodies: list[str], budget: WorkTime
    ) -> bool | None:
        """Tell whether all answers are the same, asked the other way round; None without time."""
        for question, body in zip(reversed(questions), reversed(bodies), strict=True):
            if not budget.start_next():
                return None
            same = self.answer(question) == body
            flush()
            if not same:
                return False
        return True

    def answer(self, question: Question) -> str:
        """Give the inside of a JSON object: the answer, or why there is none."""
        needs = question["needs"]
        try:
            missing = probing.find_missing(self.script, needs, question["variables"])
            if missing is not None:
                return json_field("missing", missing)
            text = f'"answer":{plain.to_text(self.ask(question))}'
            if len(text) > plain.ANSWER_BYTES:
                raise plain.TooLargeError(plain.TOO_LARGE)
            return text
        except plain.TooLargeError as error:
            return json_field("limit", str(error))
        except AttributeError as error:
            missing = probing.find_missing_method(self.script, needs, error)
            return json_field("missing", missing) if missing else raised(error)
        except BaseException as error:
            return raised(error)

    def ask(self, question: Question) -> Any:
        probe, data, texts = (question[name] for name in ("function", "data", "files"))
        if not texts:
            return probing.ask(self.probes[probe], self.script, data, texts, self.home)
        # A new one for each asking, and of a name that nobody knows beforehand: what was left at a
        # known place, or at any, would tell one question of another.
        folder = os.path.join(self.home, f"probe-{os.urandom(6).hex()}")
        os.makedirs(folder)
        try:
            return probing.ask(self.probes[probe], self.script, data, texts, folder)
        finally:
            remove_files(folder, texts)


def show_once() -> None:
    """Print each warning once from now on, as Python does where it notes which it has printed."""
    module: Any = sys.modules.get("warnings")
    shown: set[str] = set()
    if module is None:
        return
    print_it = module._showwarnmsg_impl

    def show(warning: Any) -> None:
        text = module._formatwarnmsg(warning)
        if text not in shown:
            shown.add(text)
            print_it(warning)

    module._showwarnmsg_impl = show


def raised(error: BaseException) -> str:
    """Give the field for what a question raised."""
    return json_field("raised", describe(error))


def json_field(name: str, value: Any) -> str:
    """Give one field of a frame."""
    return f'"{name}":{plain.to_json(value)}'
