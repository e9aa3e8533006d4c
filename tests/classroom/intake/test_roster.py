"""Class lists as people and systems write them, and who is found by which name."""

import contextlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.counting import LINEAR, growth_of, steps

from grader.classroom.intake.roster import Roster, read_roster
from grader.classroom.people import Student
from grader.core.errors import UsageError


@pytest.fixture
def reading(tmp_path):
    def read(content):
        raw = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "class.csv").write_bytes(raw)
        return read_roster(tmp_path / "class.csv").students

    return read


@pytest.fixture
def fault(reading):
    """What is said of a list that can't be read, after the name of the file."""

    def read(content):
        with pytest.raises(UsageError) as caught:
            reading(content)
        place, _, message = str(caught.value).partition("class.csv: ")
        assert place.endswith("/")
        return message

    return read


# Blackboard's full gradebook.

BLACKBOARD = """\
"Last Name","First Name","Username","Student ID","Last Access","Availability","HW 1 |664617"
"O'Brien","Mary Jane","maryob","7001","2024-01-01 10:00:00","Yes",""
"Lee","Ann","ann_lee","","2024-01-01 10:00:00","Yes",""
"Kay","Bob","bkay_previewuser","bkay_previewuser","2024-01-01 10:00:00","Yes",""
"""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t"])
def test_blackboards_gradebook_names_each_by_the_username(reading, encoding, mark):
    text = BLACKBOARD.replace('","', f'"{mark}"')
    assert reading(text.encode(encoding)) == (
        Student("maryob", "O'Brien, Mary Jane", {"login": "maryob", "sis": "7001"}),
        Student("ann_lee", "Lee, Ann", {"login": "ann_lee"}),
    )


# Our own layout.


@pytest.mark.parametrize("key", ["student", "id", "student_id", "Student ID", "Username", "LOGIN"])
def test_the_key_is_called_in_several_ways(reading, key):
    (student,) = reading(f"name,{key}\nJane Doe,jdoe\n")
    assert (student.key, student.name) == ("jdoe", "Jane Doe")


def test_every_column_is_read(reading):
    assert reading(
        "student,name,email,login,canvas,sis,moodle,group,section,shoe size\n"
        "jane,Jane Doe,jane@x.edu,jdoe,101,S1,Participant 17,Team A,Monday,39\n"
    ) == (
        Student(
            "jane",
            "Jane Doe",
            {
                "canvas": "101",
                "sis": "S1",
                "login": "jdoe",
                "email": "jane@x.edu",
                "moodle": "17",
                "group": "Team A",
                "section": "Monday",
            },
        ),
    )


def test_the_first_that_can_be_the_key_is_and_a_login_is_known_as_one(reading):
    (student,) = reading("login,student\njdoe,jane\n")
    assert (student.key, student.ids) == ("jane", {"login": "jdoe"})
    (student,) = reading("username\njdoe\n")
    assert (student.key, student.ids) == ("jdoe", {"login": "jdoe"})


def test_a_name_in_two_columns_is_put_together(reading):
    students = reading("id,First name,Last name\n1,Jane,Doe\n2,,Cher\n3,,\n")
    assert [student.name for student in students] == ["Doe, Jane", "Cher", ""]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_line_end_will_do(reading, mark, end):
    lines = [["student", "name", "group"], ["jane", '"Doe, Jane; B.Sc."', "A"], ["joe", "", ""]]
    students = reading(end.join(mark.join(cells) for cells in lines))
    assert [(s.key, s.name) for s in students] == [("jane", "Doe, Jane; B.Sc."), ("joe", "")]


def test_excels_line_that_names_the_delimiter_is_no_header(reading):
    (student,) = reading("sep=;\r\nstudent;name\r\njane;Doe, Jane\r\n")
    assert (student.key, student.name) == ("jane", "Doe, Jane")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_umlauts_survive_what_spreadsheets_save(reading, encoding):
    (student,) = reading('"student",name\njörg,Jörg Müßig\n'.encode(encoding))
    assert (student.key, student.name) == ("jörg", "Jörg Müßig")


NAMES = {
    "utf_16_le": ["Ada"],
    "gbk": ["王小明", "李雷"],
    "gb18030": ["王 a"],
    "big5": ["陳大文"],
    "shift_jis": ["田中太郎"],
    "euc_kr": ["김철수"],
    "mac_roman": ["Müller, Jörg", "José", "Zoë Nuñez", "Ångström"],
    "cp850": ["Müller"],
    "cp437": ["José"],
    "cp1250": ["Jiří Novák", "Łukasz Żak", "Černý"],
    "iso8859_2": ["Dvořák"],
    "cp1251": ["Иванов"],
    "koi8_r": ["Иван"],
    "cp1253": ["Γιώργος"],
    "cp1254": ["Şule Yılmaz"],
    "cp1255": ["שרה"],
    "cp1256": ["محمد"],
}


@pytest.mark.parametrize("encoding", NAMES)
def test_no_list_of_another_encoding_has_students_of_other_names(fault, encoding):
    for name in NAMES[encoding]:
        message = fault(f'student,name\nada,Ada\n1001,"{name}"\n'.encode(encoding))
        line = 1 if encoding.startswith("utf") else 3
        words = f"line {line}: not UTF-8, and what else it is can't be told; save it"
        assert message.startswith(words)


@pytest.mark.parametrize(
    "name", ["Müßig", "D’Angelo", "Françoise", "JÜRGEN", "Zoë Nuñez", "Weiß-Öhler", "Ægir Ørsted"]
)
def test_names_of_western_europe_are_read_as_a_spreadsheet_saves_them(reading, name):
    (student,) = reading(f"student,name\n1,{name}\n".encode("cp1252"))
    assert student.name == name


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"PK\x03\x04...", "(.xlsx, .ods, .numbers), no CSV; open it", id="xlsx"),
        pytest.param(b"\xd0\xcf\x11\xe0...", "an Excel workbook (.xls), no CSV", id="xls"),
        pytest.param(b"%PDF-1.7", "a PDF, no CSV", id="pdf"),
        pytest.param(b"\n<!DOCTYPE html>", "a web page, no CSV; log in", id="web page"),
    ],
)
def test_what_is_no_list_is_named(fault, content, words):
    assert words in fault(content)


@pytest.mark.parametrize("name", ["M\ufffdller", "M\u00c3\u00bcller"], ids=["lost", "read twice"])
def test_letters_that_were_lost_before_are_told(fault, name):
    assert fault(f"student,name\nada,Ada\n7,{name}\n").startswith("line 3: ")


@pytest.mark.parametrize("id", ["1.23457E+17", "1,2E+05", "20231234.0", "#####", "#N/A", "#NAME?"])
@pytest.mark.parametrize("column", ["student", "canvas", "sis", "email"])
def test_an_id_that_a_spreadsheet_has_changed_is_told(fault, column, id):
    cells = {"student": "ada", "canvas": "7", "sis": "S1", "email": "a@x", column: f'"{id}"'}
    content = f"{','.join(cells)}\n{','.join(cells.values())}\n"
    assert fault(content).startswith(f"line 2: a spreadsheet has changed an id to {id!r}")


def test_the_lists_of_other_systems_are_read(reading):
    (ann,) = reading("First Name,Last Name,SID,Email,Sections\nAnn,Lee,u1,ann@x.edu,\n")
    assert ann == Student("u1", "Lee, Ann", {"email": "ann@x.edu"})
    header = "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator"
    (ann,) = reading(f"{header}\n#0012345,#u1,Lee,Ann,a@x,#\n")
    assert ann == Student("u1", "Lee, Ann", {"sis": "0012345", "login": "u1", "email": "a@x"})


GITHUB = '"identifier","github_username","github_id","name"\n'


def test_gradescope_s_roster_names_staff_who_are_no_students(reading):
    assert reading(
        "First Name,Last Name,SID,Email,Role,Section\n"
        "Ann,Lee,u1,ann@x.edu,Student,\nBo,Day,,bo@x.edu,Student,A\n"
        "Cy,Coe,,cy@x.edu,Instructor,\nDi,Fox,9,di@x.edu,TA,\n"
    ) == (
        Student("u1", "Lee, Ann", {"sis": "u1", "email": "ann@x.edu", "section": ""}),
        Student("bo@x.edu", "Day, Bo", {"email": "bo@x.edu", "section": "A"}),
    )


def test_github_classroom_s_roster_knows_whose_account_is_which(reading):
    students = reading(f'{GITHUB}"ann@x.edu","Octo-Ann","123","Ann"\n"Lee, Bo","","",""\n')
    assert students == (
        Student("ann@x.edu", "Ann", {"github": "Octo-Ann", "email": "ann@x.edu"}),
        Student("Lee, Bo", "Lee, Bo"),  # has linked no account yet
    )
    assert [s.key for s in Roster(students).find("octo-ann")] == ["ann@x.edu"]


def test_github_classroom_s_grades_know_the_groups_too(reading):
    (ann, bo) = reading(
        "assignment_name,github_username,roster_identifier,student_repository_name,group_name\n"
        "P,octo-ann,u1,p-bees,bees\nP,octo-bo,,p-bees,bees\n"
    )
    assert ann == Student("u1", "", {"github": "octo-ann", "group": "bees"})
    assert bo == Student("octo-bo", "", {"github": "octo-bo", "group": "bees"})


def test_a_row_of_github_classroom_s_that_names_nobody_is_told(fault):
    assert fault(f'{GITHUB}"","","123","Ann"\n').startswith("line 2: neither an identifier nor")


def test_a_list_of_one_s_own_may_have_users_of_github(reading):
    (ann,) = reading("student,github\nann,octo-ann\n")
    assert ann.ids == {"github": "octo-ann"}


def test_quotes_line_ends_in_cells_blank_lines_and_control_characters(reading):
    students = reading('\n,,\nstudent,name\n\n" jane\x07 ","Jane ""J."" \nDoe"\n , \njoe,Joe\n\n')
    assert [(s.key, s.name) for s in students] == [("jane", 'Jane "J." Doe'), ("joe", "Joe")]


def test_a_number_kept_as_text_is_the_number(reading):
    (student,) = reading('student,name\n"=""00123""",Jane\n')
    assert student.key == "00123"


def test_short_rows_have_blank_cells(reading):
    (student,) = reading("student,name,email\njane\n")
    assert student == Student("jane")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "the file is empty", id="empty"),
        pytest.param("\n ,,\n", "the file is empty", id="blank"),
        pytest.param("student,name\n", "no students below the header", id="header only"),
        pytest.param("name,email\nJane,j@x\n", "line 1: no column says who", id="no key"),
        pytest.param(
            "student\njane\n\njoe\njane\n",
            "line 5: the student 'jane' is in line 2 too",
            id="twice",
        ),
        pytest.param(
            "student,name\njane,J\n,Joe\n", "line 3: no 'student'; fill it in", id="blank key"
        ),
        pytest.param(
            "student,name\n\njane,Doe,Jane\n", "line 3: 3 cells, but 2 columns", id="unquoted comma"
        ),
        pytest.param('student,name\n"a\nb",B\n"joe,Joe\nkim', "line 4: not CSV", id="open quote"),
        pytest.param(b"student\njane\n\x81\xff\n", "line 3: not UTF-8, and what", id="no text"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(fault, content, message):
    assert fault(content).startswith(message)


def test_a_list_that_is_not_there_or_no_file_is_our_error(tmp_path):
    for path in (tmp_path / "gone.csv", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            read_roster(path)


# Canvas.

GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Perceptron (77),Current Score
,,,,,Manual Posting,
    Points Possible,,,,,50,(read only)
"Doe, Jane",101,S1,jdoe,Monday and Tuesday,12,24
"="\"=Evil, Joe""\",102,,joe,Monday,N/A,
"Student, Test",999,,0c5,Monday,,
"""


def test_a_canvas_gradebook_is_a_roster(reading):
    jane, joe = reading(GRADEBOOK)
    ids = {"canvas": "101", "sis": "S1", "login": "jdoe", "section": "Monday and Tuesday"}
    assert jane == Student("101", "Doe, Jane", ids)
    assert joe == Student(
        "102", "=Evil, Joe", {"canvas": "102", "login": "joe", "section": "Monday"}
    )


def test_a_canvas_gradebook_may_have_two_columns_for_the_name(reading):
    (jane,) = reading("LastName,FirstName,ID,SIS Login ID,Section\nDoe,Jane,101,jdoe,M\n")
    ids = {"canvas": "101", "login": "jdoe", "section": "M"}
    assert jane == Student("101", "Doe, Jane", ids)


def test_a_canvas_row_without_an_id_is_known_by_the_login_or_not_at_all(reading, fault):
    header = "Student,ID,SIS Login ID,Section\n"
    (jane,) = reading(header + '"Doe, Jane",,jdoe,M\n')
    assert jane.key == "jdoe"
    assert fault(header + '"Doe, Jane",,,M\n').startswith("line 2: Doe, Jane has no id")


def test_a_list_of_our_own_with_an_id_and_a_section_is_no_gradebook(reading):
    (jane,) = reading("student,id,name,section\njane,7,Jane Doe,M\n")
    assert jane == Student("jane", "Jane Doe", {"section": "M"})


# Moodle.


@pytest.mark.parametrize("key", ["student", "username", "login"])
def test_a_group_that_looks_like_a_participant_makes_no_worksheet(reading, key):
    (student,) = reading(f"group,{key},name,email\nTeam 3,jane,Jane Doe,j@x.edu\n")
    assert (student.key, student.ids["group"]) == ("jane", "Team 3")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        pytest.param(
            "Identifier,Full name,Email address,ID number,Status,Group,Grade",
            "Participant 17,Jane Doe,jane@x.edu,S1,Submitted,Team A,",
            id="English",
        ),
        pytest.param(
            "ID,Vollständiger Name,E-Mail-Adresse,ID-Nummer,Status,Gruppe,Bewertung",
            "Teilnehmer/in 17,Jane Doe,jane@x.edu,S1,Eingereicht,Team A,",
            id="German",
        ),
        pytest.param(
            "Identifiant,Nom complet,Adresse de courriel,Numéro d'identification,Statut,Groupe",
            "Participant 17,Jane Doe,jane@x.edu,S1,Remis,Team A",
            id="French",
        ),
    ],
)
def test_a_moodle_worksheet_is_a_roster_in_any_language(reading, header, row):
    ids = {"sis": "S1", "email": "jane@x.edu", "moodle": "17", "group": "Team A"}
    assert reading(f"{header}\n{row}\n") == (Student("S1", "Jane Doe", ids),)


@pytest.mark.parametrize(
    ("word", "header"),
    [
        pytest.param(
            "Teilnehmer/in",
            "ID,Vollständiger Name,E-Mail-Adresse,ID-Nummer,Status,Gruppe,Bewertung",
            id="German",
        ),
        pytest.param("Teilnehmer*in", "ID,Name,E-Mail,ID-Nummer,Status,Gruppe,Note", id="genders"),
        pytest.param(
            "Participante",
            "Identificador,Nombre completo,Dirección de correo,Número de ID,Estado,Grupo,Nota",
            id="Spanish",
        ),
        pytest.param(
            "Deelnemer",
            "Identificatie,Volledige naam,E-mailadres,ID-nummer,Status,Groep,Cijfer",
            id="Dutch",
        ),
        pytest.param("Katılımcı", "Kimlik,Ad soyad,E-posta,ID number,Durum,Grup,Not", id="Turkish"),
        pytest.param("参加者", "識別子,氏名,メール,ID num,状態,Group,評点", id="Japanese"),
        pytest.param("Thamgia", "Mã,Họ tên,Thư,ID num,Trạng thái,Group,Điểm", id="one not known"),
    ],
)
def test_what_a_moodle_site_calls_its_participants_matters_not(reading, word, header):
    row = f"{word}1234567,Jane Doe,jane@x.edu,S1,-,Team A,"
    (student,) = reading(f"{header}\n{row}\n")
    assert (student.key, student.name) == ("S1", "Jane Doe")
    assert (student.ids["moodle"], student.ids["email"]) == ("1234567", "jane@x.edu")


def test_keys_that_end_in_numbers_make_no_worksheet(reading):
    assert [student.key for student in reading("id,name\nu17,Jane\nu18,Joe\n")] == ["u17", "u18"]


@pytest.mark.parametrize(
    ("cells", "key"), [("jane@x.edu,", "jane@x.edu"), (",", "17"), ("jane@x.edu,S1", "S1")]
)
def test_the_key_of_a_moodle_row_is_what_stays_the_same_longest(reading, cells, key):
    header = "Identifier,Full name,Email address,ID number,Status\n"
    (student,) = reading(f"{header}Participant 17,Jane Doe,{cells},-\n")
    assert student.key == key


def test_a_moodle_worksheet_of_blind_marking_has_no_names(reading):
    for word in ("Participant ", "Teilnehmer/in"):
        students = reading(f"Identifier,Status,Grade\n{word}17,-,\n{word}18,-,\n")
        both = Student("17", "", {"moodle": "17"}), Student("18", "", {"moodle": "18"})
        assert students == both


# Finding.

JANE = Student("jane", "Doe, Jane", {"canvas": "101", "login": "JDoe", "email": "Jane@x.edu"})
JOE = Student("joe", "Joe van der Müller", {"canvas": "102", "moodle": "17", "sis": "S2"})
KIM1 = Student("kim1", "Kim Lee", {"group": "Team A"})
KIM2 = Student("kim2", "Lee, Kim", {"group": "team-a"})
ROSTER = Roster((JANE, JOE, KIM1, KIM2))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("101", (JANE,), id="Canvas id"),
        pytest.param("17", (JOE,), id="Moodle number"),
        pytest.param("jane", (JANE,), id="key"),
        pytest.param("Jane", (), id="a key has its case"),
        pytest.param("jdoe", (JANE,), id="login in any case"),
        pytest.param("jane@X.edu", (JANE,), id="e-mail in any case"),
        pytest.param("S2", (JOE,), id="SIS id"),
        pytest.param("Jane Doe", (JANE,), id="name"),
        pytest.param("Doe, Jane", (JANE,), id="family name first"),
        pytest.param("doe_jane", (JANE,), id="with underscores"),
        pytest.param("Jane-Doe", (JANE,), id="with hyphens"),
        pytest.param("doejane", (JANE,), id="as Canvas writes it"),
        pytest.param("vandermüllerjoe", (JOE,), id="as Canvas writes more words"),
        pytest.param("Van der Mu\u0308ller, Joe", (JOE,), id="as macOS writes umlauts"),
        pytest.param("Joe van der Muller", (), id="another name"),
        pytest.param("Kim Lee", (KIM1, KIM2), id="a name of two"),
        pytest.param("Jan", (), id="a part of a name"),
        pytest.param("", (), id="nothing"),
        pytest.param("-_ ,", (), id="no words"),
    ],
)
def test_find(text, found):
    assert ROSTER.find(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hw1_jane", (JANE,)),
        ("JDOE-perceptron", (JANE,)),
        ("hw1-doe_jane-final", (JANE,)),
        ("hw1 - Jane Doe", (JANE,)),
        ("hw1_jane (2)", (JANE,)),
        ("hw1_jane_joe", (JANE, JOE)),
        ("hw1janefinal", ()),
        ("hw1_lee_kim", (KIM1, KIM2)),
    ],
)
def test_find_within(text, found):
    assert ROSTER.find_within(text) == found


def test_a_hostile_name_of_twice_the_parts_takes_twice_the_work():
    def work(count):
        return steps(lambda: ROSTER.find_within("_" * count))

    ROSTER.find_within("_")
    assert growth_of(work, 10_000) < LINEAR


def test_a_key_goes_before_an_id_and_ids_of_several_find_them_all():
    ann, bob = Student("1001", "Ann", {"canvas": "1002"}), Student("1002", "", {"canvas": "1001"})
    roster = Roster((ann, bob, Student("x", ids={"canvas": "7"}), Student("y", ids={"sis": "7"})))
    assert roster.find("1001") == (ann,)
    assert [student.key for student in roster.find("7")] == ["x", "y"]


def test_a_group_is_found_however_it_is_spelt():
    assert ROSTER.named("group", "TEAM_A") == (KIM1, KIM2)
    assert ROSTER.group_within("hw1_team-a") == (KIM1, KIM2)
    assert ROSTER.group_within("hw1_team") == ()
    two = Roster((KIM1, Student("x", ids={"group": "b"})))
    assert two.group_within("team-a_b") == ()


def test_a_name_counts_as_it_is_written_before_its_words_run_together():
    jan = Student("jan", "Jan Edoe")
    assert Roster((JANE, jan)).find("jan_edoe") == (jan,)


def find_everyone(path, count):
    """Read a class of so many, and find each and all."""
    lines = (f"s{n},First{n} Last{n},{n}@x.edu,all" for n in range(count))
    path.write_text("\n".join(["student,name,email,group", *lines]))
    roster = read_roster(path)
    for n in range(count):
        assert roster.find(f"last{n}first{n}")[0].key == f"s{n}"
    assert len(roster.named("group", "all")) == count


def test_a_large_class_is_read_and_everyone_found(tmp_path):
    find_everyone(tmp_path / "mooc.csv", 20_000)


def test_of_twice_the_class_everyone_is_found_by_twice_the_work(tmp_path):
    path = tmp_path / "mooc.csv"
    find_everyone(path, 1)
    assert growth_of(lambda count: steps(lambda: find_everyone(path, count))) < LINEAR


@given(st.binary(max_size=300) | st.text(alphabet='student,id"\n; 1\0x=', max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example("x" * 200_000)
@example('Student,ID,SIS Login ID,Section\n"')
def test_no_bytes_as_a_list_raise_anything_but_ours(tmp_path, content):
    raw = content if isinstance(content, bytes) else content.encode()
    (tmp_path / "class.csv").write_bytes(raw)
    with contextlib.suppress(UsageError):
        assert read_roster(tmp_path / "class.csv").students
