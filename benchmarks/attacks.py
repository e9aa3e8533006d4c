"""Try every attack at every level this machine has, and its control; write `docs/attacks.md`.

Run by hand: `python benchmarks/attacks.py` (some eight minutes). What the columns mean is said in
the document; what an attack is, in `tests/support/harness.py`.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support import harness
from support.project import ROOT

from grader.core.errors import GraderError

TITLES = {
    "forge": "Forge a verdict",
    "steal": "Read what is not theirs",
    "subvert": "Change what judges them",
    "mended": "Use the right code that is put in for what is wrong",
    "rules": "Use what is not allowed",
    "exhaust": "Use more than their share",
    "escape": "Get out",
    "leftovers": "Leave something for the next",
    "files": "Hand in something else than a program",
    "packages": "Go by way of a package that is allowed",
}
OPENING = """\
# Attacks

Written by `benchmarks/attacks.py`; do not edit. {count} hostile programs are graded at each level,
and the host is looked at afterwards: files, processes, listeners, descriptors, the secret in what
came back, the points. *Contained* is one of which nothing of that is found, and which does not
itself show that it succeeded. Each has a control: the same program succeeds where there is no wall
(`open`), or fools a grader that believes what it says (`naive`, in `tests/support/naive.py`).
So the corpus shows that the walls hold against these programs; it is no proof that they hold
against others.
"""
SIGNS = {True: "contained", False: "**not contained**"}


def try_level(name, attacks, host, packages=()):
    """The outcome of each attack, or None and the reason where this machine has no such level."""
    try:
        with harness.level(name, host) as where:
            where.packages = packages
            return {attack.name: where.attack(attack) for attack in attacks}, None
    except GraderError as error:
        return None, str(error)


def try_controls(attacks, host):
    """Whether each control succeeds; None where it needs rights that we have not."""
    with harness.level("none", host) as unwalled:
        return {
            attack.name: None
            if attack.needs_root and not harness.IS_ROOT
            else harness.control(attack, host, unwalled)[0]
            for attack in attacks
        }


def cell(attack, level, outcomes):
    """A level's field of an attack's line."""
    if outcomes is None:
        return "-"
    outcome = outcomes[attack.name]
    if level in attack.gaps and not outcome.is_contained:
        return "gap"
    return SIGNS[outcome.is_contained]


def line(attack, by_level, controls):
    cells = [cell(attack, level, outcomes) for level, outcomes in by_level.items()]
    works = {True: "succeeds", False: "**fails**", None: "not tried"}[controls[attack.name]]
    words = [attack.path.stem, attack.tries, *cells, f"{works} ({attack.control})"]
    return f"| {' | '.join(words)} |"


def document(attacks, by_level, controls, reasons):
    """The whole text, class by class."""
    parts = [OPENING.format(count=len(attacks)), table_of_classes(attacks, by_level)]
    parts += [f"No level {level} on this machine: {why}\n" for level, why in reasons.items()]
    parts.append("## Gaps that are known\n\n" + "\n".join(lines_of_gaps(attacks)) + "\n")
    head = ["attack", "tries to", *by_level, "control"]
    for group, title in TITLES.items():
        rows = [line(attack, by_level, controls) for attack in attacks if attack.group == group]
        table = [f"| {' | '.join(head)} |", "|---" * len(head) + "|", *rows]
        parts.append(f"## {title} (`{group}`)\n\n" + "\n".join(table) + "\n")
    return "\n".join(parts)


def lines_of_gaps(attacks):
    """A line for each reason, with all the attacks that it lets through."""
    names = {}
    for attack in attacks:
        for gap in attack.gaps.items():
            names.setdefault(gap, []).append(attack.name)
    return [f"- {level}: {why}: {', '.join(names[level, why])}" for level, why in sorted(names)]


def table_of_classes(attacks, by_level):
    """How many are contained, class by class."""
    rows = [["class", "attacks", *by_level]]
    for group in [*TITLES, "all"]:
        of_group = [attack for attack in attacks if group in (attack.group, "all")]
        counts = [
            "-" if outcomes is None else sum(outcomes[a.name].is_contained for a in of_group)
            for outcomes in by_level.values()
        ]
        rows.append([group, len(of_group), *counts])
    lines = [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "attacks.md")
    parser.add_argument("--only", default="", help="a part of the attacks' names")
    parser.add_argument(
        "--packages",
        action="store_true",
        help="allow NumPy and PyTorch to all of them, but for those on rules; writes no document",
    )
    chosen = parser.parse_args()
    attacks = [attack for attack in harness.load_attacks() if chosen.only in attack.name]
    packages = ("numpy", "torch") if chosen.packages else ()
    attacks = [attack for attack in attacks if not packages or attack.group != "rules"]
    by_level, reasons = {}, {}
    with harness.attacked_host() as host:
        for name in harness.LEVELS:
            start = time.monotonic()
            by_level[name], why = try_level(name, attacks, host, packages)
            if why:
                reasons[name] = why
            print(f"{name:<14} {time.monotonic() - start:6.1f} s   {why or ''}")
            for attack in attacks:
                outcome = (by_level[name] or {}).get(attack.name)
                if outcome and not outcome.is_contained:
                    known = attack.gaps.get(name, "NOT CONTAINED")
                    print(f"  {attack.name}: {known}: {'; '.join(outcome.complaints)}")
        if packages:
            print(table_of_classes(attacks, by_level))
            return
        start = time.monotonic()
        controls = try_controls(attacks, host)
        print(f"{'controls':<14} {time.monotonic() - start:6.1f} s")
        print(*[f"  {name}: its control fails" for name in controls if controls[name] is False])
    chosen.out.write_text(document(attacks, by_level, controls, reasons), encoding="utf-8")
    print(chosen.out)


if __name__ == "__main__":
    main()
