"""Find out what each probe needs: the reference is asked, and what is called of it is noted.

Of what a reference has only that counts which the example defines, too: what its classes have of
PyTorch's, say, no student writes.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from grader.core.errors import RecordingError
from grader.core.probe import Probe
from grader.course.calls import find_variables
from grader.course.example import example_files, read_example
from grader.course.load import Assignment
from grader.course.references import References, ask_one, is_open
from grader.sandbox.inside.probing import RECORDED
from grader.submission.analysis import find_definitions

NOTHING = 'calls nothing of the reference\'s; say what it is about: @needs("NAME")'


class Called:
    """What is called of a reference from outside, each where it was called last.

    A class comes where it was looked up first: a probe is about what it calls of an object.
    """

    def __init__(self, reference: Any, defined: frozenset[str]) -> None:
        self.reference, self.defined = reference, defined
        classes = {cls: n for n, cls in vars(reference).items() if inspect.isclass(cls)}
        own = vars(reference).get("__name__")  # of others' classes nothing is to be touched
        self.classes = {cls: name for cls, name in classes.items() if cls.__module__ == own}
        self.names: dict[str, None] = {}
        self.depth = 0  # of calls that the reference itself is in

    def note(self, name: str, *others: str) -> None:
        """Note a name, if the example has it, or another that it may have there."""
        if self.depth == 0 and (not self.defined or not self.defined.isdisjoint((name, *others))):
            if not inspect.isclass(getattr(self.reference, name, None)):
                self.names.pop(name, None)
            self.names.setdefault(name)

    def note_method(self, method: str, thing: Any) -> None:
        """Note a method by the class of the object, whichever class it has it from."""
        owners = [self.classes[cls] for cls in type(thing).__mro__ if cls in self.classes]
        self.note(*(f"{owner}.{method}" for owner in owners))

    def within(self, function: Callable[..., Any], note: Callable[..., None]) -> Any:
        """Wrap a function so that its call is noted, and no call that it makes itself."""

        @functools.wraps(function)
        def noted(*args: Any, **words: Any) -> Any:
            note(*args[:1])
            self.depth += 1
            try:
                return function(*args, **words)
            finally:
                self.depth -= 1

        return noted

    @contextlib.contextmanager
    def of_methods(self) -> Iterator[None]:
        """Note the calls of methods while this lasts."""
        own = [(cls, name, value) for cls in self.classes for name, value in vars(cls).items()]
        own = [(cls, name, value) for cls, name, value in own if inspect.isfunction(value)]
        try:
            for cls, name, function in own:
                # What makes an object, or is done by an operator, is called by no name.
                note = functools.partial(self.note_method, name)
                is_named = not name.startswith("__")
                setattr(cls, name, self.within(function, note if is_named else nothing))
            yield
        finally:
            for cls, name, function in own:
                setattr(cls, name, function)


class Heard:
    """A reference whose names are noted as they are looked up."""

    def __init__(self, calls: Called) -> None:
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._calls.reference, name)
        if inspect.isfunction(value):
            return self._calls.within(value, lambda *_: self._calls.note(name))
        self._calls.note(name)
        return value


def nothing(*_: Any) -> None:
    """Note nothing."""


def completed(assignment: Assignment, references: References) -> Assignment:
    """Find out what each probe needs whose author has not said it. Raises RecordingError."""
    needs = find_needs(assignment, references)
    faults = [f"  probe {name}: {NOTHING}" for name, names in needs.items() if not names]
    if faults:
        raise RecordingError(f"{assignment.name}: nothing was recorded", *faults)
    return with_needs(assignment, needs)


def with_needs(assignment: Assignment, needs: Mapping[str, tuple[str, ...]]) -> Assignment:
    """Say what probes need, by the names of their functions."""
    source = assignment.probes_source
    probes = (
        with_names(probe, needs[probe.function], source) if probe.function in needs else probe
        for probe in assignment.probes
    )
    return dataclasses.replace(assignment, probes=tuple(probes))


def with_names(probe: Probe, needs: tuple[str, ...], source: str) -> Probe:
    """Say what a probe needs, and what of that it only reads."""
    return dataclasses.replace(probe, needs=needs, variables=find_variables(source, needs))


def found_needs(assignment: Assignment, references: References) -> dict[str, tuple[str, ...]]:
    """Give what was found out of an assignment's probes."""
    functions = references.functions
    return {p.function: p.needs for p in assignment.probes if is_open(functions[p.function])}


def find_needs(assignment: Assignment, references: References) -> dict[str, tuple[str, ...]]:
    """Ask the reference what the probes need whose author has not said it; the subject is last.

    Raises RecordingError.
    """
    functions = dict.fromkeys(probe.function for probe in assignment.probes)
    names = [name for name in functions if is_open(references.functions[name])]
    if not names:
        return {}
    is_there = example_files(assignment.folder)
    example = read_example(assignment.folder, assignment.limits) if is_there else None
    defined = frozenset(find_definitions(example) if example else ())
    if example:  # what a program computes, draws or prints at top level is defined nowhere
        read = (*vars(references.numpy), *RECORDED)
        defined |= find_variables(assignment.probes_source, read)
    return {
        name: called_by(
            [probe for probe in assignment.probes if probe.function == name], references, defined
        )
        for name in names
    }


def called_by(
    probes: Sequence[Probe], references: References, defined: frozenset[str]
) -> tuple[str, ...]:
    """Ask some probes of one function, and give what they call."""
    calls = Called(references.numpy, defined)
    with calls.of_methods():
        for probe in probes:
            ask_one(
                references.functions[probe.function],
                Heard(calls),
                dataclasses.replace(probe, needs=()),
                references.who,
            )
    return tuple(calls.names)
