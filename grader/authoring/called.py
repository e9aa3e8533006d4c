"""Note with what the functions of a teacher's program are called while it runs, at any depth."""

from __future__ import annotations

import contextlib
import copy
import inspect
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType, FrameType
from typing import Any

from grader.course.references import built_in

MOST_CALLS = 50  # of one function: later ones seldom are other ones
MOST_CHARACTERS = 2_000  # of an input: more than that nobody reads in a case
MOST_EVENTS = 5_000_000  # after these a program that trains for long is left alone


class CallsNoted:
    """With what each function was called first, by its code: what a case can hold of it."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.events = 0
        self.counted: dict[CodeType, int] = {}
        self.inputs: dict[CodeType, list[dict[str, Any]]] = {}

    @contextlib.contextmanager
    def noting(self) -> Iterator[None]:
        """Note the calls that are made meanwhile, of what stands in cells of the program."""
        before = sys.getprofile()
        sys.setprofile(self.note)
        try:
            yield
        finally:
            sys.setprofile(before)

    def note(self, frame: FrameType, event: str, _: object) -> None:
        """Note a call before anything is done in it."""
        self.events += 1
        if self.events > MOST_EVENTS:
            sys.setprofile(None)
        code = frame.f_code
        is_named = not code.co_name.startswith("<")
        if event == "call" and is_named and code.co_filename.startswith(self.where):
            self.counted[code] = self.counted.get(code, 0) + 1
            if self.counted[code] <= MOST_CALLS:
                with contextlib.suppress(Exception):  # what a program's own values may raise
                    self.keep(code, frame.f_locals)

    def keep(self, code: CodeType, values: Mapping[str, Any]) -> None:
        """Keep a copy of a call's arguments, where they are small and plain."""
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        if names and is_method(code, values[names[0]]):
            names = names[1:]
        if all(is_small(values[name]) for name in names):
            inputs = by_name({name: values[name] for name in names}, names)
            noted = self.inputs.setdefault(code, [])
            if inputs is not None and inputs not in noted:
                noted.append(copy.deepcopy(inputs))

    def of(self, thing: Callable[..., Any]) -> Iterator[dict[str, Any]]:
        """Give the arguments of each call of a function or class, without those by default."""
        begun: Callable[..., Any] = thing.__init__ if isinstance(thing, type) else thing  # type: ignore[misc]
        own = inspect.unwrap(begun)
        code = getattr(own, "__code__", None)
        for inputs in self.inputs.get(code, ()) if code else ():
            defaults = {name: p.default for name, p in inspect.signature(own).parameters.items()}
            yield {n: v for n, v in inputs.items() if not is_default(v, defaults[n])}


def is_method(code: CodeType, first: object) -> bool:
    """Tell whether a function is one of its first argument's class."""
    own = (vars(owner).get(code.co_name) for owner in type(first).__mro__)
    return any(getattr(each, "__code__", None) is code for each in own)


def is_small(value: Any) -> bool:
    """Tell whether it is worth the while to look whether a case can hold a value."""
    size = getattr(value, "size", None)
    length = size if isinstance(size, int) else len(value) if isinstance(value, Sequence) else 0
    return length <= MOST_CHARACTERS


def is_default(value: object, default: object) -> bool:
    """Tell whether a call would be the same without an argument."""
    return type(value) is type(default) and value == default


def by_name(raw: Mapping[Any, Any], names: Sequence[str]) -> dict[str, Any] | None:
    """Give inputs by parameter, as a case can hold them; None for what it can't."""
    try:
        named = {names[key] if isinstance(key, int) else key: built_in(v) for key, v in raw.items()}
        text = json.dumps(named, allow_nan=False)
    except (TypeError, ValueError, IndexError, RecursionError):
        return None
    is_same = json.loads(text) == named  # no tuple, no key that is no text
    return named if is_same and len(text) <= MOST_CHARACTERS else None
