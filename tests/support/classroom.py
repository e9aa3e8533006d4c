"""Make a class of notebooks from a seed, and say what should become of each.

    python tests/support/classroom.py --students 1000 --out DIR [--zip canvas|moodle|folder]
                                   [--seed 1] [--mix usual|hostile]

DIR gets what a teacher would have: the submissions as a folder or as the zip of a learning
platform, a `roster.csv` of the same, and beside them `expected.json`. The same seed makes the same
class to the byte, and student n hands in the same in a class of any size.

`usual`: four of five are right, in the ways of the catalogue's variants, and one of five makes a
mistake of the catalogue. `hostile`: every tenth is hostile or broken instead.
"""

import argparse
import base64
import contextlib
import csv
import functools
import io
import json
import os
import random
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from grader.authoring.audit import audit
from grader.authoring.catalogue import Entry, load_catalogue
from grader.classroom.people import Student
from grader.course.find import find_course

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = "perceptron"
EXAMPLE = ROOT / "assignments" / ASSIGNMENT / "example.ipynb"
STARTER = ROOT / "assignments" / ASSIGNMENT / "perceptron.ipynb"
ATTACKS = ROOT / "tests" / "sandbox" / "attacks"
Document = dict[str, Any]  # a piece of JSON
# What the grader takes for the key of a student, given the roster of a layout.
KEYS = {"folder": "login", "canvas": "canvas", "moodle": "email"}
LAYOUTS = tuple(KEYS)
MIXES = ("usual", "hostile")
DUE = datetime(2026, 11, 6, 22, 0, tzinfo=timezone.utc)
BEYOND = 101 * 1024 * 1024  # one MB more than a submission may have

FIRST = ["Ada", "Björn", "Chloé", "Deniz", "Émile", "Françoise", "Günter", "Hồng", "İpek", "Jörg"]
FIRST += ["Karl-Heinz", "Łucja", "Mary Ann", "Noël", "Øyvind", 'Robert "Bob"', "Søren", "Uğur"]
LAST = ["Müller", "O'Brien", "García Márquez", "von der Heide", "Nguyễn", "Smith, Jr.", "Ørsted"]
LAST += ["Weiß", "Škvorecký", "de la Cruz", "Kowalski-Nowak", "D'Angelo", "李", "Rossi", "Lee"]
LAST += ["Üstün", "Ng", "Şahin", "Åberg", "Brown", "Groß_Meyer", 'Lang "the Tall"']
FILE_NAMES = ["perceptron.ipynb"] * 6 + ["hw1_perceptron.ipynb", "perceptron (1).ipynb"]
FILE_NAMES += ["Perceptron final_2.ipynb", "Übung 1, perceptron.ipynb", "12_34_hw.ipynb"]

# Locals that are renamed wherever they stand, unless the new name is taken or the old one is an
# attribute, too.
RENAMED = {
    "net_input": ("z", "activation", "net"),
    "column": ("col", "values_of_one"),
    "means": ("mus", "averages"),
    "stds": ("sigmas", "deviations"),
    "error": ("err", "delta"),
    "right": ("hits", "n_right"),
    "figure": ("fig",),
    "axes": ("axs", "panels"),
    "weight": ("w_i", "factor"),
    "lines": ("handle", "text_lines"),
    "features": ("feats", "parts"),
}
COMMENTS = ("# as in the lecture", "# works!", "# checked by hand", "# ---- {} ----")
NOTES = (
    "### Notes of {}\n\nOne example at a time, as on the slides.",
    "I first had `>=` here, which made the start wrong.",
    "$z = w_0 x_0 + w_1 x_1 + b$",
    "**Result:** the line separates both classes.",
    "Übung {}: *Schätzung* der Gewichte",
)
# What these answer depends on what was called before: here other than in the audit.
REMEMBERING = (
    "init_weights_as_default",
    "init_weights_of_the_class",
    "load_first_file_kept",
    "main_one_model_for_all_calls",
)
RUN = 'main("data/points.txt", list(range(100))'
EXTRAS = (
    "%matplotlib inline",
    'X, y = load_data("data/points.txt")\nprint(len(X), "rows,", sum(y), "of label 1")',
    "import matplotlib.pyplot as plt\n\nplt.plot([0, 1], [1, 0])\nplt.title('test')\nplt.show()",
    "import seaborn as sns\n\nsns.set_theme()",
    f"for epochs in range(1, 4):\n    print(epochs, {RUN}, 70, epochs)[2])",
    "from IPython.display import display\n\ndisplay([1, 2, 3])",
    "assert Perceptron(2).forward([1.0, 2.0]) == 0",
    f"import time\n\nstart = time.time()\n{RUN})\nprint(time.time() - start)",
    "numbers = [1, 2, 3]\nnumbers",
    "print('done')",
)
KERNELS = (
    {"display_name": "Python 3", "language": "python", "name": "python3"},
    {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    {"display_name": "Python [conda env:ml]", "language": "python", "name": "conda-env-ml-py"},
    {"display_name": ".venv", "language": "python", "name": "python3"},
    {"display_name": "Python 3", "name": "python3"},
)


# Who hands in what


@dataclass(frozen=True)
class Homework:
    """One file, whose it is and what should become of it; None for points that are not promised.

    `padding` counts zero bytes after the content: a file of them is sparse, in a zip it is a bomb.
    """

    student: Student
    file_name: str
    content: bytes
    kind: str
    status: str = "graded"
    earned: float | None = None
    late: bool = False
    saved: datetime = DUE
    padding: int = 0


@dataclass(frozen=True)
class Classroom:
    """Where a class lies; `source` is what is graded."""

    source: Path
    roster: Path
    expected: Path

    def expectations(self) -> dict[str, Document]:
        """What `expected.json` says, by the key of the student."""
        listed = json.loads(self.expected.read_text(encoding="utf-8"))["students"]
        return {one["key"]: one for one in listed}


def make_class(
    students: int, out: Path, layout: str = "folder", seed: int = 1, mix: str = "usual"
) -> Classroom:
    """Write a class below a folder, which is made."""
    out.mkdir(parents=True, exist_ok=True)
    writers: dict[str, Callable[[Iterable[Homework], Path], Path]] = {
        "folder": write_folder,
        "canvas": write_canvas,
        "moodle": write_moodle,
    }
    seen: list[Homework] = []
    source = writers[layout](keep(make_homeworks(students, seed, mix), seen), out)
    classroom = Classroom(source, out / "roster.csv", out / "expected.json")
    rosters = {"folder": list_rows, "canvas": gradebook_rows, "moodle": worksheet_rows}
    write_csv(rosters[layout](seen), classroom.roster)
    told = [expectation(homework, KEYS[layout]) for homework in seen]
    document = {"seed": seed, "mix": mix, "layout": layout, "students": told}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    classroom.expected.write_text(text, encoding="utf-8")
    return classroom


def keep(homeworks: Iterable[Homework], seen: list[Homework]) -> Iterator[Homework]:
    """Hand on, and remember all but the contents: 10,000 of them would fill the memory."""
    for homework in homeworks:
        seen.append(replace(homework, content=b""))
        yield homework


def expectation(homework: Homework, key: str) -> Document:
    student = homework.student
    return {
        "key": student.ids[key],
        "name": student.name,
        "ids": dict(student.ids),
        "file": homework.file_name,
        "late": homework.late,
        "kind": homework.kind,
        "status": homework.status,
        "earned": homework.earned,
    }


def make_homeworks(students: int, seed: int = 1, mix: str = "usual") -> Iterator[Homework]:
    """What each student hands in, one by one."""
    for number in range(1, students + 1):
        rng = random.Random(f"{seed} {mix} {number}")
        late = rng.random() < 0.08
        minutes = rng.randrange(3000)
        homework = make_homework(number, rng, mix, make_student(number, rng))
        saved = DUE + timedelta(minutes=minutes if late else -minutes)
        yield replace(homework, late=late, saved=saved)


def make_student(number: int, rng: random.Random) -> Student:
    """A person with the ids of every platform; the key is the login."""
    login = f"s{number:05d}"
    ids = {
        "canvas": str(410_000 + 7 * number),
        "sis": str(3_000_000 + 13 * number),
        "login": login,
        "email": f"{login}@example.edu",
        "moodle": str(880_000 + 3 * number),
    }
    return Student(login, f"{rng.choice(FIRST)} {rng.choice(LAST)}", ids)


def make_homework(number: int, rng: random.Random, mix: str, student: Student) -> Homework:
    """Right, wrong or hostile, by the number in the class."""
    made = Homework(student, rng.choice(FILE_NAMES), b"", "example")
    if mix == "hostile" and number % 10 == 0:
        kinds = [*HOSTILE]
        return make_hostile(kinds[(number // 10 - 1) % len(kinds)], rng, made)
    programs = material().wrong if number % 5 == 3 else material().right
    chosen = rng.choice(programs)
    content = encode(notebook(compose(chosen, rng, student), rng), rng)
    return replace(made, content=content, kind=chosen.name, earned=chosen.earned)


# What the programs are


@dataclass(frozen=True)
class Program:
    """An entry of the catalogue as the cell that puts it in; the plain example has none."""

    name: str
    targets: tuple[str, ...]
    source: str
    earned: float

    def replaces_a_cell(self, cells: list[Document]) -> bool:
        """Whether it may stand for a cell of the example: it has its function, and nothing else.

        A mistake never does: what stands between would be run with it, and may then fail.
        """
        return len(self.targets) == 1 and any(c["id"] == self.targets[0] for c in cells)


@dataclass(frozen=True)
class Material:
    """Everything that notebooks are made of; the example's cells by the name they define."""

    cells: tuple[Document, ...]
    right: tuple[Program, ...]
    wrong: tuple[Program, ...]
    maximum: int


@functools.cache
def material() -> Material:
    """Read the course once; its points are those that the audit charges.

    Where that is more than one criterion, a class is charged less, as nobody knows without asking.
    """
    assignment = find_course(ROOT, ROOT).assignment(ASSIGNMENT)
    mistakes, variants = load_catalogue(assignment)
    rows = audit(assignment, None, None, lambda _: None).mistakes
    earned = {row.name: assignment.maximum - row.points_charged for row in rows}

    def made(entry: Entry) -> Program:
        targets = tuple(target for target, _ in entry.puts)
        source = "\n".join([entry.source, *(f"{target} = {part}" for target, part in entry.puts)])
        return Program(entry.name, targets, source, earned.get(entry.name, assignment.maximum))

    plain = Program("example", (), "", assignment.maximum)
    right = (plain, *map(made, variants))
    sure = {row.name for row in rows if len(row.charged) == 1} - {*REMEMBERING}
    wrong = tuple(made(entry) for entry in mistakes if entry.name in sure)
    return Material(example_cells(), right, wrong, assignment.maximum)


def example_cells() -> tuple[Document, ...]:
    """The example's cells as type, source and id: the name of what a cell defines."""
    document = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    cells = []
    for cell in document["cells"]:
        if not cell["metadata"].get("tags"):
            source = "".join(cell["source"])
            defines = re.match(r"(?:def|class) (\w+)", source)
            name = defines[1] if defines else cell["id"]
            cells.append(make_cell(cell["cell_type"], source, name))
    return tuple(cells)


def make_cell(kind: str, source: str, name: str = "") -> Document:
    return {"cell_type": kind, "source": source, "id": name}


# How a notebook comes to look its own


def compose(chosen: Program, rng: random.Random, student: Student) -> list[Document]:
    """The cells of one student: the example with the program put in, and what they made of it."""
    cells = [dict(cell) for cell in material().cells]
    is_right = chosen.earned == material().maximum
    last = [make_cell("code", chosen.source)] if chosen.source else []
    if is_right and chosen.replaces_a_cell(cells) and rng.random() < 0.7:
        own = next(cell for cell in cells if cell["id"] == chosen.targets[0])
        own["source"] = last.pop()["source"]
    cells = add_extras(drop_some_notes(cells, rng), rng)
    cells = merge_or_split([*cells, *last], rng)
    return rewrite(add_notes(cells, rng, student), rng, student)


def drop_some_notes(cells: list[Document], rng: random.Random) -> list[Document]:
    share = rng.choice((0.0, 0.0, 0.3, 1.0))
    return [cell for cell in cells if cell["cell_type"] == "code" or rng.random() >= share]


def add_extras(cells: list[Document], rng: random.Random) -> list[Document]:
    """Some cells that change nothing, below the last definition."""
    first = next(place for place, cell in enumerate(cells) if cell["id"] == "main") + 1
    for source in rng.sample(EXTRAS, rng.choice((0, 0, 1, 2, 4))):
        cells.insert(rng.randint(first, len(cells)), make_cell("code", source))
    return cells


def merge_or_split(cells: list[Document], rng: random.Random) -> list[Document]:
    """Some join neighbouring cells, some cut them between statements; most leave them."""
    habit = rng.choice(("leave", "leave", "merge", "split"))
    result: list[Document] = []
    for cell in cells:
        both_code = bool(result) and result[-1]["cell_type"] == cell["cell_type"] == "code"
        if habit == "merge" and both_code and "%" not in cell["source"] and rng.random() < 0.5:
            result[-1]["source"] += "\n\n\n" + cell["source"]
        elif habit == "split" and cell["cell_type"] == "code":
            parts = re.split(r"\n\n+(?=\S)", cell["source"])
            result += [make_cell("code", part) for part in parts]
        else:
            result.append(cell)
    return result


def add_notes(cells: list[Document], rng: random.Random, student: Student) -> list[Document]:
    head = make_cell("markdown", f"# Homework 1\n\n{student.name}, {student.ids['sis']}")
    for note in rng.sample(NOTES, rng.choice((0, 1, 2))):
        source = note.format(student.name)
        cells.insert(rng.randint(0, len(cells)), make_cell("markdown", source))
    return [head, *cells]


def rewrite(cells: list[Document], rng: random.Random, student: Student) -> list[Document]:
    """Own names for locals, own comments, sometimes tabs."""
    names = {old: rng.choice(new) for old, new in RENAMED.items() if rng.random() < 0.4}
    has_tabs = rng.random() < 0.06
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    words = set(re.findall(r"\.?\w+", "\n".join(cell["source"] for cell in code)))
    names = {k: new for k, new in names.items() if words.isdisjoint({new, f".{new}", f".{k}"})}
    pattern = re.compile(rf"\b({'|'.join(names) or '(?!)'})\b")
    for cell in code:
        source = pattern.sub(lambda match: names[match[1]], cell["source"])
        if has_tabs:
            source = re.sub(r"(?m)^(?: {4})+", lambda m: "\t" * (len(m[0]) // 4), source)
        if rng.random() < 0.3 and not source.startswith("%"):
            source = f"{rng.choice(COMMENTS).format(student.name)}\n{source}"
        cell["source"] = source
    return cells


# How a notebook becomes a file


def notebook(cells: list[Document], rng: random.Random) -> Document:
    """The cells as a document of some minor of format 4, with what running them leaves behind."""
    minor = rng.choice((0, 2, 4, 4, 5, 5, 5))
    has_pictures = rng.random() < 0.35
    was_run = rng.random() < 0.85
    count = rng.choice((0, 0, 0, 17, 240))
    as_lines = rng.random() < 0.9
    made = []
    for place, cell in enumerate(cells):
        source = cell["source"].splitlines(keepends=True) if as_lines else cell["source"]
        one: Document = {"cell_type": cell["cell_type"], "metadata": {}, "source": source}
        if minor >= 5:
            one["id"] = f"{rng.getrandbits(32):08x}"
        if cell["cell_type"] == "code":
            count += 1 if rng.random() < 0.97 else rng.randint(-2, 9)
            one["execution_count"] = max(count, 1) if was_run else None
            has_plot = has_pictures and "plt." in cell["source"]
            one["outputs"] = outputs(place, cell["source"], has_plot, rng) if was_run else []
        made.append(one)
    return {"cells": made, "metadata": metadata(rng), "nbformat": 4, "nbformat_minor": minor}


def outputs(place: int, source: str, has_plot: bool, rng: random.Random) -> list[Document]:
    """What a kernel would have stored: some text, and plots of 50 to 200 KB."""
    stored: list[Document] = []
    if "print(" in source:
        text = [f"weights [{rng.random():.6f}, {rng.random():.6f}] bias -1.0\n", f"{place} rows\n"]
        stored.append({"name": "stdout", "output_type": "stream", "text": text})
    if has_plot:
        picture = b"\x89PNG\r\n\x1a\n" + rng.randbytes(rng.randrange(37_500, 150_000))
        data: Document = {
            "image/png": base64.b64encode(picture).decode(),
            "text/plain": ["<Figure size>"],
        }
        stored.append({"data": data, "metadata": {}, "output_type": "display_data"})
    return stored


def metadata(rng: random.Random) -> Document:
    """As the programs that students use write it."""
    version = rng.choice(("3.10.12", "3.11.9", "3.12.3", "3.13.1"))
    made: Document = {
        "grade": {"assignment": ASSIGNMENT},
        "kernelspec": rng.choice(KERNELS),
        "language_info": {"name": "python", "version": version, "file_extension": ".py"},
    }
    if rng.random() < 0.15:
        made["colab"] = {"provenance": [], "toc_visible": True}
    if rng.random() < 0.1:
        del made["grade"]  # copied cell by cell into a new notebook
    return made


def encode(document: Document, rng: random.Random) -> bytes:
    """JSON as Jupyter, Colab or VS Code would save it."""
    indent, ascii_only, line_end = rng.choice(
        ((1, False, "\n"), (1, False, "\n"), (2, True, "\n"), (None, True, ""), (1, False, "\r\n"))
    )
    text = json.dumps(document, ensure_ascii=ascii_only, indent=indent) + line_end
    return text.replace("\n", "\r\n").encode() if line_end == "\r\n" else text.encode()


# Who means ill, or only had bad luck


Hostile = Callable[[random.Random, Homework], Homework]


def cell_after(source: str, status: str = "graded", earned: float | None = None) -> Hostile:
    """A right notebook with one more cell at the end."""

    def make(rng: random.Random, made: Homework) -> Homework:
        cells = [*compose(material().right[0], rng, made.student), make_cell("code", source)]
        content = encode(notebook(cells, rng), rng)
        return replace(made, content=content, status=status, earned=earned)

    return make


def attack(name: str, status: str = "graded") -> Hostile:
    """A program of the corpus of attacks, which knows when to stop, unlike some of ours."""
    return lambda rng, made: cell_after(read_attack(name), status)(rng, made)


@functools.cache
def read_attack(name: str) -> str:
    return (ATTACKS / f"{name}.py").read_text(encoding="utf-8")


def file_of(
    change: Callable[[bytes], bytes],
    status: str = "unreadable",
    earned: float | None = None,
    padding: int = 0,
) -> Hostile:
    """A right notebook of which something went wrong with the bytes."""

    def make(rng: random.Random, made: Homework) -> Homework:
        cells = compose(material().right[0], rng, made.student)
        document = {**notebook(cells, rng), "nbformat_minor": 4}
        content = change(json.dumps(document, ensure_ascii=False).encode())
        return replace(made, content=content, status=status, earned=earned, padding=padding)

    return make


def document_of(
    change: Callable[[Document], object], status: str, earned: float | None = None
) -> Hostile:
    """A right notebook with something odd in its JSON."""

    def changed(content: bytes) -> bytes:
        document = json.loads(content)
        change(document)
        return json.dumps(document).encode()

    return file_of(changed, status, earned)


def prefill(document: Document) -> None:
    text = [f"{number} {'x' * 90}\n" for number in range(52_000)]
    stream = {"name": "stdout", "output_type": "stream", "text": text}
    codes = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    codes[-1]["outputs"] = [stream]


def unfinished(_rng: random.Random, made: Homework) -> Homework:
    """The starter as it was given out, under the student's own name."""
    document = json.loads(STARTER.read_text(encoding="utf-8"))
    document["metadata"]["author"] = made.student.key
    return replace(made, content=json.dumps(document).encode())


def make_hostile(kind: str, rng: random.Random, made: Homework) -> Homework:
    return replace(HOSTILE[kind](rng, made), kind=kind)


FULL = 50
OTHER = {"display_name": "R", "language": "R", "name": "ir"}
MANY = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": "1"}] * 5001
DEEP = "import sys\nsys.setrecursionlimit(10**9)\n\ndef down():\n    return down() + 1\n\ndown()"
HOSTILE: Mapping[str, Hostile] = {
    "endless_cell": cell_after("while True:\n    pass", earned=FULL),
    "truncated": file_of(lambda content: content[: len(content) * 2 // 3]),
    "endless_function": cell_after("def class_counts(y):\n    while True:\n        pass"),
    "empty": file_of(lambda content: b""),
    "exit": cell_after("import os\n\nos._exit(0)", earned=FULL),
    "not_utf_8": file_of(lambda content: content.decode().encode("utf-16")),
    "memory": attack("exhaust/memory_list"),
    "zip_bomb": file_of(lambda content: content, "refused", padding=BEYOND),
    "forks": attack("exhaust/fork_bomb"),
    "pdf": file_of(lambda content: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + content[:5000]),
    "result_channel": attack("forge/channel_score", "tampered"),
    "syntax_error": cell_after("def broken(:\n    return", earned=FULL),
    "protocol_words": attack("forge/channel_words", "tampered"),
    "old_outputs": document_of(prefill, "graded", earned=FULL),
    "deep_recursion": cell_after(DEEP),
    "other_language": document_of(lambda d: d["metadata"].update(kernelspec=OTHER), "unreadable"),
    "prints_much": attack("exhaust/output_flood"),
    "other_assignment": document_of(
        lambda d: d["metadata"].update(grade={"assignment": "other"}), "refused"
    ),
    "prints_for_ever": cell_after("while True:\n    print('x' * 1000)"),
    "future_format": document_of(lambda d: d.update(nbformat=5), "unreadable"),
    "exit_when_asked": cell_after("import os\n\ndef class_counts(y):\n    os._exit(0)"),
    "no_notebook": file_of(lambda content: b'["not", "a", "notebook"]'),
    "threads": attack("exhaust/thread_bomb"),
    "many_cells": document_of(lambda d: d.update(cells=MANY), "refused"),
    "large_file": attack("exhaust/disk_one_file"),
    "unfinished": unfinished,
}


# Where it is handed in


def write_folder(homeworks: Iterable[Homework], out: Path) -> Path:
    """One file for each student, named by the key."""
    folder = out / "submissions"
    folder.mkdir(exist_ok=True)
    for homework in homeworks:
        path = folder / f"{homework.student.key}.ipynb"
        with path.open("wb") as file:
            file.write(homework.content)
            file.truncate(len(homework.content) + homework.padding)
        os.utime(path, (homework.saved.timestamp(),) * 2)
    return folder


def write_canvas(homeworks: Iterable[Homework], out: Path) -> Path:
    return write_zip(homeworks, out / "ML101-The_Perceptron_submissions.zip", canvas_entry)


def write_moodle(homeworks: Iterable[Homework], out: Path) -> Path:
    return write_zip(homeworks, out / "ML101-The Perceptron-4711.zip", moodle_entry)


def write_zip(homeworks: Iterable[Homework], path: Path, entry: Callable[[Homework], str]) -> Path:
    """Every entry with the time when it was handed in, as the platform's clock has it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for homework in homeworks:
            saved = homework.saved
            moment = (saved.year, saved.month, saved.day, saved.hour, saved.minute, saved.second)
            about = zipfile.ZipInfo(entry(homework), moment)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, homework.content + bytes(homework.padding))
    return path


def canvas_entry(homework: Homework) -> str:
    """name_[LATE_]user_attachment_file, the name being the sortable one in small letters."""
    name = re.sub(r"\W", "", sortable(homework.student.name).lower())
    late = "LATE_" if homework.late else ""
    user = homework.student.ids["canvas"]
    return f"{name}_{late}{user}_{int(user) * 3}_{homework.file_name}"


def moodle_entry(homework: Homework) -> str:
    """A folder for each participant; what no file name may hold is left out of theirs."""
    name = re.sub(r"[&<>\"`|':\\/]", "", homework.student.name.replace("_", " "))
    folder = f"{name}_{homework.student.ids['moodle']}_assignsubmission_file"
    return f"{folder}/{homework.file_name}"


def sortable(name: str) -> str:
    """Last name first; the first names of ours are those that the list has."""
    first = next(one for one in FIRST if name.startswith(f"{one} "))
    return f"{name.removeprefix(f'{first} ')}, {first}"


Rows = list[list[str]]


def list_rows(homeworks: Iterable[Homework]) -> Rows:
    """A class list of our own layout, for a folder."""
    kinds = ("email", "canvas", "sis", "moodle")
    rows = [["student", "name", *kinds]]
    for student in (homework.student for homework in homeworks):
        rows.append([student.key, student.name, *(student.ids[kind] for kind in kinds)])
    return rows


def gradebook_rows(homeworks: Iterable[Homework]) -> Rows:
    """Canvas's export of its gradebook, without any score."""
    ids = ("canvas", "sis", "login")
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "The Perceptron (90125)"]
    rows = [head, ["    Points Possible", "", "", "", "", str(material().maximum)]]
    for homework in homeworks:
        student = homework.student
        rows.append([sortable(student.name), *(student.ids[k] for k in ids), "ML101", ""])
    return rows


def worksheet_rows(homeworks: Iterable[Homework]) -> Rows:
    """Moodle's grading worksheet, before anything is graded."""
    head = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade"]
    head += ["Grade can be changed", "Last modified (submission)", "Last modified (grade)"]
    rows = [[*head, "Feedback comments"]]
    for homework in homeworks:
        student, saved = homework.student, homework.saved
        who = [f"Participant {student.ids['moodle']}", student.name, student.ids["email"]]
        when = f"{saved:%A}, {saved.day} {saved:%B %Y, %I:%M %p}"
        maximum = f"{material().maximum:.2f}"
        rows.append([*who, "Submitted for grading", "", maximum, "Yes", when, "-", ""])
    return rows


def write_csv(rows: Rows, path: Path) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--zip", choices=LAYOUTS, default="folder", dest="layout")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mix", choices=MIXES, default="usual")
    options = parser.parse_args()
    made = make_class(options.students, options.out, options.layout, options.seed, options.mix)
    print(made.source, made.roster, made.expected, sep="\n")


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
