"""Have programs round otherwise, as another version of Python or another processor does.

Python 3.12 adds floats with a correction, earlier ones one by one (the notes on `sum` in the
library's reference). PyTorch multiplies matrices in an order that depends on the processor (its
notes on numerical accuracy). What a mistake answers by such rounding alone, as a spread of exactly
0 or nearly 0, tells nobody of it whose machine is another.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace

from grader.core.submission import Cell
from grader.sandbox.protocol import Job
from grader.sandbox.questions import Questions

SUM = re.compile(r"(?<![\w.])sum\(")
TORCH = re.compile(r"^\s*(?:import|from) torch\b", re.MULTILINE)
ONE_BY_ONE = """
def sum(values, /, start=0):
    for value in values:
        start = start + value
    return start
"""
# Neumaier's: what each addition loses is added up by itself.
CORRECTED = """
def sum(values, /, start=0):
    lost = 0.0
    for value in values:
        after = start + value
        if type(after) is float and abs(after) != float("inf"):
            lost += start - after + value if abs(start) >= abs(value) else value - after + start
        start = after
    return start + lost if type(start) is float else start
"""
# Products in double, each then rounded up or down by chance, as are their gradients: so exact ones
# stay (Parker's Monte Carlo arithmetic, UCLA CSD-970002, of 1997). What fails does so as it would.
UP_OR_DOWN = """
def round_by_chance():
    import torch

    chance = torch.Generator().manual_seed(1)

    def rounded(exact):
        near = exact.float()
        lost = exact - near.double()
        other = torch.nextafter(near, lost.sign().float() * torch.inf)
        drawn = torch.rand(exact.shape, generator=chance).to(exact.device)
        return torch.where((lost != 0) & (drawn < 0.5), other, near)

    class Double(torch.autograd.Function):
        @staticmethod
        def forward(_, single):
            return single.double()

        @staticmethod
        def backward(_, gradient):
            return rounded(gradient)

    class Single(torch.autograd.Function):
        @staticmethod
        def forward(_, double, plain):
            return rounded(double)

        @staticmethod
        def backward(_, gradient):  # the plain product refuses what was changed in between
            return gradient.double(), torch.zeros_like(gradient)

    def by_chance(multiply):
        def product(*parts, **named):
            plain = multiply(*parts, **named)
            given = [part for part in (*parts, *named.values()) if part is not None]
            if any(part.dtype is not torch.float32 for part in given):
                return plain
            exact = [part if part is None else Double.apply(part) for part in parts]
            others = {n: v if v is None else Double.apply(v) for n, v in named.items()}
            return Single.apply(multiply(*exact, **others), plain)

        return product

    torch.nn.functional.linear = by_chance(torch.nn.functional.linear)
    torch.nn.functional.linear.chance = chance
    for owner in torch, torch.Tensor:
        owner.matmul = by_chance(owner.matmul)
    torch.Tensor.__matmul__ = torch.Tensor.matmul


round_by_chance()
del round_by_chance
"""
# What is drawn unasked, as by dropout, hangs on what was drawn before: in the place of an example's
# cells that are left out, and put below a program, as another's would leave it.
DRAWS, OTHER_DRAWS = (f'__import__("torch").manual_seed({seed})' for seed in (1, 2))
# Put below the probes: each begins with the same chance. Else none would be answered the same in
# reverse order, so that each would be asked alone.
BY_THE_SAME_CHANCE = """

def by_the_same_chance(probe, chance, state):
    def ask(student, case):
        chance.set_state(state)
        return probe(student, case)
    return ask

import torch
for name in {names!r}:
    chance = torch.nn.functional.linear.chance
    globals()[name] = by_the_same_chance(globals()[name], chance, chance.get_state())
"""


def mentions(job: Job, pattern: re.Pattern[str]) -> bool:
    """Tell whether something stands in a program's text."""
    return any(pattern.search(cell.source) for cell in job.script.cells)


def uses_torch(job: Job) -> bool:
    """Tell whether a program imports PyTorch."""
    return mentions(job, TORCH)


def may_round(job: Job) -> bool:
    """Tell whether what a program answers may depend on the machine's rounding."""
    return mentions(job, SUM) or uses_torch(job)


def otherwise(job: Job) -> Job:
    """Have a program round as other versions of Python and processors do, and draw what others do.

    What of PyTorch's random numbers is left when its cells have run is another's of each program.
    """
    of_torch = uses_torch(job)
    first = [CORRECTED if sys.version_info < (3, 12) else ONE_BY_ONE, *[UP_OR_DOWN] * of_torch]
    last = [OTHER_DRAWS] * of_torch
    before, after = ([Cell(None, each) for each in part] for part in (first, last))
    return replace(job, script=replace(job.script, cells=(*before, *job.script.cells, *after)))


def asked_anew(questions: Questions, *, of_torch: bool, once: bool) -> Questions:
    """Have each question of PyTorch begin with the chance that there was after the script."""
    probes = [*questions.visible, *questions.hidden]
    names = sorted({probe.function for probe in probes})
    by_chance = BY_THE_SAME_CHANCE.format(names=names) if of_torch else ""
    return Questions(probes, questions.source + by_chance, once=once)
