"""What mistakes cost, as a class is graded. Run by hand: `python benchmarks/prices.py`.

Known mistakes, named and as if nobody knew them; mutants of the example that lose points, of which
most have no name; and two known mistakes at once, in different functions: what they cost above the
sum of both alone. Mutants and pairs are the same each time, `--mutants N` and `--pairs N` of them.
"""

import argparse
import itertools
import random
import statistics
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support.mending import grade
from support.project import ROOT

from grader.authoring.catalogue import example_of, load_catalogue, program
from grader.authoring.mutants import make_mutants
from grader.authoring.observe import as_handed_in
from grader.authoring.prices import find_prices
from grader.course.find import find_course
from grader.judging.scoring import is_lost
from grader.sandbox.isolation import open_sandbox

DEAR = 15


def report_of(script, assignment, sandbox):
    return grade(as_handed_in(script, assignment), assignment, sandbox).report


def lost_by(report):
    return report.maximum - report.earned


def line(what, charged, costs):
    """Print how many criteria are charged, and how many programs cost much."""
    mean = statistics.fmean(charged) if charged else 0
    dear = sum(cost > DEAR for cost in costs)
    print(f"{what:<28}{len(charged):>5}  {mean:5.2f} criteria charged, {dear} over {DEAR} points")


def known(assignment):
    prices = find_prices(assignment, lambda text: None)
    for way, charges in (("named", prices.named), ("silent", prices.silent)):
        charges = charges.values()
        line(
            f"known mistakes, {way}",
            [len(c.criteria) for c in charges],
            [c.points for c in charges],
        )


def mutants(assignment, sandbox, number):
    chosen = make_mutants(example_of(assignment))
    random.Random(15).shuffle(chosen)
    reports = [report_of(mutant.script, assignment, sandbox) for mutant in chosen[:number]]
    wrong = [report for report in reports if lost_by(report)]
    named = [report for report in wrong if report.diagnoses]
    silent = [report for report in wrong if not report.diagnoses]
    print(
        f"mutants: {len(wrong)} of {len(reports)} lose points, {len(named) / len(wrong):.0%} named"
    )
    for way, group in (("named", named), ("silent", silent)):
        charged = [sum(map(is_lost, report.scores)) for report in group]
        line(f"mutants, {way}", charged, map(lost_by, group))


def pairs(assignment, sandbox, number):
    base, (entries, _) = example_of(assignment), load_catalogue(assignment)
    apart = [
        pair
        for pair in itertools.combinations(entries, 2)
        if {target for target, _ in pair[0].puts}.isdisjoint(target for target, _ in pair[1].puts)
    ]
    above, dearest = [], (0, "")
    for first, second in random.Random(15).sample(apart, number):
        scripts = program(base, first), program(base, second), program(program(base, first), second)
        one, other, both = (lost_by(report_of(s, assignment, sandbox)) for s in scripts)
        above.append(both - one - other)
        dearest = max(dearest, (above[-1], f"{first.name} and {second.name}"))
    print(
        f"{'two at once':<28}{number:>5}  {statistics.fmean(above):5.2f} points above both alone, "
        f"at most {dearest[0]:g} ({dearest[1]})"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=60)
    options = parser.parse_args()
    assignment = find_course(ROOT, ROOT).assignment("perceptron")
    known(assignment)
    with open_sandbox() as sandbox:
        mutants(assignment, sandbox, options.mutants)
        pairs(assignment, sandbox, options.pairs)


if __name__ == "__main__":
    main()
