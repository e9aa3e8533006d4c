"""Marks that a course's author puts on functions: a mistake, a variant, a family's member."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from grader.core.text import did_you_mean

NOTHING: Mapping[str, str] = MappingProxyType({})

Thing = TypeVar("Thing", bound=Callable[..., Any])


def mistake(
    *replaces: str,
    cause: str = "",
    advice: str = "",
    about: Sequence[str] = (),
    also: Mapping[str, str] = NOTHING,
    corners: Sequence[str] = (),
    **more: Any,
) -> Callable[[Thing], Thing]:
    """Mark a function or class as a mistake.

    It stands for each of the named functions, classes or methods ("Perceptron.train"); `also` puts
    other definitions of the same file, by name, in the place of others. The cause is what siblings
    share, the advice one sentence for the student that gives no code away. `about` are the
    criteria that the mistake itself is about; left out, it is the first one that it loses of those
    about what it replaces. On `corners`, probes named as in a rubric, whoever makes this mistake
    may depart or not: no epochs, a single row.
    """
    refuse_unknown("mistake", more, ("cause", "advice", "about", "also", "corners"))
    for word, text in (("cause", cause), ("advice", advice)):
        if not text:
            raise TypeError(f"@mistake needs {word}=...: a sentence for the student")
    texts = {"cause": cause, "advice": advice, "about": tuple(about), "corners": tuple(corners)}
    return _mark(replaces, also, texts)


def variant(
    *replaces: str, also: Mapping[str, str] = NOTHING, **more: Any
) -> Callable[[Thing], Thing]:
    """Mark a function or class as correct, though it goes about it in another way."""
    refuse_unknown("variant", more, ("also",))
    return _mark(replaces, also, {})


def member(family: str, *replaces: str, **over: Sequence[Any]) -> Callable[[Thing], Thing]:
    """Mark a program that a family must know, for each value of the one name in it."""

    def mark(thing: Thing) -> Thing:
        thing.member = {"family": family, "replaces": replaces, "over": over}  # type: ignore[attr-defined]
        return thing

    return mark


def refuse_unknown(mark: str, more: Mapping[str, Any], known: Sequence[str]) -> None:
    """Raise TypeError for a word that a mark does not know."""
    for word in more:
        near = did_you_mean(word, known) or f"; it has: {', '.join(known)}"
        raise TypeError(f"@{mark} has no {word!r}{near}")


def _mark(
    replaces: Sequence[str], also: Mapping[str, str], texts: dict[str, Any]
) -> Callable[[Thing], Thing]:
    def mark(thing: Thing) -> Thing:
        puts = [(target, thing.__name__) for target in replaces]
        # Nothing is wrapped: what is marked stays the plain program that a student might write.
        thing.entry = {"puts": (*puts, *also.items()), **texts}  # type: ignore[attr-defined]
        return thing

    return mark
