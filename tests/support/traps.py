"""Files that are called what nobody means: modules of Python's, and words to a terminal."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

# Whatever of Python's might be imported, what `site` looks for, and what the grader stands on.
NAMES = {*sys.stdlib_module_names, "sitecustomize", "usercustomize", "grader"}
NAMES |= {"click", "distributed", "jinja2", "nbconvert", "nbformat", "pydantic", "rich", "yaml"}
# Those that a process of a batch is sure to want, where each trap is a hand-in as well.
WANTED = {"signal", "random", "json", "pickle", "socket", "struct", "logging", "multiprocessing"}
WANTED |= {"sitecustomize", "usercustomize", "typing", "dataclasses", "yaml", "click"}
PROGRAM = "with open({!r}, 'a') as mark:\n    mark.write(__name__ + '\\n')\nraise ImportError\n"


# What hides text, rings, goes on in a new line, runs backwards and is not seen.
HOSTILE = "a\x1b]0;PWNED\x07\x1b[8m\nforged: 50 of 50\u202e\u200b\x9b"


def is_plain(text):
    """Whether a terminal shows a text as it is, each line as one that we wrote."""
    lines = text.split("\n")
    return all(map(str.isprintable, lines)) and not any(x.startswith("forged") for x in lines)


@dataclass(frozen=True)
class Traps:
    """Where it is written which of them snapped."""

    mark: Path

    @property
    def snapped(self):
        return self.mark.read_text().split() if self.mark.exists() else []


def plain_environment():
    """Ours, without what keeps Python from a trap: a safe path, and what coverage imports first."""
    keepers = ("PYTHONSAFEPATH", "COVERAGE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(keepers)}


def lay_traps(folder, names=NAMES):
    """Lay a trap for each name; the mark lies beside the folder, where a test may look."""
    traps = Traps(folder.parent / f"{folder.name}.snapped")
    for name in names:
        (folder / f"{name}.py").write_text(PROGRAM.format(str(traps.mark)))
    (folder / "evil.pth").write_text(f"import sys; open({str(traps.mark)!r}, 'a').write('pth')\n")
    return traps
