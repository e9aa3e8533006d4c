"""Find what must not be in a kit: in every file, also in archives, packed, and as numbers."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

import yaml

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?!\w)")
RUN = 4

Run = tuple[str, ...]
Thing = TypeVar("Thing", str, Run)


@dataclass(frozen=True)
class Withheld:
    """What is searched for, each with what it is, in words.

    `texts` count anywhere; `names` are single words, which count only where they are a whole key or
    value of a document; `numbers` are spelled as by `spellings`; `runs` are so many in a row.
    """

    texts: Mapping[str, str]
    names: Mapping[str, str]
    numbers: Mapping[str, str]
    runs: Mapping[Run, str]

    def __len__(self) -> int:
        return len(self.texts) + len(self.names) + len(self.numbers) + len(self.runs)


@dataclass(frozen=True)
class SearchedText:
    """A file, or a member of an archive: its text, and a document's keys and values apart."""

    path: str
    text: str
    strings: tuple[str, ...] = ()

    @property
    def everything(self) -> str:
        return "\n".join([self.path, self.text, *self.strings])


def find_leaks(files: Mapping[str, bytes], withheld: Withheld) -> list[str]:
    """Where these files hold what is withheld: one line for each file and thing."""
    found = (
        f"{reading.path} holds {what}"
        for path, raw in files.items()
        for reading in readings(path, raw)
        for what in leaks_in(reading, withheld)
    )
    return list(dict.fromkeys(found))


def readings(path: str, raw: bytes) -> Iterator[SearchedText]:
    """All that is in a file, unpacked as far as it goes."""
    if raw.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for name in archive.namelist():
                yield from readings(f"{path}/{name}", archive.read(name))
    elif raw.startswith(b"\x1f\x8b"):
        yield from readings(path.removesuffix(".gz"), gzip.decompress(raw))
    else:
        text = raw.decode("utf-8", "replace")
        strings = (one for one in scalars(parse(path, text)) if isinstance(one, str))
        yield SearchedText(path, text, tuple(dict.fromkeys(strings)))


def parse(path: str, text: str) -> Any:
    """A document's data; nothing where the file is none."""
    if path.endswith((".yaml", ".yml")):
        return yaml.safe_load(text)
    return json.loads(text) if path.endswith((".json", ".ipynb")) else None


def leaks_in(reading: SearchedText, withheld: Withheld) -> Iterator[str]:
    """What one reading holds, in words."""
    text = reading.everything
    numbers = NUMBER.findall(text)
    for needle, what in withheld.texts.items():
        if needle in text or escaped(needle) in text:
            yield what
    yield from held(words_of(reading), withheld.names)
    yield from held({one for number in set(numbers) for one in spellings(number)}, withheld.numbers)
    yield from held(runs(numbers), withheld.runs)


def held(found: set[Thing], withheld: Mapping[Thing, str]) -> Iterator[str]:
    """What is both found and withheld."""
    yield from (withheld[one] for one in sorted(found & withheld.keys()))


def words_of(reading: SearchedText) -> set[str]:
    """The keys and values of a document, and what stands for the case in a probe's name."""
    return {word for one in reading.strings for word in (one, one.rpartition(":")[2])}


def escaped(text: str) -> str:
    """A text as it stands within a string of JSON's or Python's."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def spellings(number: str | float) -> tuple[str, str]:
    """A number without its sign, with all its digits and with the eight that are recorded."""
    value = abs(float(number))
    return repr(value).removesuffix(".0"), f"{value:.8g}"


def runs(numbers: Iterable[str | float]) -> set[Run]:
    """All groups of so many neighbouring numbers."""
    short = [spellings(number)[1] for number in numbers]
    return set(zip(*(short[start:] for start in range(RUN)), strict=False))


def scalars(value: Any) -> Iterator[str | float]:
    """The texts and numbers in plain data, keys too, in their order."""
    if isinstance(value, Mapping):
        yield from chain.from_iterable(map(scalars, chain.from_iterable(value.items())))
    elif isinstance(value, (list, tuple)):
        yield from chain.from_iterable(map(scalars, value))
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
        yield value


def numbers_in(value: Any) -> list[str | float]:
    """The numbers in plain data, also those within texts, in their order."""
    parts = (NUMBER.findall(one) if isinstance(one, str) else [one] for one in scalars(value))
    return list(chain.from_iterable(parts))
