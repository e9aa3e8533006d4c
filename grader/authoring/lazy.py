"""Put the laziest programs through a rubric: what is earned by functions that nobody wrote?

In the place of each function stands what needs no thought: a constant, the input as it came, zeros
of the right shape, or the exceptions that known mistakes raise. One function at a time in a right
program, then all at once. Like any submission they are run behind the wall.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.authoring.catalogue import example_of
from grader.authoring.observe import find_unneeded, mark, observe_all
from grader.authoring.showing import ShownCells
from grader.core.probe import Failure, FailureKind, Observations
from grader.core.result import Points, Score, ScoreStatus
from grader.core.submission import Cell, Script
from grader.course.example import EXAMPLES
from grader.course.load import Assignment
from grader.pipeline import scheme_of, total
from grader.submission.analysis import find_definitions

CONSTANTS = {"gives 0": "0", "gives []": "[]", "gives nothing": "None"}
INPUT, ZEROS, RAISES = "gives its input", "gives zeros", "raises "
# No module is needed for these: an assignment may allow none.
TOOLS = """
def lazy_copy(value):
    if isinstance(value, (list, tuple)):
        return type(value)(map(lazy_copy, value))
    if hasattr(value, "ndim"):  # an array, a tensor
        return value.detach().clone() if hasattr(value, "clone") else value.copy()
    if hasattr(value, "__dict__"):
        other = object.__new__(type(value))
        other.__dict__.update({name: lazy_copy(part) for name, part in vars(value).items()})
        return other
    return value

def lazy_zeros(value):
    if isinstance(value, (list, tuple)):
        return type(value)(map(lazy_zeros, value))
    if hasattr(value, "ndim"):  # an array, a tensor, a number of theirs
        return value * 0
    return 0 if isinstance(value, (int, float)) else value
"""


@dataclass(frozen=True)
class LazyProgram:
    """What stands in the place of each function, and what the whole earns."""

    ways: Mapping[str, str]
    scores: Sequence[Score]

    @property
    def earned(self) -> float:
        return total(tuple(self.scores))

    @property
    def carried(self) -> float:
        return total(tuple(s for s in self.scores if s.status is ScoreStatus.CARRIED))

    @property
    def points(self) -> dict[str, float]:
        """What each criterion earns, of those that earn anything."""
        return {score.name: score.earned for score in self.scores if score.earned}

    @property
    def lost(self) -> list[str]:
        return [score.name for score in self.scores if not score.earned]

    def document(self) -> dict[str, object]:
        return {
            "functions": dict(self.ways),
            "earned": self.earned,
            "carried": self.carried,
            "points": self.points,
        }


@dataclass(frozen=True)
class Laziness:
    """The best that is earned without a function each, and without any."""

    maximum: Points
    single: tuple[LazyProgram, ...]
    whole: LazyProgram

    def document(self) -> dict[str, object]:
        """Write it as JSON."""
        return {
            "one_function": [each.document() for each in self.single],
            "all_functions": self.whole.document(),
        }


def find_laziest(assignment: Assignment) -> Laziness | None:
    """Run the laziest programs; None where no example shows what is to be left out."""
    if not any((assignment.folder / name).is_file() for name in EXAMPLES):
        return None
    base = example_of(assignment)
    targets = find_targets(assignment, base)
    alone = [{name: way} for name in targets for way in ways_of(name, targets[name], assignment)]
    shown = find_unneeded(assignment, base)
    programs = run(assignment, shown, targets, alone)
    single = [best([each for each in programs if name in each.ways]) for name in targets]
    mixed = {name: way for each in single for name, way in each.ways.items()}
    uniform = [dict.fromkeys(targets, way) for way in (*CONSTANTS, INPUT, ZEROS)]
    whole = best(run(assignment, shown, targets, [mixed, *uniform]))
    return Laziness(assignment.judged_maximum, tuple(single), whole)


def best(programs: Sequence[LazyProgram]) -> LazyProgram:
    """Give the program that earns most, the first of several."""
    return max(programs, key=lambda each: each.earned)


def find_targets(assignment: Assignment, base: Script) -> dict[str, str]:
    """Find what probes call and where it is replaced: of a class, what makes a new one."""
    read = assignment.variables
    names = dict.fromkeys(n for p in assignment.probes for n in p.needs if n not in read)
    definitions = find_definitions(base)
    classes = {name.partition(".")[0] for name in definitions if "." in name}
    return {name: f"{name}.__init__" if name in classes else name for name in names}


def ways_of(name: str, target: str, assignment: Assignment) -> Iterator[str]:
    """Give the ways not to write a function; it raises whatever a known mistake raises in it."""
    is_class = target != name
    yield from ("gives nothing",) if is_class else (*CONSTANTS, INPUT, ZEROS)
    asked = {probe.name for probe in assignment.probes if probe.needs[-1] == name}
    failures = (
        answer
        for mistake in assignment.signatures
        for probe in mistake.probes & asked
        if isinstance(answer := mistake.answers[probe], Failure)
    )
    raised = {f.message.partition(":")[0] for f in failures if f.kind is FailureKind.RAISED}
    yield from (f"{RAISES}{error}" for error in sorted(raised))


def run(
    assignment: Assignment,
    shown: ShownCells,
    targets: Mapping[str, str],
    plans: Sequence[Mapping[str, str]],
) -> list[LazyProgram]:
    """Run a program for each plan, which says of functions how they are not written."""
    programs = enumerate(program(shown.base, plan, targets) for plan in plans)
    scripts = {str(number): shown.left_out(each) for number, each in programs}
    observed = observe_all(assignment, scripts, lambda text: None)
    # Functions go in the last cell. What was drawn before it, nobody has who writes none of them.
    unread = [probe.name for probe in assignment.probes if not probe.variables]
    return [
        LazyProgram(
            plan, judge(assignment, each if len(plan) < len(targets) else each.among(unread))
        )
        for plan, each in zip(plans, observed.values(), strict=True)
    ]


def judge(assignment: Assignment, observations: Observations) -> tuple[Score, ...]:
    """Give the scores of a program."""
    return mark(observations, (), scheme_of(assignment)).scores


def program(base: Script, plan: Mapping[str, str], targets: Mapping[str, str]) -> Script:
    """Add a cell that puts something in the place of functions, and calls the right ones."""
    parts, puts = [TOOLS], []
    for number, (name, way) in enumerate(plan.items()):
        target = targets[name]
        parts.append(f"lazy_true_{number} = {target}")
        parts.append(f"def lazy_{number}(*args, **options):\n    {body(way, target, number)}")
        puts.append(f"{target} = lazy_{number}")
    return Script((*base.cells, Cell(len(base.cells) + 1, "\n".join([*parts, *puts]))))


def body(way: str, target: str, number: int) -> str:
    """Write the one line of a function."""
    if way.startswith(RAISES):
        return f"raise {way.removeprefix(RAISES)}"
    if way == INPUT:
        return f"return args[{'1' if '.' in target else '0'}]"
    if way == ZEROS:
        return f"return lazy_zeros(lazy_true_{number}(*map(lazy_copy, args), **options))"
    return f"return {CONSTANTS[way]}"
