"""A kind of picture: how often which class is predicted for which. Pure and total.

Labels and the reference's predictions are a course's; a student's may be missing, too few, of any
type, or no classes at all: what can be counted is, and words say what can't.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from grader.core.probe import Answer, Observation
from grader.judging.comparison import leaves
from grader.reports import svg as drawing
from grader.reports.answers import class_name, part_of, why_missing
from grader.reports.svg import Drawn, FigureTable

LEFT, TOP, FOOT = 44, 26, 44
WIDTH, LARGEST = 360, 64  # of a panel, and of a cell
MOST_CLASSES = 12
NONE = "none"  # the column of what is no class

Counts = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Confusion:
    """What is drawn: of each row its label and the reference's prediction.

    Answers have theirs under `keys`.
    """

    title: str
    probe: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    expected: tuple[str, ...]

    @property
    def classes(self) -> list[str]:
        # By length first, so that 2 comes before 10.
        return sorted({*self.labels, *self.expected}, key=lambda name: (len(name), name))

    def draw(self, answers: Mapping[str, Observation], name: str) -> Drawn:
        """Draw theirs and the reference's; only one where both are the same."""
        observation = answers.get(self.probe)
        right = Counter(zip(self.labels, self.expected, strict=True))
        mine = count_pairs(self, observation)
        both = {"Yours": mine, "The reference's": right} if mine else {"The reference's": right}
        if mine == right:
            both = {"Yours and the reference's": right}
        words = tuple(in_words(self, mine, right, observation))
        panels = [
            panel(self.classes, counts, right, (f"{name}-{i}", whose, " ".join(words)))
            for i, (whose, counts) in enumerate(both.items(), 1)
        ]
        meanings = legend(differs=bool(mine) and mine != right)
        in_numbers = table(self.classes, both)
        return Drawn(name, self.title, tuple(panels), tuple(meanings), words, in_numbers)

    def say(self, answers: Mapping[str, Observation]) -> list[str]:
        """Say how the student's predictions differ, where there are any."""
        observation = answers.get(self.probe)
        right = Counter(zip(self.labels, self.expected, strict=True))
        mine = count_pairs(self, observation)
        differs = mine and mine != right
        return list(in_words(self, mine, right, observation)) if differs else []


def count_pairs(confusion: Confusion, observation: Observation | None) -> Counts:
    """Count how often the student predicts which class for which; nothing if they don't fit."""
    names = [class_name(leaf) for leaf in leaves(part_of(observation, *confusion.keys))]
    if len(names) != len(confusion.labels):
        return Counter()
    known = confusion.classes
    predicted = [name if name in known else NONE for name in names]
    return Counter(zip(confusion.labels, map(str, predicted), strict=True))


def panel(
    classes: Sequence[str], counts: Counts, right: Counts, texts: tuple[str, str, str]
) -> Markup:
    """Draw one table: a row for each class, a column for what it is taken for."""
    name, whose, words = texts
    columns = columns_of(classes, counts)
    size = min(LARGEST, (WIDTH - LEFT) / len(columns))
    width, height = LEFT + size * len(columns), TOP + size * len(classes)
    inside = [drawing.label((0, 14), whose, "panel-title", "start")]
    for i, label in enumerate(classes):
        middle = TOP + size * (i + 0.5)
        inside.append(drawing.label((LEFT - 8, middle + 4), label, "tick", "end"))
        total = sum(n for (of, _), n in counts.items() if of == label)
        for j, column in enumerate(columns):
            at, pair = (LEFT + size * j, TOP + size * i), (label, column)
            inside += cell(at, size, (counts[pair], total), is_right=label == column)
            if counts[pair] != right[pair]:
                inside.append(square(at, size, 3, "departure"))
    for j, column in enumerate(columns):
        inside.append(drawing.label((LEFT + size * (j + 0.5), height + 17), column, "tick"))
    inside.append(drawing.label(((LEFT + width) / 2, height + 36), "predicted", "axis-title"))
    inside.append(drawing.upright_label((12, (TOP + height) / 2), "class", "axis-title"))
    return drawing.picture(name, (WIDTH, round(height) + FOOT), whose, words, *inside)


def columns_of(classes: Sequence[str], counts: Counts) -> list[str]:
    """List what is predicted: the classes, and what is none if that occurs."""
    return [*classes, NONE] if any(column == NONE for _, column in counts) else [*classes]


def cell(
    at: drawing.Place, size: float, share: tuple[int, int], *, is_right: bool
) -> Iterator[Markup]:
    """Draw a number, on a ground that is the darker the more of its row it is."""
    amount, total = share
    if amount:
        opacity = f"{0.1 + 0.4 * amount / total:.2f}"
        yield square(at, size, 1, "hits" if is_right else "misses", fill_opacity=opacity)
    else:
        yield square(at, size, 1, "misses", fill_opacity=0.03)
    yield drawing.label((at[0] + size / 2, at[1] + size / 2 + 4), str(amount), "cell-count")


def square(at: drawing.Place, size: float, inset: int, class_: str, **more: object) -> Markup:
    """Draw a square within a cell."""
    x, y, side = at[0] + inset, at[1] + inset, size - 2 * inset
    return drawing.element("rect", x=x, y=y, width=side, height=side, rx=2, class_=class_, **more)


def legend(*, differs: bool) -> Iterator[tuple[Markup, str]]:
    """Say what the colours mean."""
    for class_, meaning in (("hits", "predicted right"), ("misses", "taken for another")):
        yield drawing.swatch(square((7, 0), 14, 0, class_, fill_opacity=0.5)), meaning
    if differs:
        yield drawing.swatch(square((7, 0), 14, 1, "departure")), "not the reference's number"


def in_words(
    confusion: Confusion, mine: Counts, right: Counts, observation: Observation | None
) -> Iterator[str]:
    """Say how many are right, and what is taken for what too often."""
    total = len(confusion.labels)
    if not isinstance(observation, Answer):
        yield why_missing(observation, "answer")
    elif not mine:
        yield f"Your answer can't be counted: it has not one class for each of {total} rows."
    elif mine == right:
        yield f"Yours and the reference's are the same: {hits(right)} of {total} are right."
    else:
        yield f"Of {total}, yours has {hits(mine)} right, the reference {hits(right)}."
        (label, taken), more = (mine - right).most_common(1)[0]
        if label != taken and more:
            name = "no class" if taken == NONE else f"class {taken}"
            often = f"in {mine[label, taken]} rows, the reference in {right[label, taken]}"
            yield f"Yours takes class {label} for {name} {often}."


def hits(counts: Counts) -> int:
    """Count what is predicted right."""
    return sum(amount for (label, predicted), amount in counts.items() if label == predicted)


def table(classes: Sequence[str], both: Mapping[str, Counts]) -> FigureTable:
    """Give the same as numbers."""
    columns = [(w, column) for w, counts in both.items() for column in columns_of(classes, counts)]
    heads = [f"{whose}: predicted {column}" for whose, column in columns]
    rows = [(c, *(str(both[whose][c, column]) for whose, column in columns)) for c in classes]
    return FigureTable(("class", *heads), tuple(rows))
