"""Find what must not be in a kit: in every file, also in archives, packed, and as numbers.

A second look and no science: what goes into a kit is an allow-list already.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import yaml

from grader.course.gaps import find_mark

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?!\w)")
LENGTH = 4
DIGITS_OF_RUNS = 8  # as many as are recorded of an answer

Run = tuple[str, ...]


@dataclass(frozen=True)
class Withheld:
    """What is searched for, each with what it is, in words.

    `texts` count anywhere; `names` are single words, which count only where they are a whole key or
    value of a document; `runs` are numbers, by themselves or with their neighbours.
    """

    texts: Mapping[str, str]
    names: Mapping[str, str]
    runs: Mapping[Run, str]

    def __len__(self) -> int:
        return len(self.texts) + len(self.names) + len(self.runs)


def find_leaks(files: Mapping[str, bytes], withheld: Withheld) -> list[str]:
    """Say where these files hold what is withheld: one line for each file and thing."""
    leaks = (
        f"{name} holds {what}"
        for path, raw in files.items()
        for name, text in unpack(path, raw)
        for what in leaks_in(name, text, withheld)
    )
    return list(dict.fromkeys(leaks))


def unpack(path: str, raw: bytes) -> Iterator[tuple[str, str]]:
    """Give the texts that are in a file, unpacked as far as it goes, each with its path."""
    # By their first bytes: no name says for certain what is in a file.
    if raw.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for name in archive.namelist():
                yield from unpack(f"{path}/{name}", archive.read(name))
    elif raw.startswith(b"\x1f\x8b"):
        yield from unpack(path.removesuffix(".gz"), gzip.decompress(raw))
    else:
        yield path, raw.decode("utf-8", "replace")


def leaks_in(path: str, text: str, withheld: Withheld) -> Iterator[str]:
    """Say what one text holds, in words."""
    # A document's own words as well, where it escapes them: a notebook's cells, say.
    words = dict.fromkeys(strings(parse(path, text)))
    whole = "\n".join([path, text, *words])
    for needle, what in withheld.texts.items():
        # As it is, or as it stands within a string of JSON's or Python's.
        if needle in whole or json.dumps(needle, ensure_ascii=False)[1:-1] in whole:
            yield what
    if path.endswith(".ipynb") and (mark := find_mark("\n".join(words))):
        yield f"a mark of the solution: {mark}"
    # A case's name is what follows the colon in a probe's.
    names = {*words, *(word.rpartition(":")[2] for word in words)}
    yield from (withheld.names[name] for name in sorted(names & withheld.names.keys()))
    yield from (withheld.runs[run] for run in sorted(runs(whole) & withheld.runs.keys()))


def parse(path: str, text: str) -> Any:
    """Read a document's data; nothing where the file is none, whatever it is called."""
    try:
        if path.endswith((".yaml", ".yml")):
            return yaml.safe_load(text)
        return json.loads(text) if path.endswith((".json", ".ipynb")) else None
    except (ValueError, yaml.YAMLError):
        return None


def strings(value: Any) -> list[str]:
    """Give the texts in plain data, keys too, in their order."""
    return [leaf for leaf in leaves(value) if isinstance(leaf, str)]


def leaves(value: Any) -> Iterator[Any]:
    """Give the texts and numbers in plain data, keys too, in their order."""
    if isinstance(value, Mapping):
        value = list(value.items())
    if isinstance(value, (list, tuple)):
        yield from chain.from_iterable(map(leaves, value))
    else:
        yield value


def runs(value: Any) -> set[Run]:
    """Give each number in a text or in plain data, by itself and with the three that follow.

    Each without its sign.
    """
    texts = map(str, leaves(value))
    numbers = [f"{float(number):.{DIGITS_OF_RUNS}g}" for number in NUMBER.findall("\n".join(texts))]
    neighbours = zip(*(numbers[start:] for start in range(LENGTH)), strict=False)
    return {*((number,) for number in numbers), *neighbours}
