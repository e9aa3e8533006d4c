"""All that can be wrong with an assignment, each checked for itself: no fault hides another.

`Bench` knows what each needs; what waits for another check says for which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.authoring.bench import Bench, WaitingError
from grader.authoring.catalogue_checks import (
    check_catalogue,
    check_lazy,
    check_mistakes,
    check_mutants,
    check_names,
    check_variants,
)
from grader.authoring.defects import Checked, Defect, defects_of
from grader.authoring.reference_checks import (
    check_again,
    check_goldens,
    check_reference,
    check_torch,
)
from grader.authoring.run_checks import check_example, check_limits, check_starter
from grader.authoring.text_checks import (
    check_criteria,
    check_questions,
    check_rubric,
    check_source,
)
from grader.core.errors import GraderError, own_fault


@dataclass(frozen=True)
class Check:
    """Something to check: it gives a summary, then what it found."""

    name: str
    work: Callable[[Bench], Iterator[str | Defect]]
    is_slow: bool = False


def run_check(check: Check, bench: Bench) -> Checked:
    """Check one thing. Total: whatever goes wrong is a defect, and the next check is tried."""
    results: list[str | Defect] = []
    try:
        for result in check.work(bench):
            results.append(result)
    except WaitingError as error:
        if not any(isinstance(result, Defect) for result in results):
            return Checked(check.name, waits_for=str(error))
    except GraderError as error:
        results += defects_of(error)
    except Exception as error:
        results.append(Defect(own_fault(error)))
    summary = next((result for result in results if isinstance(result, str)), "")
    defects = tuple(result for result in results if isinstance(result, Defect))
    return Checked(check.name, summary, defects)


CHECKS = (
    Check("rubric", check_rubric),
    Check("questions", check_questions),
    Check("criteria", check_criteria),
    Check("source", check_source),
    Check("reference", check_reference),
    Check("again", check_again),
    Check("torch", check_torch),
    Check("goldens", check_goldens),
    Check("example", check_example),
    Check("starter", check_starter),
    Check("limits", check_limits),
    Check("catalogue", check_catalogue),
    Check("mistakes", check_mistakes),
    Check("variants", check_variants),
    Check("names", check_names),
    Check("lazy", check_lazy, is_slow=True),
    Check("mutants", check_mutants, is_slow=True),
)
