"""The marks that an author puts on probes and cases; `grader.author` gives them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from grader.course.probes import SHEET, CaseText

Thing = TypeVar("Thing", bound=Callable[..., Any])


def probe(
    function: Any = None,
    /,
    *,
    criterion: str = "",
    points: float = 0,
    group: str = "",
    title: str = "",
    **more: Any,
) -> Any:
    """Mark a function of a student's program and a case as a probe; students read its docstring.

    With `points` it makes a criterion of its name, which all its cases decide; `criterion` names
    another, which several probes may decide together. What else a criterion of `rubric.yaml` may
    say can be said here, too; what that file says of the same name goes before. All is read off
    the text, so write values out.
    """

    def mark(thing: Thing) -> Thing:
        thing.needs = getattr(thing, "needs", None)  # type: ignore[attr-defined]
        return thing

    return mark if function is None else mark(function)


def needs(*functions: str) -> Callable[[Thing], Thing]:
    """Mark a function as a probe, with what it calls; the last is the one it is about.

    Without this `grade golden` finds it out.
    """

    def mark(thing: Thing) -> Thing:
        thing.needs = functions  # type: ignore[attr-defined]
        return thing

    return mark


def case(name: str, /, *probes: Any, **data: Any) -> None:
    """Write down a case: its name, the probes that are asked about it, its data.

    Probes are functions or their names. `files` are texts by name, which `case.path(name)` gives
    the path of; with `non_finite` NaN and infinity may be right.
    """
    sheet = SHEET.get()
    if sheet is not None:
        line = sys._getframe(1).f_lineno
        sheet.fixed.append(CaseText(name, names_of(probes), lambda _: data, line))


def drawn(*probes: Any) -> Any:
    """Mark a function of a random generator that gives a case's data, as a dict.

    The case is called as the function is. One is drawn for all; others from each seed, and from the
    class's own. Without probes the dict names them, under `probes`.
    """
    is_bare = len(probes) == 1 and callable(probes[0]) and not hasattr(probes[0], "needs")

    def mark(make: Thing) -> Thing:
        sheet, own = SHEET.get(), () if is_bare else names_of(probes)
        if sheet is not None:
            written = CaseText(make.__name__, own, make, make.__code__.co_firstlineno)
            sheet.fixed.append(written)
            sheet.drawn.append(written)
        return make

    return mark(probes[0]) if is_bare else mark


def names_of(probes: Iterable[Any]) -> tuple[str, ...]:
    """Name probes that are given as functions or by name, one by one or in a list."""
    names: list[str] = []
    for each in probes:
        if isinstance(each, (list, tuple)):
            names += names_of(each)
        elif isinstance(each, str) or callable(each):
            names.append(each if isinstance(each, str) else each.__name__)
        else:
            raise TypeError(f"a probe is a function or its name, not {each!r}")
    return tuple(names)
