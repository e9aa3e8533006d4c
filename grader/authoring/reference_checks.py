"""What is checked of the references: that they answer, always the same, and what is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.authoring.askable import find_silent
from grader.authoring.bench import Bench
from grader.authoring.defects import Defect, defects_of, line_in
from grader.authoring.goldens import (
    differ,
    differences,
    find_short_salt,
    read_recorded,
    remedy,
)
from grader.authoring.needs import NOTHING
from grader.authoring.trial import ask_again, differing
from grader.core.errors import GraderError
from grader.core.probe import ProbeName
from grader.course.golden import golden_paths
from grader.course.load import Assignment
from grader.course.references import NEAREST, PYTORCH, ask_all, load_references, place_of

PROBE = "probe "  # begins what parts of the recording say of one


def check_reference(bench: Bench) -> Iterator[str | Defect]:
    """The reference answers each question, and no rounding decides."""
    answered = bench.answered
    yield f"answers {len(answered.answers)} of {len(bench.probes)} questions"
    for name, error in answered.faults.items():
        yield reference_fault(bench, name, error)
    for name, needs in bench.needs.items() if not answered.faults else ():
        if not needs:
            yield bench.at_probe(name, f"{name}: {NOTHING}")
    for fault in find_silent(bench.probes, answered.answers, bench.folder):
        yield from listed(fault)
    for name, nearest in answered.nearest.items():
        if nearest < NEAREST:
            message = f"{name}: a decision {nearest:.2g} from its threshold: rounding could turn it"
            probe = next(probe for probe in bench.probes if probe.name == name)
            yield bench.at_case(name, message, remedy(probe))
    yield from (each for fault in find_short_salt(bench.unanswered) for each in listed(fault))


def reference_fault(bench: Bench, name: str, error: GraderError) -> Defect:
    """Say why a reference gave no answer, where it raised, else where it was asked."""
    message, step, cause = str(error), f"grade ask {bench.name} {name} --pdb", error.__cause__
    for path in (*bench.sources, bench.folder / "probes.py"):
        if cause and (line := line_in(cause, path)):
            return Defect(message.replace(place_of(cause), ""), step, path, line)
    return bench.at_probe(ProbeName.parse(name).function, message, step)


def listed(fault: str) -> Iterable[Defect]:
    """Take apart what a part of the recording says."""
    return defects_of(GraderError(fault))


def check_again(bench: Bench) -> Iterator[str | Defect]:
    """Other processes, of other hash seeds, answer the same."""
    faults = unstable(bench)
    others = f"{len(faults)} of {len(bench.probes)} answers are others in other processes"
    yield others if faults else "the same in other processes"
    # One for each probe: its cases have one cause.
    by_function = {ProbeName.parse(name).function: fault for name, fault in faults.items()}
    for fault in by_function.values():
        yield of_question(bench, fault, "draw from a fixed seed, sort what comes of a set")


def unstable(bench: Bench) -> dict[str, str]:
    """Say of each question that is answered otherwise in another process."""
    assignment = bench.assignment
    bench.say(f"{bench.name}: asking the reference in other processes")
    others = bench.keep("again", bench.reference_key, lambda: ask_again(assignment))
    faults = differing(assignment.golden, others, assignment.tolerance)
    return {question_of(fault): fault for fault in faults}


def question_of(fault: str) -> str:
    """Name the question that `probe NAME: what` is about; nothing where that is another text."""
    return fault.removeprefix(PROBE).partition(": ")[0] if fault.startswith(PROBE) else ""


def of_question(bench: Bench, fault: str, step: str) -> Defect:
    """Place what is said of a question: `probe NAME: what`."""
    name, _, message = fault.removeprefix(PROBE).partition(": ")
    return bench.at_probe(ProbeName.parse(name).function, f"{name}: {message}", step)


def check_torch(bench: Bench) -> Iterator[str | Defect]:
    """PyTorch's reference, where there is one, answers what NumPy's does."""
    assignment = bench.assignment
    if not any(path.name.startswith("torch_") for path in bench.sources):
        yield "there is none"
        return
    answers = bench.keep("torch", bench.reference_key, lambda: ask_torch(bench))
    raised = {n: answer for n, answer in answers.items() if isinstance(answer, GraderError)}
    given = {name: answer for name, answer in answers.items() if name not in raised}
    faults = {name: disagreement(assignment, name, answer) for name, answer in given.items()}
    faults = {name: fault for name, fault in faults.items() if fault}
    right = len(given) - len(faults)
    amount = f"{right} of {len(answers)}" if right < len(answers) else f"{right}"
    yield f"{amount} answers agree with NumPy's"
    for name, error in raised.items():
        yield reference_fault(bench, name, error)
    for name, fault in faults.items():
        yield of_question(bench, f"{PROBE}{name}: {fault}", f"grade ask {bench.name} {name}")


def disagreement(assignment: Assignment, name: str, answer: object) -> str:
    """Say why PyTorch's answer to a question is not NumPy's; nothing where it is."""
    difference = differ(name, answer, assignment.golden[name], assignment.tolerance)
    return f"NumPy and PyTorch disagree: {difference}" if difference else ""


def ask_torch(bench: Bench) -> dict[str, object]:
    """Ask PyTorch's reference each question; an error stands for an answer that it did not give."""
    bench.say(f"{bench.name}: loading PyTorch")
    references = load_references(bench.assignment, None)
    answers: dict[str, object] = {}
    for number, probe in enumerate(bench.probes, 1):
        bench.say(f"{bench.name}: PyTorch answers {number} of {len(bench.probes)}")
        try:
            answers |= ask_all(references.functions, references.torch, [probe], PYTORCH)
        except GraderError as error:
            answers[probe.name] = error
    return answers


def check_goldens(bench: Bench) -> Iterator[str | Defect]:
    """What is recorded is what the reference answers now."""
    assignment, step = bench.assignment, f"grade golden {bench.name}"
    key = bench.reference_key, bench.texts_key(golden_paths(bench.root, bench.name))
    try:
        recorded, others, changed = bench.keep(
            "recorded", key, lambda: read_recorded(assignment, bench.references)
        )
    except GraderError as error:
        yield from defects_of(error, step)
        return
    faults = {*changed, *differences(recorded, assignment.golden, assignment.tolerance)}
    made = f" (recorded with {others})" if others else ""
    state = "not all up to date" if faults else "up to date"
    yield f"{len(recorded)} recorded answers are {state}{made}"
    # What is another at each asking is told by `again`, and no recording mends it.
    elsewhere = unstable(bench) if any(map(question_of, faults)) else {}
    for fault in sorted(faults):
        if not question_of(fault):
            yield defects_of(GraderError(fault), step)[0]
        elif question_of(fault) not in elsewhere:
            yield of_question(bench, fault, step)
