"""Points in a Moodle grading worksheet, read back as Moodle's importer would (by its source)."""

import csv
import html
import io
import re
import weakref
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.standings import (
    BIAS,
    LATER,
    SECRET,
    UNSEEN,
    UPDATE,
    WRONG_SIGN,
    gained,
    lost,
    standing,
    worth,
)

from grader.classroom.exports.feedback import feedback_html
from grader.classroom.exports.moodle import fill_worksheet
from grader.classroom.exports.pieces import InPieces
from grader.classroom.exports.write import ExportRequest, export_classes
from grader.classroom.transcripts import Syllabus, Unit
from grader.core.errors import UsageError

WORKSHEET = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",'
    '"Last modified (submission)","Online text","Last modified (grade)","Feedback comments"\n'
    'Participant 101,"Ada Lovelace",ada@example.edu,"Submitted for grading",,10.00,Yes,'
    '"Monday, 2 March 2026, 9:00 AM","<p>No</p>",-,\n'
    'Participant 102,"Max ""M"" Müller",max@example.edu,"No submission",7.00,10.00,Yes,-,,'
    '"Tuesday, 3 March 2026, 9:00 AM","Well done, Max"\n'
    "Participant 103,=1+1,eve@example.edu,Draft,,10.00,No,-,,-,\n"
)
GERMAN = (
    'ID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung,'
    '"Bewertung kann geändert werden","Zuletzt geändert (Bewertung)","Feedback als Kommentar"\r\n'
    'Teilnehmer/in101,"Ada Lovelace",ada@example.edu,"Zur Bewertung abgegeben",,"10,00",Ja,-,\r\n'
    'Teilnehmer/in102,"Max Müller",max@example.edu,Entwurf,,"10,00",Nein,-,\r\n'
)


def imported(
    content, *, grade="Grade", feedback="Feedback comments", decimal=".", prefix="Participant "
):
    """(grade, feedback) by participant, as Moodle would store them where the site has no grades."""
    text = content.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert {grade, "Last modified (grade)", "Zuletzt geändert (Bewertung)"} & set(header)
    stored = {}
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        participant = cells[header[0]][len(prefix) :]
        held = cells[grade].replace(decimal, ".")
        score = float(held) if re.fullmatch(r"-?[0-9]+(\.[0-9]*)?", held) else None
        top = float(cells[header[header.index(grade) + 1]].replace(decimal, "."))
        locked = cells[header[header.index(grade) + 2]] in ("No", "Nein")
        if locked or (score is not None and not 0 <= score <= top):
            score = None
        stored[participant] = (score, cells.get(feedback))
    return stored


def fill(standings, worksheet=WORKSHEET, column=None, *, feedback=False):
    texts = {each.student.key: feedback_html(each) for each in standings} if feedback else None
    return fill_worksheet(worksheet.encode(), standings, column, feedback=texts)


def told(export):
    return [str(remark) for remark in export.remarks]


ADA = worth("Ada Lovelace", 8.333, key="ada", ids={"moodle": "101"})


def test_the_command_writes_the_comments_and_holds_no_report(tmp_path):
    (tmp_path / "sheet.csv").write_text(WORKSHEET, encoding="utf-8")
    eve = worth("Eve", 5, key="eve", ids={"moodle": "102"})
    out, reports = tmp_path / "out.csv", []
    request = ExportRequest("moodle", tmp_path / "sheet.csv", out, feedback=True)

    def read(one):
        assert sum(each() is not None for each in reports) < 2
        report = replace(one.report)
        reports.append(weakref.ref(report))
        return [replace(one, report=report)], None

    def readers():
        return [partial(read, one) for one in (ADA, eve)]

    list(
        export_classes(
            Syllabus((Unit("homework", "Homework", 10),)),
            [InPieces(readers, lambda noted: None)],
            request,
        )
    )
    assert out.read_bytes() == fill([ADA, eve], feedback=True).content


def test_moodle_reads_the_new_grade_and_nothing_else_new():
    before, after = imported(WORKSHEET.encode()), imported(fill([ADA]).content)
    assert {key: after[key] for key in after if after[key] != before[key]} == {"101": (8.33, "")}


def test_only_the_one_cell_differs():
    expected = WORKSHEET.replace('grading",,10.00,Yes', 'grading",8.33,10.00,Yes')
    assert fill([ADA]).content == expected.encode()


def test_a_german_worksheet_gets_a_decimal_comma_in_quotes():
    filled = fill([ADA], GERMAN).content
    assert filled.decode() == GERMAN.replace('abgegeben",,', 'abgegeben","8,33",')
    read = imported(filled, grade="Bewertung", feedback="", decimal=",", prefix="Teilnehmer/in")
    assert read["101"][0] == 8.33


@pytest.mark.parametrize("status", ["not_graded", "unreadable", "refused", "missing"])
@pytest.mark.parametrize("name", ["Ada Lovelace", 'Max "M" Müller'])
def test_without_a_score_a_row_stays_as_it_was(name, status):
    export = fill([worth(name, 0, status=status)], feedback=True)
    assert export.content == WORKSHEET.encode()
    assert any("no score, which is not a score of zero" in text for text in told(export))


def test_tampered_goes_out_as_zero():
    export = fill([worth("Ada Lovelace", 0, status="tampered")])
    assert imported(export.content)["101"][0] == 0


def test_an_equal_number_is_left_as_it_is_written():
    assert fill([worth('Max "M" Müller', 7)]).content == WORKSHEET.encode()


def test_a_locked_row_stays_with_a_remark():
    export = fill([worth("=1+1", 5)], feedback=True)
    assert export.content == WORKSHEET.encode()
    assert any("locked" in text for text in told(export))


def test_a_locked_row_is_known_in_german():
    assert any("locked" in text for text in told(fill([worth("Max Müller", 5)], GERMAN)))


def test_a_locked_row_is_known_after_a_workflow_state():
    worksheet = WORKSHEET.replace("10.00", "10.00,Not marked")
    worksheet = worksheet.replace('"Maximum grade"', '"Maximum grade",State')
    assert any("locked" in text for text in told(fill([worth("=1+1", 5)], worksheet)))


def test_a_students_text_does_not_lock_a_row():
    worksheet = WORKSHEET.replace("Yes", "Já").replace("10.00,No", "10.00,Nei")
    worksheet = worksheet.replace("<p>No</p>", "no")
    assert imported(fill([ADA], worksheet).content)["101"][0] == 8.33


def test_more_than_the_maximum_is_not_written_but_told():
    export = fill([worth("Ada Lovelace", 10.5)])
    assert export.content == WORKSHEET.encode()
    assert any("10.5 is more than Moodle's maximum of 10" in text for text in told(export))


def test_another_maximum_is_told():
    export = fill([worth("Ada Lovelace", 5, maximum=50)])
    assert "Grade: is out of 10 there and out of 50 here; nothing is scaled" in told(export)


@pytest.mark.parametrize(
    ("key", "ids", "participant"),
    [
        pytest.param("x", {"moodle": "101", "email": "max@example.edu"}, "101", id="number first"),
        pytest.param("102", {}, "102", id="key as number"),
        pytest.param("x", {"email": "MAX@example.edu"}, "102", id="then the address"),
        pytest.param("max@example.edu", {}, "102", id="key as address"),
        pytest.param("x", {"login": "ada@example.edu"}, "101", id="another identity field"),
    ],
)
def test_a_student_is_found(key, ids, participant):
    stored = imported(fill([worth("", 5, key=key, ids=ids)]).content)
    assert [key for key, (grade, _) in stored.items() if grade == 5] == [participant]


def test_a_student_is_found_by_name():
    assert imported(fill([worth("Lovelace, Ada", 5, key="x")]).content)["101"][0] == 5


NUMBERED = WORKSHEET.replace("Email address", "ID number").replace("ada@example.edu", "s1")


@pytest.mark.parametrize(
    ("worksheet", "key", "ids"),
    [
        pytest.param(WORKSHEET, "x", {"email": "ada@other.org"}, id="address"),
        pytest.param(GERMAN, "x", {"email": "ada@other.org"}, id="address in German"),
        pytest.param(WORKSHEET, "101", {"email": "ada@other.org"}, id="not even with our key"),
        pytest.param(NUMBERED, "x", {"sis": "s9"}, id="ID number"),
        pytest.param(NUMBERED, "s1", {"sis": "s9"}, id="not even with our key as ID number"),
    ],
)
def test_a_namesake_with_another_id_is_a_stranger(worksheet, key, ids):
    export = fill([worth("Ada Lovelace", 5, key=key, ids=ids)], worksheet)
    assert export.content == worksheet.encode()
    assert f"Ada Lovelace ({key}): has no row in the file" in told(export)


@pytest.mark.parametrize(
    "ids",
    [
        pytest.param({"moodle": "77"}, id="the participant's number in another assignment"),
        pytest.param({"login": "ada1"}, id="a login, which the worksheet does not have"),
    ],
)
def test_an_id_of_another_kind_speaks_against_nobody(ids):
    stored = imported(fill([worth("Ada Lovelace", 5, key="x", ids=ids)], NUMBERED).content)
    assert stored["101"][0] == 5


def test_a_name_without_letters_is_a_name():
    stored = imported(
        fill([worth("4711", 5, key="x")], WORKSHEET.replace("Ada Lovelace", "4711")).content
    )
    assert stored["101"][0] == 5


def test_a_key_that_is_a_strangers_number_is_not_theirs():
    export = fill([worth("Jane Doe", 5, key="101")])
    assert export.content == WORKSHEET.encode()
    assert "Jane Doe (101): has no row in the file" in told(export)


def test_who_is_on_one_side_only_is_told():
    export = fill([ADA])
    assert [text.partition(":")[0] for text in told(export)] == [
        "Participant 102",
        "Participant 103",
    ]


@pytest.mark.parametrize(
    ("worksheet", "column", "feedback", "message"),
    [
        pytest.param(
            WORKSHEET.replace("Grade,", "Einkunn,").replace("10.00", "20.00", 1),
            None,
            False,
            "no column of grades: choose it with --column: Identifier; Full name",
            id="a language that is not known",
        ),
        pytest.param(WORKSHEET, "Points", False, "no column of grades", id="no such column"),
        pytest.param(
            WORKSHEET.replace("Email address", "Note"), None, False, "several", id="two of them"
        ),
        pytest.param(
            WORKSHEET.replace("Maximum grade", "Scale").replace("10.00", '"bad\ngood"'),
            None,
            False,
            "graded with a scale",
            id="a scale",
        ),
        pytest.param(
            WORKSHEET.replace("Maximum grade", "Scale").replace("10.00", "passed"),
            None,
            False,
            "graded with a scale",
            id="a scale of one word",
        ),
        pytest.param(
            WORKSHEET.replace("Maximum grade", "Kvarði").replace("10.00", '"bad\ngood"'),
            None,
            False,
            "graded with a scale",
            id="a scale in a language that is not known",
        ),
        pytest.param(
            WORKSHEET.replace("Feedback comments", "Athugasemdir"),
            None,
            True,
            "no column of feedback comments",
            id="no feedback",
        ),
    ],
)
def test_what_cannot_be_filled_in_is_refused(worksheet, column, feedback, message):
    with pytest.raises(UsageError, match=message):
        fill([ADA], worksheet, column, feedback=feedback)


SWEDISH = (
    'Identifierare,"Fullständigt namn",E-postadress,Status,Betyg,"Maximalt betyg",'
    '"Betyget kan ändras","Senast ändrad (inlämning)","Senast ändrad (betyg)","Kommentarer"\r\n'
    'Deltagare101,"Ada Lovelace",ada@example.edu,"Inlämnad",,"10,00",Ja,-,-,\r\n'
    'Deltagare102,"Max Müller",max@example.edu,Utkast,"7,00","10,00",Nej,-,-,\r\n'
)


def test_in_a_language_that_is_not_known_the_places_of_columns_tell():
    assert fill([ADA], SWEDISH).content.decode() == SWEDISH.replace(
        'Inlämnad",,', 'Inlämnad","8,33",'
    )


def test_where_places_do_not_tell_a_language_that_is_not_known_takes_a_column():
    worksheet = WORKSHEET.replace("Grade,", "Einkunn,")
    filled = fill([ADA], worksheet, "Einkunn").content
    assert imported(filled, grade="Einkunn")["101"][0] == 8.33


def feedback_of(one, worksheet=WORKSHEET):
    return imported(fill([one], worksheet, feedback=True).content)["101"][1]


def test_feedback_says_the_total_what_was_lost_and_why():
    one = standing("Ada Lovelace", lost(UPDATE, 1), gained(BIAS), diagnoses=(WRONG_SIGN,))
    assert feedback_of(one).split("<br>") == [
        "golden-grader: 3 of 5 points",
        "the update follows the lecture: 1 of 3: epoch 1: expected &lt;b&gt;2&lt;/b&gt;, got 3",
        "Your answers are those of a program in which the update has the wrong sign. "
        "Subtract the error (it begins in cell 3, line 7).",
    ]


@pytest.mark.parametrize("criterion", [SECRET, LATER], ids=["hidden", "after the due date"])
def test_feedback_says_nothing_of_what_is_not_visible(criterion):
    text = feedback_of(standing("Ada Lovelace", gained(UPDATE), lost(criterion, 0, UNSEEN)))
    assert text == "golden-grader: 3 of 8 points"


def test_feedback_is_on_one_line_and_opens_no_formula_elsewhere():
    """A spreadsheet with another list separator would begin a cell after each `;`."""
    hostile = WRONG_SIGN.__class__(("x",), "a;=1+1\n<=2; +-@3", "b;=c", None)
    text = feedback_of(standing("Ada Lovelace", diagnoses=(hostile,)))
    assert "\n" not in text
    assert not re.search(r";\s*[=+\-@]", text)
    assert "a;=1+1 <=2; +-@3" in html.unescape(text)


def test_a_comment_of_ours_is_replaced():
    worksheet = WORKSHEET.replace('"<p>No</p>",-,\n', ',-,"golden-grader: 1 of 3 points"\n')
    assert feedback_of(standing("Ada Lovelace", gained(UPDATE)), worksheet) == (
        "golden-grader: 3 of 3 points"
    )


def test_a_teachers_comment_stays_with_a_remark():
    export = fill([worth('Max "M" Müller', 4)], feedback=True)
    assert imported(export.content)["102"] == (4, "Well done, Max")
    assert any("comment of somebody's" in text for text in told(export))


def test_without_being_asked_for_feedback_none_is_given():
    assert fill([worth('Max "M" Müller', 4)]).content == (WORKSHEET.replace("7.00", "4").encode())


@given(
    earned=st.floats(0, 10),
    bom=st.sampled_from(["", "\ufeff"]),
    ends=st.sampled_from(["\r\n", "\n"]),
    cell=st.sampled_from(["", '""', "3", '"3.00"']),
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=9),
)
def test_all_but_the_one_cell_stays_to_the_byte(earned, bom, ends, cell, text):
    quoted = '"' + text.replace('"', '""') + '"'
    head = f"{bom}Identifier,Full name,Grade,Maximum grade,Can,Text{ends}Participant 1,Ada,"
    tail = f",10.00,Yes,{quoted}{ends}Participant 2,Max,4,10.00,No,{quoted}"
    filled = fill([worth("Ada", earned)], head + cell + tail).content.decode()
    assert filled.startswith(head)
    assert filled.endswith(tail)
    assert float(filled[len(head) : -len(tail)].strip('"')) == round(earned, 2)


def test_the_same_input_gives_the_same_bytes():
    assert fill([ADA], feedback=True) == fill([ADA], feedback=True)
