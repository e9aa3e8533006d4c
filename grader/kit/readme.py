"""The page that comes with a kit: how to install the grader and use it. Pure."""

from __future__ import annotations

from string import Template

from grader.course.rubric import AssignmentRubric

UNIX = (
    "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt ./$wheel && "
    ".venv/bin/grade $folder/$starter"
)
# `&&` is unknown to the PowerShell that Windows brings along.
WINDOWS = (
    r"py -m venv .venv; .venv\Scripts\pip install -q -c constraints.txt .\$wheel; "
    r".venv\Scripts\grade $backslashed"
)
TEXT = f"""\
# $title

The task is in [$folder/README.md]($folder/README.md); write your answers into
`$folder/$starter`. The same grader that will grade your homework is in this
folder: ask it as often as you like.

## Install and grade, in one line

You need Python 3.10 or newer and, this once, the internet. Open a terminal in this folder.

Linux, macOS:

```sh
{UNIX}
```

Windows, in PowerShell:

```powershell
{WINDOWS}
```

It ends with 0 of $visible points: nothing is written yet. If the first step fails on Debian or
Ubuntu, `sudo apt install python3-venv`; if Windows does not know `py`, write `python`.

## Then

Once for each new terminal, in this folder: `source .venv/bin/activate`, on Windows
`.venv\\Scripts\\Activate.ps1`. Then, in `$folder`, whenever you have saved the notebook:

```sh
grade $starter
```

- `grade $starter --watch` grades again at every save and says what changed.
- `grade $starter --html report.html --open` shows a page with pictures and your code.
- In a notebook whose kernel is the Python of `.venv`: `%load_ext grader`, then `%grade`. It grades
  what was saved last.
- `grade --help` says the rest; `grade doctor`, how well your computer walls in what it runs.

$hidden

## What is here

| file | holds |
|---|---|
| `$folder/README.md` | the task |
| `$folder/$starter` | the notebook to fill in |
| `$folder/data/` | the data |
| `$folder/probes.py`, `cases.py` | what your functions are asked, and about which inputs |
| `$folder/golden.json` | the right answers to that |
| `$folder/signatures.json.gz` | what known mistakes answer, so that yours can be named |
| `rubric.yaml` | what each answer is worth |
| `$wheel`, `constraints.txt` | the grader, and the versions of what it needs |
| `kit.json` | the hash of every file as it was handed out |
"""


def readme(rubric: AssignmentRubric, starter: str, wheel: str) -> bytes:
    """Write the page for one assignment."""
    folder, points = f"assignments/{rubric.name}", rubric.section.points
    text = Template(TEXT).substitute(
        title=rubric.section.title or rubric.name,
        folder=folder,
        starter=starter,
        backslashed=f"{folder}/{starter}".replace("/", "\\"),
        wheel=wheel,
        visible=points.visible,
        hidden=hidden_note(points.visible, points.hidden),
    )
    return text.encode()


def hidden_note(visible: int, hidden: int) -> str:
    """Say what the score at home tells of the score that counts."""
    if not hidden:
        return f"All {visible} points are decided by what is in this folder."
    return (
        f"What you see are {visible} of {visible + hidden} points. The other {hidden} are decided\n"
        "on data that you do not see, after you have handed in."
    )
