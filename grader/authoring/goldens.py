"""Record the goldens from the references, and verify the recorded ones.

The NumPy reference gives the golden; the PyTorch reference must agree within the tolerance, and no
decision may be so near its threshold that rounding could turn it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.metadata
import itertools
import platform
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from grader.authoring.allowed import find_unknown
from grader.authoring.askable import find_silent, find_unaskable
from grader.authoring.making import make
from grader.authoring.mutant_record import observe_mutants
from grader.authoring.needs import completed, found_needs
from grader.authoring.observe import observe_catalogue, refuse_slips
from grader.authoring.trial import HASH_SEEDS, differing_again, find_lost_points
from grader.core.errors import GoldenError, RecordingError, RubricError, StaleError, UsageError
from grader.core.probe import Answer, Probe, ProbeName
from grader.core.result import Signature, Tolerance
from grader.core.text import Say, clean
from grader.core.version import __version__
from grader.course import golden, recording
from grader.course.draws import DRAWS, RightPrograms, lacks_seed
from grader.course.find import Course
from grader.course.load import Assignment, load_assignment
from grader.course.mutants import load_mutants, write_mutants
from grader.course.probes import CASES, SEED, probe_functions, read_seed
from grader.course.references import (
    NEAREST,
    PYTORCH,
    References,
    ask_all,
    ask_watched,
    load_references,
)
from grader.course.running import PROBES, run_module
from grader.course.signatures import Record, load_record
from grader.course.source import find_outdated
from grader.judging.comparison import compare
from grader.judging.likeness import is_like
from grader.reports.pictures import pictures_of
from grader.reports.text import count

SHOWN_NAMES = 10  # of the questions that came or went
SALT_LENGTH = 32  # hexadecimal digits: 128 bits


def renew(course: Course, name: str, device: str | None, say: Say) -> None:
    """Draw a new seed for the class's cases, and record; the old one stays where that fails."""
    staff = course.root / "reference" / name
    if not staff.is_dir():
        raise UsageError(f"--new-seed: no folder {staff}: a student's kit has no seed")
    path, old = staff / SEED, read_seed(staff)
    try:
        draw_seed(course, name)
        record(course, name, device, say)
    except BaseException:  # also where somebody stops it, as it may take minutes
        path.write_text(f"{old}\n") if old else path.unlink()
        raise


def draw_seed(course: Course, name: str) -> None:
    """Write a new secret for the class's cases, by which these can be used.

    Raises RecordingError where a right program fails time and again.
    """
    write_seed(course, name)
    right = RightPrograms.of(unanswered(course, name))
    for _ in range(DRAWS):
        # What is hidden may be drawn from it.
        hidden = [probe for probe in unanswered(course, name).probes if probe.hidden]
        if right.ask(hidden) is not None:
            break
        write_seed(course, name)


def write_seed(course: Course, name: str) -> None:
    """Write a secret that nobody knows."""
    path = course.root / "reference" / name / SEED
    path.write_text(secrets.token_hex(SALT_LENGTH // 2) + "\n")


def unanswered(course: Course, name: str) -> Assignment:
    """Load an assignment as it stands, without what was answered before.

    Raises RubricError for what nobody can import, RecordingError with what of its questions no
    reference need be asked for.
    """
    rubric = course.rubric.assignments[name]
    if faults := list(find_unknown(rubric)):
        raise RubricError(*faults)
    assignment = load_assignment(course.root, rubric, with_golden=False)
    folder, staff = assignment.folder, course.root / "reference" / name
    functions = probe_functions(folder / PROBES)
    refuse(assignment, list(find_unaskable(assignment.probes, functions, folder, staff)))
    return assignment


def record(course: Course, name: str, device: str | None, say: Say) -> None:
    """Ask the references everything, run the catalogue, and write what they answer.

    Raises RecordingError, and writes no answer, where one can't be trusted; RubricError where a
    picture can't be drawn of them.
    """
    make(course.root, name, say)
    if lacks_seed(course.root, name):
        renew(course, name, device, say)
        return
    assignment = unanswered(course, name)
    refuse_slips(assignment)  # first, as references may take long
    references = load_references(assignment, device)
    assignment = completed(assignment, references)
    answers = trusted_answers(assignment, references, say)
    pictures_of(assignment.rubric, assignment.probes, answers)
    assignment = dataclasses.replace(assignment, golden=answers)
    catalogue = observe_catalogue(assignment, say)
    mutants = observe_mutants(assignment, catalogue, say)
    # From here on nothing is refused any more, so old and new files never stand side by side.
    for line in changed_questions(assignment, answers):
        say(f"{name}: {line}")
    write_answers(assignment, references, answers, say)
    write_catalogue(assignment, catalogue, say)
    if path := write_mutants(assignment.root, name, mutants):
        say(f"{clean(path)}: {len(mutants)} mutants recorded")


def check(course: Course, name: str, device: str | None, say: Say) -> None:
    """Ask the references everything and compare with what is recorded.

    Raises StaleError that names what changed: sources, probes that came or went, answers.
    """
    refuse_stale(name, find_outdated(course.root, name), "")
    assignment = unanswered(course, name)
    refuse_slips(assignment)
    references = load_references(assignment, device)
    assignment = completed(assignment, references)
    recorded, others, faults = read_recorded(assignment, references)
    answers = trusted_answers(assignment, references, say)
    faults += differences(recorded, answers, assignment.tolerance)
    # The catalogue takes long, and would only say it again.
    refuse_stale(name, faults, others)
    assignment = dataclasses.replace(assignment, golden=answers)
    catalogue = observe_catalogue(assignment, say)
    refuse_stale(name, list(compare_catalogues(catalogue, assignment)), others)
    mutants = observe_mutants(assignment, catalogue, say)
    refuse_stale(name, list(compare_mutants(mutants, assignment)), others)
    though = f", within the tolerance (recorded with {others})" if others else ""
    say(f"{name}: {len(recorded)} recorded answers are what the references answer now{though}")


def trusted_answers(assignment: Assignment, references: References, say: Say) -> dict[str, Any]:
    """Ask NumPy all probes. Raises RecordingError with every reason not to trust the answers."""
    faults = list(find_short_salt(assignment))
    answers: dict[str, Any] = {}
    say(f"{assignment.name}: {len(assignment.probes)} probes, {references.who}")
    # One by one, so that a decision near its threshold is told with the probe that came there.
    for probe in assignment.probes:
        answer, nearest = ask_watched(references, [probe])
        answers.update(answer)
        if nearest < NEAREST:
            faults.append(
                f"probe {probe.name}: a net input {nearest:.2g} from the threshold: "
                f"rounding could turn it, so {remedy(probe)}"
            )
    faults += find_silent(assignment.probes, answers, assignment.folder)
    if references.torch is not None:
        say(f"{assignment.name}: {len(assignment.probes)} probes, {PYTORCH}")
        others = ask_all(references.functions, references.torch, assignment.probes, PYTORCH)
        for name, answer in others.items():
            difference = differ(name, answer, answers[name], assignment.tolerance)
            faults += [f"probe {name}: NumPy and PyTorch disagree: {difference}"] * bool(difference)
    say(f"{assignment.name}: asked again, in {len(HASH_SEEDS)} other processes")
    faults += differing_again(assignment, answers)
    refuse(assignment, faults)
    say(f"{assignment.name}: asked of a program as students hand in, behind the wall")
    refuse(assignment, list(find_lost_points(assignment, answers, say)))
    return answers


def remedy(probe: Probe) -> str:
    """Say what to do about a case that rounding could turn."""
    if ProbeName.parse(probe.name).is_of_class:
        return "draw another seed: grade golden --new-seed"
    return f"change the case {probe.case.name}"


def refuse(assignment: Assignment, faults: Sequence[str]) -> None:
    """Raise RecordingError with every fault, if there are any."""
    if faults:
        listed = (f"  {fault}" for fault in faults)
        raise RecordingError(f"{assignment.name}: nothing was recorded", *listed)


def find_short_salt(assignment: Assignment) -> Iterator[str]:
    """Say that cases are drawn with a secret that can be tried out: a salt, or the class's seed."""
    if assignment.staff_folder and 0 < len(read_seed(assignment.staff_folder)) < SALT_LENGTH:
        yield (
            f"{assignment.staff_folder / SEED}: fewer than {SALT_LENGTH} hexadecimal digits, so "
            "that it can be tried out; run: grade golden --new-seed"
        )
    path = (assignment.staff_folder or assignment.folder) / CASES
    salt = run_module(path).get("SALT") if path.is_file() else None
    if salt is not None and len(str(salt)) < SALT_LENGTH:
        new = secrets.token_hex(SALT_LENGTH // 2)
        yield (
            f"{path}: SALT has fewer than {SALT_LENGTH} hexadecimal digits, so that it can be "
            f'tried out; write SALT = "{new}"'
        )


def differ(probe: str, answer: Any, recorded: Any, tolerance: Tolerance) -> str | None:
    """Say where an answer differs from a recorded one in shape or value, if it does."""
    for by_shape in (True, False):
        verdict = compare(probe, Answer(answer), recorded, tolerance, by_shape=by_shape)
        if verdict.departure is not None:
            return verdict.departure.message
    return None


def changed_questions(assignment: Assignment, answers: Mapping[str, Any]) -> Iterator[str]:
    """Name the questions that were recorded and went, and those that came since."""
    recorded: dict[str, Any] = {}
    for path in golden.golden_paths(assignment.root, assignment.name):
        with contextlib.suppress(GoldenError):  # there is none yet, or none that can be read
            recorded |= golden.read_golden(path, assignment.name)["answers"]
    went = [name for name in recorded if name not in answers]
    came = [name for name in answers if name not in recorded]
    for word, names in (("went", went), ("came", came)) if recorded else ():
        if names:
            more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
            yield f"{count(len(names), 'question')} {word}: {', '.join(names[:SHOWN_NAMES])}{more}"


def write_answers(
    assignment: Assignment, references: References, answers: Mapping[str, Any], say: Say
) -> None:
    """Write the goldens, hidden and visible ones apart."""
    files = dict(golden_files(assignment))
    for path in {*golden.golden_paths(assignment.root, assignment.name)} - files.keys():
        path.unlink(missing_ok=True)  # its cases are gone, and nobody reads it any more
    for path, hidden in files.items():
        own = {p.name: answers[p.name] for p in assignment.probes if p.hidden is hidden}
        sources = hash_sources(assignment, references, hidden=hidden)
        needs = {} if hidden else found_needs(assignment, references)
        origin = {"made_with": made_with(references), "needs": needs}
        recording.write_golden(path, own, recording.origin_of(origin, sources))
        say(f"{clean(path)}: {len(own)} answers recorded")


def golden_files(assignment: Assignment) -> Iterator[tuple[Path, bool]]:
    """Give each golden file and whether it is the hidden one, which only hidden cases need."""
    visible, hidden = golden.golden_paths(assignment.root, assignment.name)
    yield visible, False
    # Also where none is drawn yet, as whoever loads the answers knows no more than that.
    if golden.has_hidden(assignment.root, assignment.name):
        yield hidden, True


def write_catalogue(assignment: Assignment, catalogue: Record, say: Say) -> None:
    """Write what the catalogue answers, where there is one."""
    if catalogue.mistakes or catalogue.variants:
        hidden = {probe.name for probe in assignment.probes if probe.hidden}
        for path in recording.write_record(assignment.root, assignment.name, catalogue, hidden):
            say(f"{clean(path)}: {len(catalogue.mistakes)} mistakes recorded")


def read_recorded(
    assignment: Assignment, references: References
) -> tuple[dict[str, Any], str, list[str]]:
    """Read the recorded goldens; say what else they were made with, and which sources changed.

    Raises GoldenError.
    """
    recorded: dict[str, Any] = {}
    faults: list[str] = []
    versions: dict[str, str] = {}
    for path, hidden in golden_files(assignment):
        document = golden.read_golden(path, assignment.name)
        recorded.update(document["answers"])
        versions.update(document["made_with"])
        faults += [f"{path}: was edited after it was recorded"] if document["is_edited"] else []
        if not hidden:
            faults += changed_needs(document["needs"], found_needs(assignment, references))
        sources = hash_sources(assignment, references, hidden=hidden)
        differing = document["sources"].items() ^ sources.items()
        faults += [f"{path}: {name} changed" for name in dict(differing)]
    return recorded, golden.other_versions(versions, made_with(references)), faults


def changed_needs(
    recorded: Mapping[str, Sequence[str]], needs: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Say of each probe that calls other functions of the reference than is recorded."""
    for probe, names in needs.items():
        before = recorded.get(probe, ())
        if [*names] != [*before]:
            yield f"probe {probe}: needs {', '.join(names)}, recorded: {', '.join(before) or '-'}"


def differences(
    recorded: Mapping[str, Any], answers: Mapping[str, Any], tolerance: Tolerance
) -> Iterator[str]:
    """Say of each golden that is not what the references answer now."""
    yield from (f"probe {probe} came or went" for probe in answers.keys() ^ recorded.keys())
    for probe in answers.keys() & recorded.keys():
        if difference := differ(probe, answers[probe], recorded[probe], tolerance):
            yield f"probe {probe}: {difference}"


def refuse_stale(name: str, faults: Sequence[str], others: str) -> None:
    """Raise StaleError where anything changed, and say what else it was made with."""
    if faults:
        faults = [*faults, *([f"recorded with {others}"] if others else [])]
        head = f"the goldens of {name} are stale; run: grade golden {name}"
        raise StaleError(head, *(f"  {fault}" for fault in sorted(set(faults))))


def compare_catalogues(now: Record, assignment: Assignment) -> Iterator[str]:
    """Say what changed of the catalogue since it was recorded."""
    recorded = named(load_record(assignment.root, assignment.name))
    for name, signature in named(now).items():
        other = recorded.pop(name, None)
        if other is None:
            yield f"{name}: is not recorded"
        elif without_answers(signature) != without_answers(other):
            yield f"{name}: says, or is about, something else than recorded"
        elif probe := changed_answer(signature, other, assignment.tolerance):
            yield f"{name}: answers {probe} otherwise than recorded"
    yield from (f"{name}: is recorded, but gone" for name in recorded)


def compare_mutants(now: Sequence[Signature], assignment: Assignment) -> Iterator[str]:
    """Say that mutants answer otherwise than they did, or are others."""
    recorded = load_mutants(assignment.root, assignment.name)
    # They are packed by their functions, and made by the lines of the example.
    pairs = itertools.zip_longest(*(sorted(each, key=target_of) for each in (now, recorded)))
    if not all(a and b and is_same_mutant(a, b, assignment.tolerance) for a, b in pairs):
        yield "the mutants of the example are not those recorded"


def is_same_mutant(now: Signature, then: Signature, tolerance: Tolerance) -> bool:
    """Tell whether a mutant answers and says what is recorded of it."""
    if now.probes != then.probes:
        return False
    return without_answers(now) == without_answers(then) and is_like(
        now, now.probes - now.unkept, then.answers, tolerance
    )


def target_of(mutant: Signature) -> str:
    """Name the function that is changed."""
    return mutant.target


def named(record: Record) -> dict[str, Signature]:
    """Give the catalogue's programs by what they are called in a message."""
    mistakes = {f"mistake {mistake.name}": mistake for mistake in record.mistakes}
    return mistakes | {f"variant {variant.name}": variant for variant in record.variants}


def without_answers(signature: Signature) -> Signature:
    """Leave out what a program answers."""
    return dataclasses.replace(signature, answers={})


def changed_answer(now: Signature, then: Signature, tolerance: Tolerance) -> str | None:
    """Name a question that a program answers otherwise than recorded; corners decide nothing."""
    changed = now.decisive ^ then.decisive
    changed |= {p for p in now.decisive - changed if not is_like(now, [p], then.answers, tolerance)}
    return min(changed, default=None)


def hash_sources(assignment: Assignment, references: References, *, hidden: bool) -> dict[str, str]:
    """Hash everything that an assignment's goldens depend on."""
    folder = assignment.folder
    paths = [folder / PROBES, folder / CASES, *references.sources]
    paths += [path for _, path in assignment.data_files()]
    if hidden and assignment.staff_folder is not None:
        paths += [assignment.staff_folder / name for name in (CASES, SEED)]
    return recording.hash_sources(assignment.root, [path for path in paths if path.is_file()])


def made_with(references: References) -> dict[str, str]:
    """Name the versions that a golden is made with."""
    packages = packages_of(references)
    versions = {package: importlib.metadata.version(package) for package in packages}
    own = {"grader": __version__, "python": platform.python_version()}
    return {**own, **versions, **({"blas": blas()} if "numpy" in packages else {})}


def packages_of(references: References) -> list[str]:
    """Name what the references compute with; a source may do without."""
    if not references.is_of_numpy:
        return [name for name in ("numpy", "torch") if name in sys.modules]
    return ["numpy", "torch"] if references.torch is not None else ["numpy"]


def blas() -> str:
    """Name what NumPy computes with, and its version."""
    import numpy  # which the references need, and nobody else here

    built = cast("dict[str, Any]", numpy.show_config(mode="dicts"))
    library = built.get("Build Dependencies", {}).get("blas", {})
    return f"{library.get('name', 'unknown')} {library.get('version', '')}".strip()
