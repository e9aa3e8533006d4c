"""Which programs are called alike, and which are not."""

import itertools
import json
import subprocess
import sys

import pytest
from hypothesis import example as with_example
from hypothesis import given, settings
from hypothesis import strategies as st
from support.disguises import DISGUISES
from support.project import ROOT

from grader.authoring.catalogue import load_catalogue
from grader.classroom.people import Student
from grader.classroom.similarity.compare import (
    ALWAYS_FEW,
    FEWEST,
    LEAST,
    UNCHANGED,
    Writing,
    compare,
    find_equal,
    shared_lines,
)
from grader.classroom.similarity.tokens import coded, fingerprints, tokens_of
from grader.core.submission import Cell

FOLDER = ROOT / "assignments/perceptron"


def cells_of(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(c["source"]) for c in document["cells"] if c["cell_type"] == "code"]


EXAMPLE = [text for text in cells_of(FOLDER / "example.ipynb") if "%" not in text[:1]]
STARTER = [cells_of(FOLDER / "perceptron.ipynb")]


def cells(sources):
    return tuple(Cell(number, source) for number, source in enumerate(sources, 1))


def writing(key, sources, group="", earlier="", content=""):
    student = Student(key, key.capitalize(), {"group": group} if group else {})
    return Writing(student, cells(sources), content, group, earlier)


def pairs(*writings, given=(), least=LEAST):
    return compare(writings, [cells(sources) for sources in given], least).pairs


def keys(pair):
    return {pair.left.student.key, pair.right.student.key}


@pytest.fixture(scope="module")
def functions(assignment):
    """The ways to write each function right, by its name: the catalogue's variants."""
    _, variants = load_catalogue(assignment)
    ways = {}
    for entry in variants:
        if len(entry.puts) == 1:
            ways.setdefault(entry.puts[0][0], []).append(entry.source)
    return ways


def program(functions, number):
    """A right program of which each function is written in the n-th way."""
    return [
        ways[number % len(ways)]
        for name, ways in sorted(functions.items())
        if "." not in name and len(ways) > 1
    ]


# Copies


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_disguise_hides_no_copy(disguise):
    (pair,) = pairs(writing("ann", EXAMPLE), writing("ben", disguise(EXAMPLE)), given=STARTER)
    assert min(pair.left_share, pair.right_share) > 0.9


@pytest.mark.parametrize(
    "disguise", [DISGUISES["renamed"], DISGUISES["with other comments and blank lines"]]
)
def test_what_has_other_names_only_is_remarked(disguise):
    (pair,) = pairs(writing("ann", EXAMPLE), writing("ben", disguise(EXAMPLE)))
    assert pair.remark == "the same but for names, values, comments and layout"


def test_a_part_of_somebody_s_work_is_all_of_another_s(functions):
    half, other = program(functions, 0), program(functions, 1)
    (pair,) = pairs(writing("ann", half), writing("ben", half + other))
    shares = {pair.left.student.key: pair.left_share, pair.right.student.key: pair.right_share}
    assert shares["ann"] == 1
    assert 0.3 < shares["ben"] < 0.7


# Programs that are nobody's copy


def test_programs_that_are_written_independently_are_no_pair(functions):
    programs = [writing(f"s{n}", program(functions, n)) for n in range(7)]
    for ann, ben in itertools.pairwise(programs):
        assert all(pair.share < 0.25 for pair in pairs(ann, ben, given=STARTER, least=0))


def test_nor_are_ten_ways_of_one_author_to_write_one_class(functions):
    ways = [writing(f"s{n}", [source]) for n, source in enumerate(functions["Perceptron"])]
    assert len(ways) == 10
    assert not pairs(*ways, given=STARTER)


def test_what_students_were_given_makes_no_pair():
    ann, ben = (writing(key, [*STARTER[0], f"answer = {key!r}"]) for key in ("ann", "ben"))
    assert not pairs(ann, ben, given=STARTER)
    assert pairs(ann, ben)
    assert compare([ann, ben], [cells(STARTER[0])]).given > 0.9


def test_what_more_than_a_third_of_the_class_has_makes_no_pair(functions):
    shared = functions["Perceptron"][0]
    own = [
        writing(f"s{n}", [way, shared] if n < 6 else [way])
        for n, way in enumerate([*functions["mean_std"], *functions["load_data"]][:12])
    ]
    comparison = compare(own, [])
    assert not comparison.pairs
    assert comparison.common > 0.2


def test_in_a_small_class_nothing_is_common(functions):
    copies = [writing(f"s{n}", program(functions, 0)) for n in range(ALWAYS_FEW)]
    assert len(pairs(*copies)) == ALWAYS_FEW * (ALWAYS_FEW - 1) // 2


def test_a_few_tokens_in_common_are_no_pair():
    line = "total = sum(a * b for a, b in zip(weights, row)) + bias"
    assert not pairs(writing("ann", [line]), writing("ben", [line]))
    assert len(fingerprints(coded(cells([line])))) < FEWEST


# Whose they are


def test_attempts_of_one_student_and_work_of_one_group_are_no_pair():
    assert not pairs(writing("ann", EXAMPLE), writing("ann", EXAMPLE))
    assert not pairs(writing("ann", EXAMPLE, "7"), writing("ben", EXAMPLE, "7"))


def test_two_groups_are_one_pair_however_many_they_are():
    people = [writing(key, EXAMPLE, group) for key, group in zip("abcd", "7788", strict=True)]
    (pair,) = pairs(*people)
    assert {pair.left.group, pair.right.group} == {"7", "8"}


def test_a_group_is_no_student_of_that_name():
    assert pairs(writing("7", EXAMPLE), writing("ben", EXAMPLE, "7"))


def test_earlier_years_are_compared_with_this_one_and_not_among_themselves():
    old = [writing(key, EXAMPLE, earlier="2025") for key in ("ann", "cem")]
    assert not pairs(*old)
    found = pairs(*old, writing("ann", EXAMPLE))
    assert [(pair.left.earlier, str(pair.right)) for pair in found] == [
        ("", "2025: Ann (ann)"),
        ("", "2025: Cem (cem)"),
    ]


def test_earlier_years_make_nothing_common():
    old = [writing(f"s{n}", EXAMPLE, earlier="2025") for n in range(20)]
    assert len(pairs(*old, writing("ann", EXAMPLE))) == 20


def test_the_most_alike_come_first(functions):
    whole, other = program(functions, 0), program(functions, 2)
    ann, ben, cem = writing("ann", whole), writing("ben", whole), writing("cem", whole[2:] + other)
    assert [keys(pair) for pair in pairs(cem, ann, ben, least=0.3)][0] == {"ann", "ben"}


# Where they are alike


def test_the_lines_that_both_have_are_found_in_each():
    mine = "def own(path):\n    return open(path).read().splitlines()[1:-1]\n\n\n"
    copied = EXAMPLE[0]
    ann, ben = writing("ann", [mine + copied]), writing("ben", ["x = 1", copied])
    alike = fingerprints(ann.code) & fingerprints(ben.code)
    first = mine.count("\n") + 1
    (left,) = shared_lines(ann, alike)
    (right,) = shared_lines(ben, alike)
    assert (left.cell, left.first) == (0, first)
    assert (right.cell, right.first, right.last) == (1, 1, left.last - first + 1)
    assert left.grams == right.grams


def test_lines_of_a_file_count_from_its_top():
    text = "def f(a, b):\n    return [x * y - a for x, y in zip(a, b) if x > 0]"
    pieces = (Cell(None, "import math"), Cell(None, "\n" * 9 + text))
    (found,) = shared_lines(Writing(Student("ann"), pieces), fingerprints(coded(pieces)))
    assert (found.cell, found.first, found.last) == (1, 10, 11)


# Equal ones


def test_equal_files_are_told_from_those_with_other_names_and_from_starters():
    ann, ben = (writing(key, EXAMPLE, content="1") for key in ("ann", "ben"))
    cem = writing("cem", DISGUISES["renamed"](STARTER[0] + EXAMPLE[:1]), content="2")
    blank = [writing(key, STARTER[0], content=key) for key in ("dee", "eve")]
    found = list(find_equal([ann, ben, cem, *blank], [coded(cells(STARTER[0]))]))
    names = [(each.remark, [w.student.key for w in each.writings]) for each in found]
    assert names == [("equal files", ["ann", "ben"]), (UNCHANGED, ["dee", "eve"])]


def test_one_s_own_attempts_and_a_group_s_files_are_not_equal_ones():
    own = [writing("ann", EXAMPLE, content="1") for _ in range(2)]
    group = [writing(key, EXAMPLE, "7", content="1") for key in ("ben", "cem")]
    assert not list(find_equal(own, []))
    assert not list(find_equal(group, []))


def test_a_line_that_all_write_is_equal_only_as_a_file():
    line = ["def mean(values):\n    return sum(values) / len(values)"]
    ann, ben, cem = (writing(k, line, content=c) for k, c in zip("abc", "112", strict=True))
    (found,) = find_equal([ann, ben, cem], [])
    assert (found.remark, found.writings) == ("equal files", (ann, ben))


def test_what_all_the_class_has_is_no_pair_and_yet_equal():
    comparison = compare([writing(f"s{n}", EXAMPLE, content="1") for n in range(20)], [])
    assert not comparison.pairs
    assert [len(each.writings) for each in comparison.equal] == [20]


# Any text


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("'\"\\\n #ab1.=(){}\t;rf\u20ac\ud800"), max_size=300))
@with_example('"""\\')
@with_example("'''''\\\n'")
def test_any_text_is_tokens_and_their_places_are_in_it(text):
    tokens = list(tokens_of(cells([text])))
    assert "".join(token.code for token in tokens) == coded(cells([text]))
    assert all(1 <= token.line <= text.count("\n") + 1 for token in tokens)
    fingerprints(coded(cells([text])))


def test_what_never_ends_is_read_once():
    # Each of these is read anew from every place in it by a careless pattern: for hours.
    for text in ('"""' + '\\"' * 300_000 + "\\", "'" * 600_000, "\n'a" * 200_000, " " * 800_000):
        assert len(coded(cells([text]))) <= len(text)


@pytest.mark.processes
def test_fingerprints_are_the_same_in_each_process():
    code = """
from grader.classroom.similarity.tokens import coded, fingerprints
from grader.core.submission import Cell
cell = Cell(1, "def f(a): return [max(x, 0) for x in a if x] + sorted(a, key=len)")
print(sorted(fingerprints(coded([cell]))))
"""
    words = [sys.executable, "-c", code]
    printed = {
        subprocess.check_output(words, env={"PYTHONHASHSEED": seed}, cwd=ROOT) for seed in "12"
    }
    assert len(printed) == 1
    assert b"[]" not in printed.pop()
