"""Cells found in a teacher's file and filled in: nothing else may change, to the byte."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.csv_table import FIELDS, Table, decimal_mark, number, read_table, scan
from grader.classroom.exports.matching import CandidateRow, Candidates, Kind, match
from grader.classroom.names import orders_by_comma
from grader.classroom.people import Student
from grader.core.errors import UsageError

MARKS = st.sampled_from(sorted(FIELDS))
TEXTS = st.lists(
    st.one_of(st.sampled_from(list(',;\t"\r\n=a1 ') + ['""', "\r\n", "ü", '="']), st.characters()),
    max_size=60,
).map("".join)
CSV_TEXTS = TEXTS.filter(
    lambda text: (
        not any("\ud800" <= sign <= "\udfff" or sign == "\0" for sign in text)
        and not text.startswith("\ufeff")
    )
)


def parsed(text, delimiter):
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [row or [""] for row in rows] or [[""]]


@given(text=CSV_TEXTS, mark=MARKS)
def test_cells_are_those_of_the_csv_module(text, mark):
    found = [[cell.value for cell in row] for row in scan(text, mark)]
    assert found == parsed(text, mark)


@given(text=CSV_TEXTS, mark=MARKS)
def test_cells_lie_where_they_say(text, mark):
    """What is between the cells is nothing but delimiters and line ends."""
    position = 0
    for cell in (cell for row in scan(text, mark) for cell in row):
        assert text[position : cell.start] in ("", mark, "\n", "\r", "\r\n")
        position = cell.end
    assert text[position:] in ("", "\n", "\r", "\r\n")


@given(text=CSV_TEXTS, mark=MARKS, data=st.data(), has_bom=st.booleans())
def test_filling_changes_the_chosen_cells_and_no_other_byte(text, mark, data, has_bom):
    bom = "\ufeff" * has_bom
    table = Table(bom + text, mark, tuple(scan(bom + text, mark)))
    places = [(row, column) for row, cells in enumerate(table.rows) for column in range(len(cells))]
    changes = data.draw(
        st.dictionaries(st.sampled_from(places), CSV_TEXTS.filter(bool), max_size=5)
    )
    filled = table.with_cells(changes).decode()
    assert filled.startswith(bom)
    expected = parsed(text, mark)
    for (row, column), value in changes.items():
        expected[row][column] = value
    assert parsed(filled.removeprefix(bom), mark) == expected
    assert outside(table, changes) == outside_of_filled(filled, table, changes)


def outside(table, changes):
    """The pieces of the file that lie between the chosen cells."""
    edges = [0]
    for row, column in sorted(changes):
        edges += [table.rows[row][column].start, table.rows[row][column].end]
    edges.append(len(table.text))
    return [table.text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def outside_of_filled(filled, table, changes):
    """The same pieces, taken out of the filled file by length alone."""
    pieces, position = [], 0
    for piece, place in zip(outside(table, changes), [*sorted(changes), None], strict=True):
        pieces.append(filled[position : position + len(piece)])
        position += len(piece)
        if place is not None:
            position += len(table.field(changes[place], table.rows[place[0]][place[1]]))
    assert position == len(filled)
    return pieces


def test_nothing_to_fill_gives_the_same_bytes():
    content = b'\xef\xbb\xbfa;"b ""c""";="007"\r\n;;\r\n1,5;"x\ny";'
    assert read_table(content, "the file").with_cells({}) == content


def test_a_new_value_is_quoted_where_the_old_one_was():
    table = read_table(b'a,b\n"1",2\n', "the file")
    assert table.with_cells({(1, 0): "8", (1, 1): "9"}) == b'a,b\n"8",9\n'


def test_a_new_value_is_quoted_where_it_has_to_be():
    table = read_table(b"a,b\n1,2\n", "the file")
    assert table.with_cells({(1, 1): "8,5"}) == b'a,b\n1,"8,5"\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("ä,b\n".encode("latin-1"), "not UTF-8", id="saved by a spreadsheet"),
        pytest.param("a,b\n".encode("utf-16"), "not UTF-8", id="utf-16"),
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"\xef\xbb\xbf\r\n", "empty", id="nothing but a mark and a line end"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(content, message):
    with pytest.raises(UsageError, match=message):
        read_table(content, "the file")


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        pytest.param(b"a,b\n1,2\n", ",", id="commas"),
        pytest.param(b"a;b\n1,5;2\n", ";", id="decimal commas"),
        pytest.param(b"a;b, c, d, e\n1;2\n", ";", id="commas in a title"),
        pytest.param(b'"a;b;c",d\n1,2\n', ",", id="semicolons in quotes"),
        pytest.param(b"a\tb\n1\t2\n", "\t", id="tabs"),
        pytest.param(b"a\n1\n", ",", id="one column"),
    ],
)
def test_the_delimiter_is_found(content, delimiter):
    assert read_table(content, "the file").delimiter == delimiter


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("8", 8, id="whole"),
        pytest.param("8.5", 8.5, id="point"),
        pytest.param("8,5", 8.5, id="comma"),
        pytest.param("1,234.5", 1234.5, id="the last mark is the decimal one"),
        pytest.param("1,234", 1.234, id="never thousands"),
        pytest.param("-1", -1, id="negative"),
        pytest.param("85%", None, id="percent"),
        pytest.param("EX", None, id="excused"),
        pytest.param("", None, id="blank"),
        pytest.param(".", None, id="a mark alone"),
        pytest.param("nan", None, id="no number"),
    ],
)
def test_numbers_are_read_as_canvas_reads_them(text, value):
    assert number(text) == value


def test_the_decimal_mark_is_the_comma_only_where_it_is_throughout():
    assert decimal_mark(["8,5", "10", ""]) == ","
    assert decimal_mark(["8,5", "9.5"]) == "."
    assert decimal_mark([]) == "."


ROWS = [
    CandidateRow(1, "Doe, Jane", orders_by_comma("Doe, Jane")),
    CandidateRow(2, "Roe, Max", orders_by_comma("Roe, Max")),
]
BY_NAME = Kind("name", lambda one: orders_by_comma(one.name), lambda row: row.names)


def by_number(kind, numbers, *, guessed=False):
    return Kind(
        kind,
        lambda one: [one.key] if guessed else [one.ids.get(kind, "")],
        lambda row: [numbers[row.number]],
        guessed=guessed,
    )


@pytest.mark.parametrize("name", ["Jane Doe", "Doe, Jane", "jane  DOE"])
def test_a_name_is_one_in_either_order(name):
    student = Student("j", name)
    assert match([student], Candidates(ROWS, [BY_NAME])).rows["j"].number == 1


def test_an_umlaut_is_one_however_it_was_typed():
    rows = [CandidateRow(1, "Mu\u0308ller", ["Mu\u0308ller"])]
    assert match([Student("m", "Müller")], Candidates(rows, [BY_NAME])).rows


def test_the_surer_kind_has_its_way():
    student = Student("j", "Jane Doe", {"canvas": "22"})
    kinds = [by_number("canvas", {1: "11", 2: "22"}), BY_NAME]
    assert match([student], Candidates(ROWS, kinds)).rows["j"].number == 2


def test_two_rows_of_one_name_are_nobodys():
    twins = [CandidateRow(1, "Jane Doe", ["Jane Doe"]), CandidateRow(2, "Jane Doe", ["Jane Doe"])]
    matching = match([Student("j", "Jane Doe")], Candidates(twins, [BY_NAME]))
    assert not matching.rows
    assert "fits 2 rows" in matching.remarks[0].message


def test_two_students_of_one_name_share_no_row():
    matching = match(
        [Student("a", "Jane Doe"), Student("b", "Jane Doe")], Candidates(ROWS, [BY_NAME])
    )
    assert not matching.rows
    assert [remark.place for remark in matching.remarks] == ["Jane Doe (a)", "Jane Doe (b)"]


def test_a_row_that_an_id_has_found_is_not_found_by_name_again():
    students = [Student("b", "Jane Doe"), Student("a", "Jane Doe", {"sis": "11"})]
    matching = match(students, Candidates(ROWS, [by_number("sis", {1: "11", 2: "22"}), BY_NAME]))
    assert {key: row.number for key, row in matching.rows.items()} == {"a": 1}
    assert str(matching.remarks[0]) == "Jane Doe (b): has no row in the file"


def test_a_key_that_is_a_strangers_number_by_chance_is_not_theirs():
    kinds = [by_number("canvas", {1: "11", 2: "22"}, guessed=True), BY_NAME]
    matching = match([Student("22", "Jane Doe")], Candidates(ROWS, kinds))
    assert matching.rows["22"].number == 1


def test_a_key_is_a_number_where_the_names_agree_or_none_is_known():
    kinds = [by_number("canvas", {1: "11", 2: "22"}, guessed=True)]
    assert match([Student("22", "Max M. Roe")], Candidates(ROWS, kinds)).rows["22"].number == 2
    assert match([Student("22")], Candidates(ROWS, kinds)).rows["22"].number == 2
