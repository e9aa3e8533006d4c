"""Points in a Canvas gradebook, read back as Canvas's importer would (by its published rules)."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.standings import worth

from grader.classroom.exports.canvas import fill_gradebook
from grader.core.errors import UsageError

GRADEBOOK = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,Homework (41),"
    "Essay (42),Final Score\r\n"
    ",,,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,,10.00,20.00,(read only)\r\n"
    '"Lovelace, Ada",11,s1,ada@example.edu,Section 1,"a ""b""",,17.5,90.1\r\n'
    '"Müller, ""Max""",12,s2,max,"1 and 2","two\nlines",7.00,EX,80\r\n'
    '"=""=1+1, Eve""",13,s3,eve,Section 1,,EX,3.00,70\r\n'
    '"Doe, Jane",14,s4,jane,Section 1,,N/A,3.00,70\r\n'
    '"Student, Test",99,,f00d,Section 1,,,,0\r\n'
)
TOTAL = r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)"


def imported(content):
    """Scores by (Canvas id, assignment id), as Canvas would read them; None is no score."""
    text = content.decode("utf-8-sig")
    delimiter = canvas_delimiter(text)
    rows = [
        row
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        if any(cell.strip() for cell in row)
    ]
    header = rows[0]
    assert len(header) > 3
    assert "Student" in header[0]
    assert "ID" in header[1]
    skipped = {i for i, name in enumerate(header) if re.search(TOTAL, name)}
    assignments = {
        i: found[2]
        for i, name in enumerate(header)
        if i not in skipped and (found := re.fullmatch(r"(.*)\s\((\d+)\)", name, re.DOTALL))
    }
    scores = {}
    for row in rows[1:]:
        if "Points Possible" in row[0]:
            for index, cell in enumerate(row):
                if "read only" in cell:
                    assignments.pop(index, None)
        elif row[1]:
            for index, assignment in assignments.items():
                scores[row[1], assignment] = canvas_score(row[index])
    return scores


def canvas_delimiter(text):
    """The sign that parts each of the first lines alike, into as many fields as can be."""
    counts = {}
    for mark in ",;":
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        widths = {len(row) for row, _ in zip(rows, range(3), strict=False)}
        counts[mark] = max(widths) if len(widths) == 1 else 0
    return max(counts, key=counts.get)


def canvas_score(cell):
    if cell.strip() in ("", "-"):
        return None
    if not re.fullmatch(r"-?[0-9.,]+%?", cell.strip()):
        return cell.strip().upper()
    *whole, last = re.split("[.,]", cell.strip())
    return round(float("".join(whole) + "." + last if whole else last), 2)


def fill(standings, gradebook=GRADEBOOK, column="Homework"):
    content = gradebook if isinstance(gradebook, bytes) else gradebook.encode()
    return fill_gradebook(content, standings, column)


def told(export):
    return [str(remark) for remark in export.remarks]


ADA = worth("Ada Lovelace", 8.333, key="ada", ids={"canvas": "11"})


def test_canvas_reads_the_new_points_and_nothing_else_new():
    export = fill([ADA])
    before, after = imported(GRADEBOOK.encode()), imported(export.content)
    assert {key: after[key] for key in after if after[key] != before[key]} == {("11", "41"): 8.33}


def test_only_the_one_cell_differs():
    expected = GRADEBOOK.replace('"a ""b""",,17.5', '"a ""b""",8.33,17.5')
    assert fill([ADA]).content == expected.encode()


@pytest.mark.parametrize("status", ["not_graded", "unreadable", "refused", "missing"])
@pytest.mark.parametrize("name", ["Ada Lovelace", '"Max" Müller'])
def test_without_a_score_a_cell_stays_as_it_was(name, status):
    export = fill([worth(name, 0, status=status)])
    assert export.content == GRADEBOOK.encode()
    assert any("no score, which is not a score of zero" in text for text in told(export))


def test_tampered_goes_out_as_zero():
    export = fill([worth("Ada Lovelace", 0, status="tampered")])
    assert imported(export.content)["11", "41"] == 0


@pytest.mark.parametrize("earned", [7, 7.001])
def test_an_equal_number_is_left_as_it_is_written(earned):
    assert fill([worth('"Max" Müller', earned)]).content == GRADEBOOK.encode()


@pytest.mark.parametrize(
    ("name", "reason"),
    [pytest.param("Eve =1+1", "excused", id="EX"), pytest.param("Jane Doe", "not have", id="N/A")],
)
def test_excused_and_unassigned_cells_stay_with_a_remark(name, reason):
    export = fill([worth(name, 5)])
    assert export.content == GRADEBOOK.encode()
    assert any(name in text and reason in text for text in told(export))


@pytest.mark.parametrize(
    ("key", "ids", "row"),
    [
        pytest.param("x", {"canvas": "14", "sis": "s1"}, "14", id="Canvas ID first"),
        pytest.param("13", {}, "13", id="key as Canvas ID"),
        pytest.param("x", {"sis": "s4", "login": "ada@example.edu"}, "14", id="then SIS User ID"),
        pytest.param("x", {"login": "ADA@example.edu"}, "11", id="then SIS Login ID"),
        pytest.param("jane", {}, "14", id="key as SIS Login ID"),
    ],
)
def test_a_student_is_found_as_canvas_finds_them(key, ids, row):
    gradebook = GRADEBOOK.replace(",EX,", ",,").replace(",N/A,", ",,")
    after = imported(fill([worth("", 5, key=key, ids=ids)], gradebook).content)
    assert [key for key, score in after.items() if score == 5] == [(row, "41")]


@pytest.mark.parametrize("name", ["Doe, Jane", "Jane Doe"])
def test_a_student_is_found_by_name_in_either_order(name):
    export = fill([worth(name, 5, key="x")], GRADEBOOK.replace("N/A", ""))
    assert imported(export.content)["14", "41"] == 5


@pytest.mark.parametrize(
    ("key", "ids"),
    [
        pytest.param("x", {"canvas": "410007"}, id="Canvas ID"),
        pytest.param("x", {"sis": "s9"}, id="SIS User ID"),
        pytest.param("x", {"login": "other@example.edu"}, id="SIS Login ID"),
        pytest.param("ada@example.edu", {"sis": "s9"}, id="not even with our key as login"),
        pytest.param("11", {"login": "other"}, id="not even with our key as Canvas ID"),
    ],
)
def test_a_namesake_with_another_id_is_a_stranger(key, ids):
    export = fill([worth("Ada Lovelace", 5, key=key, ids=ids)])
    assert export.content == GRADEBOOK.encode()
    assert f"Ada Lovelace ({key}): has no row in the file" in told(export)


def test_of_two_namesakes_the_one_with_another_id_is_ruled_out():
    gradebook = GRADEBOOK + '"Lovelace, Ada",15,,,Section 1,,,,0\r\n'
    export = fill([worth("Ada Lovelace", 5, key="x", ids={"sis": "s9"})], gradebook)
    after = imported(export.content)
    assert (after["11", "41"], after["15", "41"]) == (None, 5)


def test_first_and_last_names_may_have_columns_of_their_own():
    gradebook = "LastName,FirstName,ID,Section,Homework (41)\nDoe,Jane,14,S,\n"
    assert fill([worth("Jane Doe", 5)], gradebook).content.endswith(b"Doe,Jane,14,S,5\n")


def test_who_is_on_one_side_only_is_told():
    export = fill([ADA, worth("Nobody Known", 3)])
    assert "Nobody Known (nobody known): has no row in the file" in told(export)
    left = [text for text in told(export) if "left as it was" in text]
    assert [text.partition(":")[0] for text in left] == [
        'Müller, "Max"',
        "=1+1, Eve",
        "Doe, Jane",
    ]


def test_other_points_possible_are_told_and_nothing_is_scaled():
    export = fill([worth("Ada Lovelace", 40, maximum=50)])
    assert "Homework (41): is out of 10 there and out of 50 here; nothing is scaled" in told(export)
    assert imported(export.content)["11", "41"] == 40


def test_equal_points_possible_are_nothing_to_tell():
    assert not any("out of" in text for text in told(fill([ADA])))


@pytest.mark.parametrize("column", ["Homework", "Homework (41)", " Homework "])
def test_a_column_is_chosen_by_title_or_header(column):
    assert imported(fill([ADA], column=column).content)["11", "41"] == 8.33


def test_an_exact_header_is_chosen_before_a_title():
    gradebook = GRADEBOOK.replace("Essay (42)", "Homework (41) (42)")
    after = imported(fill([ADA], gradebook, column="Homework (41)").content)
    assert (after["11", "41"], after["11", "42"]) == (8.33, 17.5)


@pytest.mark.parametrize(
    ("gradebook", "column", "message"),
    [
        pytest.param(GRADEBOOK, "Quiz", r"no column 'Quiz'.*: Homework \(41\); Essay", id="absent"),
        pytest.param(GRADEBOOK, "SIS User ID", "no column", id="not an assignment's"),
        pytest.param(
            GRADEBOOK.replace("Essay (42)", "Homework (42)"),
            "Homework",
            r"several columns 'Homework'.*Homework \(41\); Homework \(42\)",
            id="ambiguous",
        ),
        pytest.param(
            GRADEBOOK.replace("10.00", "10.00 (read only)"), "Homework", "read only", id="read only"
        ),
        pytest.param(
            GRADEBOOK.replace("Essay", "Final Grade project"),
            "Final Grade project",
            "takes the column .* for a total",
            id="taken for a total",
        ),
        pytest.param("name,points\nAda,3\n", "points", "export it", id="not a gradebook"),
        pytest.param("Student\nAda\n", "Homework", "export it", id="one column"),
    ],
)
def test_a_file_that_canvas_would_not_import_is_refused(gradebook, column, message):
    with pytest.raises(UsageError, match=message):
        fill([ADA], gradebook, column)


GERMAN = (
    "Student;ID;SIS Login ID;Section;Homework (41);Essay (42)\n"
    "Points Possible;;;;10,00;20,00\n"
    "Lovelace, Ada;11;ada;S;;17,5"
)


def test_a_file_with_decimal_commas_gets_one():
    assert fill([ADA], GERMAN).content.decode().endswith("Lovelace, Ada;11;ada;S;8,33;17,5")


def test_a_decimal_comma_is_quoted_where_commas_part_cells():
    gradebook = 'Student,ID,Section,Homework (41)\nPoints Possible,,,"10,00"\n"Lovelace, Ada",11,S,'
    filled = fill([ADA], gradebook).content
    assert filled.endswith(b',11,S,"8,33"')
    assert imported(filled)["11", "41"] == 8.33


def test_a_row_that_ends_too_early_is_told():
    export = fill([ADA], "Student,ID,Section,Homework (41)\nAda Lovelace,11\n")
    assert export.content.endswith(b"11\n")
    assert "Ada Lovelace (ada): the row ends before the column: it was not filled in" in told(
        export
    )


@given(
    earned=st.floats(0, 200),
    bom=st.sampled_from(["", "\ufeff"]),
    ends=st.sampled_from(["\r\n", "\n", "\r"]),
    last=st.booleans(),
    cell=st.sampled_from(["", '""', "3", '"3.00"', '"3,00"', " "]),
    note=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=9),
)
def test_all_but_the_one_cell_stays_to_the_byte(earned, bom, ends, last, cell, note):
    quoted = '"' + note.replace('"', '""') + '"'
    head = f"{bom}Student,ID,Section,Notes,Homework (41){ends}Ada,11,S,{quoted},"
    tail = f"{ends}Max,12,S,{quoted},4{ends if last else ''}"
    filled = fill([worth("Ada", earned)], head + cell + tail).content.decode()
    assert filled.startswith(head)
    assert filled.endswith(tail)
    assert canvas_score(filled[len(head) : -len(tail)].strip('"')) == round(earned, 2)


def test_the_same_input_gives_the_same_bytes():
    assert fill([ADA]) == fill([ADA])
