"""What a typed word is, where files are called like commands and options.

A shell puts the names of files where `*` stands, and whoever hands in has chosen them.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from itertools import takewhile
from pathlib import Path

import click

from grader.core.submission import SUFFIXES
from grader.core.text import clean, nearest

DISGUISED = "grader.disguised"  # where click keeps which files are refused


def sort_words(
    ctx: click.Context, words: Sequence[str], commands: Collection[str]
) -> tuple[bool, list[str]]:
    """Tell whether a command is named, else files; give the words, each file's so that it is one.

    Refuses, by click's error, what could be meant otherwise.
    """
    options = [word for word in takewhile(lambda word: word != "--", words) if is_option(word)]
    disguised = [word for word in options if is_disguised(word)]
    for word in ({*options, "--"} & {*words}) - {*disguised}:
        if os.path.lexists(word):
            refuse_either(ctx, word, "an option")
    if words and words[0] in commands:
        refuse_command(ctx, words)
        if disguised:
            ctx.fail(disguise(disguised[0]))
        return True, [*words]
    ctx.meta[DISGUISED] = disguised
    return False, [f".{os.sep}{word}" if word in disguised else word for word in words]


def is_option(word: str) -> bool:
    """Tell whether click would take a word for an option."""
    return len(word) > 1 and word.startswith("-") and word != "--"


def is_disguised(word: str) -> bool:
    """Tell whether it is a submission's name, and no option with a value that is called so."""
    return word.lower().endswith(SUFFIXES) and ("=" not in word or os.path.lexists(word))


def disguise(word: str) -> str:
    """Say what is wrong with such a name."""
    return f"{clean(word)}: begins as an option does; write .{os.sep}{clean(word)}"


def refuse_command(ctx: click.Context, words: Sequence[str]) -> None:
    """Refuse a command's name that may be meant as a file's, or as a folder's before others."""
    word, others = words[0], words[1:]
    # `grade report` makes a folder of that name, and no folder can be graded by itself.
    is_folder = os.path.isdir(word) and not (others and os.path.lexists(others[0]))
    if os.path.lexists(word) and not is_folder:
        refuse_either(ctx, word, "a command")


def refuse_either(ctx: click.Context, word: str, kind: str) -> None:
    """Refuse a word, and say how to say either."""
    ctx.fail(
        f"{word!r} is {kind}, and a file that lies here: for the file write .{os.sep}{word}; "
        f"for {kind} rename the file, or type this in another folder"
    )


def refuse_mistyped(ctx: click.Context, words: Sequence[str], commands: Collection[str]) -> None:
    """Refuse a bare word that is no file: it was meant to be a command."""
    word, *others = words
    if word.startswith("-") or Path(word).name != word or Path(word).suffix:
        return
    near = nearest(word, commands)
    # Of several files one that is not there stops no other.
    if os.path.lexists(word) or (near is None and others):
        return
    if near:
        ctx.fail(f"no such command: {word!r}; did you mean `{near}`?")
    ctx.fail(
        f"no such command or file: {word!r}; `grade --help` lists the commands, "
        "a submission ends in .ipynb or .py"
    )


def refuse_disguised(notebooks: Sequence[Path]) -> Sequence[Path]:
    """Say of each file with an option's name that it is refused; give the others."""
    disguised = click.get_current_context().meta.get(DISGUISED, ())
    for word in disguised:
        click.echo(f"grade: {disguise(word)}", err=True)
    return [path for path in notebooks if str(path) not in disguised]
