"""Whether a script keeps rules about its text: what it must not use, must or must not do. Pure.

In a student's copy only where a criterion is of such a rule, as `deeds.py`.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Sequence

from grader.core.result import OF_TEXT, Criterion
from grader.core.submission import Breach, Deed, Outline, Place
from grader.submission.deeds import BASE, DEFINED, NAMED, OWN, RECURSION
from grader.submission.deeds import UNSEEN as TOO_MUCH

# What a rule names, with what of it stands in a text, and how a student reads it.
WORDS = {
    "loop": "a loop",
    "for": "a `for` loop",
    "while": "a `while` loop",
    "comprehension": "a comprehension",
    "recursion": "a function that calls itself",
    "class": "a class",
    "lambda": "a `lambda`",
    "generator": "a `yield`",
    "try": "a `try`",
    "with": "a `with`",
    "if": "an `if`",
    "matmul": "a product by `@`",
}
LOOPS = ("for", "while")
OR = " or "
Finding = tuple[Place | None, str]
UNSEEN = "nobody looked at its text for this rule: grade it again"
FULL = "there is more in this program than is looked at for this rule: shorten it"


def find_text_breaches(criteria: Iterable[Criterion], outline: Outline) -> tuple[Breach, ...]:
    """Find what breaks each of the rules about a script's text."""
    return tuple(
        Breach(place, message, criterion.name)
        for criterion in criteria
        if criterion.rule in OF_TEXT
        for place, message in TextRule(criterion, outline).run()
    )


class TextRule:
    """One rule, held against one script."""

    def __init__(self, criterion: Criterion, outline: Outline) -> None:
        self.criterion, self.outline = criterion, outline
        deeds = outline.deeds or ()
        defined = {deed.function: deed.place for deed in deeds if deed.what == DEFINED}
        self.definitions = {**defined, **outline.definitions}
        self.members: dict[str, list[str]] = {}
        for name in self.definitions:
            for at in (at for at, letter in enumerate(name) if letter == "."):
                self.members.setdefault(name[:at], []).append(name)
                self.members.setdefault(name[at:], []).append(name)
        self.deeds: dict[str, list[Deed]] = {name: [] for name in self.definitions}
        for deed in deeds:
            self.deeds.setdefault(deed.function, []).append(deed)

    def run(self) -> Iterator[Finding]:
        """Find where, and in words how, the rule is broken."""
        if self.outline.deeds is None:
            yield None, UNSEEN
        elif full := [deed for deed in self.outline.deeds if deed.what == TOO_MUCH]:
            yield full[0].place, FULL
        else:
            yield from self.findings()

    def findings(self) -> Iterator[Finding]:
        """Find the same in a text that was looked at whole."""
        for name in self.criterion.functions if self.criterion.forbidden else ():
            if not self.methods([name]):
                yield (
                    None,
                    f"`{name}` is missing, so this rule can't be judged: write it as a `def`",
                )
        for word in self.criterion.forbidden:
            yield from self.forbidden(word)
        for words in self.criterion.required:
            yield from self.required(words)

    def forbidden(self, word: str) -> Iterator[Finding]:
        """Find each function that does what it must not, itself or by another that it calls."""
        functions = self.criterion.functions
        named = self.methods(functions)
        for deed in self.done(word, self.reach(named) if functions else self.deeds):
            where = f" in `{deed.function}`" if deed.function else ""
            what = self.in_words(word)
            if functions and deed.function not in named:
                yield deed.place, f"{what}{where}, which {ticked(functions)} must do without"
            else:
                yield deed.place, f"{what}{where}, which is not allowed"

    def required(self, words: str) -> Iterator[Finding]:
        """Find each function that lacks what is asked for, in itself and in what it calls."""
        ways = words.split(OR)
        what = OR.join(map(self.in_words, ways))
        for name in self.criterion.functions:
            scope = self.reach(self.methods([name]))
            if not scope:
                yield None, f"`{name}` is missing, which is to have {what}"
            elif not any(self.does(way, scope) for way in ways):
                yield self.place_of(name), f"`{name}` is to have {what}, and has not"
        if not self.criterion.functions and not any(self.does(way, self.deeds) for way in ways):
            yield None, f"there is to be {what}, and is not"

    def place_of(self, name: str) -> Place | None:
        """Give where a function stands, also one that a class has of another."""
        return next((self.definitions[own] for own in self.methods([name])), None)

    def does(self, word: str, scope: Iterable[str]) -> bool:
        """Tell whether some functions do one thing, and don't only name it."""
        return any(not deed.what.startswith(NAMED) for deed in self.done(word, scope))

    def done(self, word: str, scope: Iterable[str]) -> Iterator[Deed]:
        """Find what some functions do of one thing."""
        definitions = self.definitions
        for name in scope:
            yield from (deed for deed in self.deeds[name] if self.is_it(deed.what, word))
            if word == RECURSION and name in definitions and self.is_recursive(name):
                yield Deed(definitions[name], RECURSION, name)

    def is_it(self, what: str, word: str) -> bool:
        """Tell whether what stands in a text is what a rule names."""
        if self.criterion.rule == "constructs":
            return what in LOOPS if word == "loop" else what == word
        name = what.removesuffix("()").removeprefix(NAMED)
        if name == what:
            return False
        owner, _, last = word.rpartition(".")
        is_method = not owner or isinstance(getattr(builtins, owner, None), type)
        is_of_any = "." in word and is_method and name == f".{last}"
        return is_of_any or f"{name}.".startswith(f"{word}.")

    def in_words(self, word: str) -> str:
        """Say what a rule names as a student reads it."""
        if self.criterion.rule == "constructs":
            return WORDS[word]
        return f"a use of `{word.removeprefix('.')}`"

    def methods(self, names: Iterable[str]) -> list[str]:
        """Give functions by name, of a class its methods; those that are there, or in its bases."""
        return list(dict.fromkeys(own for name in names for own in self.named(name)))

    def named(self, name: str) -> Iterator[str]:
        """Give the functions of one name: what it stands for, or a class has of another, too."""
        methods = set[str]()
        for each in self.lineage(name):
            yield from [each] if each in self.definitions else []
            own = {member[len(each) :]: member for member in self.members.get(each, ())}
            yield from (member for method, member in own.items() if method not in methods)
            methods.update(own)
        owner, _, method = name.rpartition(".")
        if name not in self.definitions and owner:
            inherited = (f"{base}.{method}" for base in self.lineage(owner))
            yield from self.lineage(next(filter(self.definitions.get, inherited), ""))

    def lineage(self, name: str) -> list[str]:
        """Give a name and those of the script's own that it stands for, or has its methods of."""
        names = dict.fromkeys([name] if name else [])
        for each in (waiting := [*names]):  # which grows meanwhile
            for deed in self.deeds.get(each, ()):
                base = deed.what.removeprefix(BASE)
                if deed.what != base and base in self.definitions and base not in names:
                    names[base] = None
                    waiting.append(base)
        return waiting

    def reach(self, names: Sequence[str]) -> list[str]:
        """Give functions, and those of the script's own that they call, themselves or by others."""
        reached, waiting = dict.fromkeys(names), list(names)
        while waiting:
            for name in self.called_by(waiting.pop(), is_sure=False):
                if name not in reached:
                    reached[name] = None
                    waiting.append(name)
        return list(reached)

    def is_recursive(self, name: str) -> bool:
        """Tell whether a function calls itself, or another that calls it."""
        waiting, looked_at = [name], set[str]()
        while waiting:
            for called in self.called_by(waiting.pop(), is_sure=True):
                if called == name:
                    return True
                if called not in looked_at:
                    looked_at.add(called)
                    waiting.append(called)
        return False

    def called_by(self, name: str, *, is_sure: bool) -> Iterator[str]:
        """Find what a function calls of the script's own; sure is what is called by its own name.

        Of an object's method nobody knows whose it is, so it may be any of that name.
        """
        definitions, owner = self.definitions, name.rpartition(".")[0]
        for deed in self.deeds[name]:
            own = deed.what.removeprefix(OWN)
            if own == deed.what:
                continue
            before, _, method = own.rpartition(".")
            if own in definitions:
                yield own
                yield from [] if is_sure else self.methods([own])
            elif before == "self" and (its := self.methods([f"{owner}.{method}"])):
                yield from its
            elif not is_sure:
                yield from self.members.get(f".{method}", ())


def ticked(names: Sequence[str]) -> str:
    """List names."""
    return OR.join(f"`{name}`" for name in names)
