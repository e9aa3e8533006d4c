"""The words of the grader, as `docs/terms.md` explains them; a kit has those of its reports."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path

BESIDE = Path(__file__).parents[1] / "docs"  # a copy of the sources has them beside the package
DOCS = BESIDE if BESIDE.is_dir() else BESIDE.parents[1] / "docs"
TERMS = DOCS / "terms.md"
ROW = re.compile(r"(?m)^\| (?!term |level )(.+?) \| (.+) \|$")


@functools.cache
def terms() -> dict[str, str]:
    """Read what each word means; nothing where that is not there."""
    text = TERMS.read_text(encoding="utf-8") if TERMS.is_file() else ""
    rows = [(plain(names).split(", "), plain(meaning)) for names, meaning in ROW.findall(text)]
    return {name: meaning for names, meaning in rows for name in names}


def plain(text: str) -> str:
    """Take the marks of Markdown from a text."""
    return re.sub(r"[*`]", "", text).replace(r"\|", "|").strip()


def explain(words: Iterable[str]) -> list[tuple[str, str]]:
    """Give each word with its meaning, as far as it is known."""
    return [(word, terms()[word]) for word in words if word in terms()]
