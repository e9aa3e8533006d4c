"""What is checked of a kit before one is made: can it be, and what would it give away?"""

from __future__ import annotations

from collections.abc import Iterator

from grader.authoring.bench import Bench, WaitingError
from grader.authoring.checks import Check
from grader.authoring.defects import Defect
from grader.core.errors import GoldenError
from grader.core.hashing import hash_of
from grader.kit.build import LEAKS_SHOWN, search
from grader.kit.contents import contents


def check_kit(bench: Bench) -> Iterator[str | Defect]:
    """A kit can be made, and holds nothing that is hidden."""
    _ = bench.assignment
    try:
        assignment = bench.course.assignment(bench.name)
    except GoldenError:
        raise WaitingError("goldens") from None
    bench.say(f"{bench.name}: searching what the kit would hold")
    files = contents(bench.course, assignment, lambda text: None)
    # By all that is withheld or shown: the staff's files, and what the rubric says of criteria.
    key = bench.texts_key(bench.files[1:]), hash_of(repr(bench.rubric.section.criteria))
    key_of_files = {path: hash_of(raw.hex()) for path, raw in files.items()}
    leaks, searched = bench.keep(
        "kit", (key, key_of_files), lambda: search(bench.course, assignment, files)
    )
    yield f"{len(files)} files, nothing hidden among {searched} things searched for"
    for leak in leaks[:LEAKS_SHOWN]:
        yield Defect(f"the kit would give away: {leak}", "move it to reference/, or change it")
    if len(leaks) > LEAKS_SHOWN:
        yield Defect(f"and {len(leaks) - LEAKS_SHOWN} more", f"grade kit {bench.name} --out DIR")


KIT = Check("kit", check_kit)
