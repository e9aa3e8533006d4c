"""What a word that is being typed can be: files, and what the course and its gradebook hold.

It is asked at each press of Tab: only names are read, and nothing is loaded or run for them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from grader.classroom.gradebook.names import WrittenNames
from grader.core.submission import SUFFIXES
from grader.core.terms import terms
from grader.core.text import clean

RUBRIC, GRADEBOOK = "rubric.yaml", "gradebook.db"
GOLDENS = ("assignments", "reference")
ENGINES = {"local": "this machine", "dask://": "a Dask scheduler", "slurm:": "SLURM's jobs"}
# What a file is to be called, by the argument's name or the option's metavar; () are folders only.
ENDINGS: Mapping[str | None, tuple[str, ...]] = {
    "notebooks": SUFFIXES,
    "file": SUFFIXES,
    "sources": (*SUFFIXES, ".zip"),
    "CSV": (".csv", ".tsv"),
    "DIR": (),
}


def complete(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Give what a value of a parameter can be, with its meaning where there is room for that."""
    if param.name not in NAMES:
        names = dict.fromkeys(files(param, incomplete), "")
    else:
        known = NAMES[param.name](ctx)
        names = {k: v for k, v in known.items() if k.casefold().startswith(incomplete.casefold())}
        names = names or the_only_one(known, incomplete)
    plain = (name for name in names if is_plain(name, incomplete))
    return [CompletionItem(name, help=clean(names[name]) or None) for name in plain]


def is_plain(name: str, incomplete: str) -> bool:
    """Tell whether a name is nothing that a terminal would obey, nor an option, nor a home."""
    return name.isprintable() and (name[:1] not in "-~" or incomplete.startswith("~"))


def the_only_one(known: Mapping[str, str], incomplete: str) -> dict[str, str]:
    """Give whoever is meant by a part of a name, if that is nobody else's."""
    meant = {k: v for k, v in known.items() if incomplete.casefold() in v.casefold()}
    return meant if len(meant) == 1 else {}


def files(param: click.Parameter, incomplete: str) -> Iterator[str]:
    """Give the files that can be meant, and the folders on the way to them."""
    place, start = os.path.split(incomplete)
    prefix = incomplete[: len(incomplete) - len(start)]
    endings = ENDINGS.get(param.name, ENDINGS.get(param.metavar))
    with os.scandir(Path(place or ".").expanduser()) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            name, is_folder = entry.name, entry.is_dir()
            fits = endings is None or name.lower().endswith(endings)
            if not name.startswith(start) or name.startswith(".") > start.startswith("."):
                continue
            if is_folder or fits:
                yield f"{prefix}{name}{'/' * is_folder}"


def root_of(ctx: click.Context) -> Path:
    """Find the course that is meant; the working directory where there is none."""
    if folder := ctx.params.get("folder"):
        return Path(folder).expanduser()
    here = Path.cwd()
    return next((each for each in (here, *here.parents) if (each / RUBRIC).is_file()), here)


def assignments(ctx: click.Context) -> dict[str, str]:
    """Name the assignments by their folders, whatever is wrong with the rubric."""
    paths = sorted(root_of(ctx).glob("assignments/*/probes.py"))
    return {path.parent.name: "" for path in paths}


def questions(ctx: click.Context) -> dict[str, str]:
    """Name the questions that have a golden, the visible ones first."""
    names: dict[str, str] = {}
    for side in GOLDENS:
        path = root_of(ctx) / side / str(ctx.params.get("assignment")) / "golden.json"
        if path.is_file():
            hidden = "hidden" if side == GOLDENS[1] else ""
            names.update(dict.fromkeys(json.loads(path.read_bytes())["answers"], hidden))
    return names


def gradebook_of(ctx: click.Context) -> WrittenNames:
    """Give the names in the gradebook that is meant."""
    return WrittenNames(ctx.params.get("where") or root_of(ctx) / GRADEBOOK)


def students(ctx: click.Context) -> dict[str, str]:
    """Name the students by their keys."""
    return gradebook_of(ctx).students()


def sections(ctx: click.Context) -> dict[str, str]:
    """Name the sections of the roster."""
    from grader.classroom.sections import parts_of

    cells = gradebook_of(ctx).sections()
    return dict.fromkeys(sorted({name for cell in cells for name in parts_of(cell)}), "")


def criteria(ctx: click.Context) -> dict[str, str]:
    """Name the criteria that were judged, or that are to be marked."""
    by_hand = ctx.info_name == "mark"
    return gradebook_of(ctx).criteria(ctx.params.get("assignment"), by_hand=by_hand)


def examples(ctx: click.Context) -> dict[str, str]:
    """Name the assignments that come with the grader."""
    from grader.authoring.carried import example_names

    return dict.fromkeys(example_names(), "")


def topics(ctx: click.Context) -> dict[str, str]:
    """Name what there is to read."""
    from grader.cli.topics import documents

    return {**terms(), **dict.fromkeys(documents(), "a document")}


NAMES: Mapping[str | None, Callable[[click.Context], Mapping[str, str]]] = {
    "assignment": assignments,
    "question": questions,
    "student": students,
    "students": students,
    "section": sections,
    "into": students,
    "ids_of": students,
    "criterion": criteria,
    "example": examples,
    "topic": topics,
    "engine": lambda ctx: ENGINES,
}
