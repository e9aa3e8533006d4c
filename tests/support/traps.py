"""Modules that nobody means, laid where a process might look for its own."""

import sys
from dataclasses import dataclass
from pathlib import Path

# Whatever of Python's might be imported, what `site` looks for, and what the grader stands on.
NAMES = {*sys.stdlib_module_names, "sitecustomize", "usercustomize", "grader"}
NAMES |= {"click", "distributed", "jinja2", "nbconvert", "nbformat", "pydantic", "rich", "yaml"}
PROGRAM = "with open({!r}, 'a') as mark:\n    mark.write(__name__ + '\\n')\nraise ImportError\n"


@dataclass(frozen=True)
class Traps:
    """Where it is written which of them snapped."""

    mark: Path

    @property
    def snapped(self):
        return self.mark.read_text().split() if self.mark.exists() else []


def lay_traps(folder):
    """Lay a trap for each name; the mark lies beside the folder, where a test may look."""
    traps = Traps(folder.parent / f"{folder.name}.snapped")
    for name in NAMES:
        (folder / f"{name}.py").write_text(PROGRAM.format(str(traps.mark)))
    (folder / "evil.pth").write_text(f"import sys; open({str(traps.mark)!r}, 'a').write('pth')\n")
    return traps
