"""What is checked of a kit before one is made: can it be, and what would it give away?"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from grader.authoring.bench import Bench, WaitingError
from grader.authoring.checks import Check
from grader.authoring.defects import Defect
from grader.core.errors import GoldenError
from grader.core.hashing import digest
from grader.kit.build import LEAKS_SHOWN
from grader.kit.contents import contents
from grader.kit.leaks import Withheld, find_leaks
from grader.kit.secrets import withheld_from
from grader.kit.wheel import engine_files


def check_kit(bench: Bench) -> Iterator[str | Defect]:
    """A kit can be made, and holds nothing that is hidden."""
    _ = bench.assignment
    try:
        assignment = bench.course.assignment(bench.name)
    except GoldenError:
        raise WaitingError("goldens") from None
    bench.say(f"{bench.name}: searching what the kit would hold")
    files = contents(bench.course, assignment, lambda text: None)
    key = withheld_key(bench)
    withheld = bench.keep(
        "withheld", key, lambda: withheld_from(bench.course, assignment, engine_files())
    )
    leaks = [leak for path, raw in files.items() for leak in leaks_of(bench, path, raw, withheld)]
    hidden = f"{len(leaks)} hidden" if leaks else "nothing hidden"
    yield f"{len(files)} files, {hidden} among {len(withheld)} things searched for"
    for leak in leaks[:LEAKS_SHOWN]:
        yield Defect(f"the kit would give away: {leak}", "move it to reference/, or change it")
    if len(leaks) > LEAKS_SHOWN:
        yield Defect(f"and {len(leaks) - LEAKS_SHOWN} more", f"grade kit {bench.name} --out DIR")


def withheld_key(bench: Bench) -> object:
    """What decides about what is withheld: the files, and what rubrics say of criteria."""
    words = [
        (name, each.name, each.title, each.probes, each.visibility)
        for name, rubric in bench.whole_rubric.assignments.items()
        for each in rubric.section.criteria
    ]
    staff = sorted((bench.root / "reference").rglob("*.[py]*"))
    texts = bench.texts_key([*bench.files[1:], *(path for path in staff if path.suffix != ".pyc")])
    return texts, words, repr(bench.whole_rubric.unfinished)


def leaks_of(bench: Bench, path: str, raw: bytes, withheld: Withheld) -> list[str]:
    """Search one file of a kit, unless that was done."""
    work = functools.partial(find_leaks, {path: raw}, withheld)
    return bench.keep(f"leaks {path}", (withheld, digest(raw)), work)


KIT = Check("kit", check_kit)
