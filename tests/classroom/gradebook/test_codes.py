"""What is known of equal programs, for whom it counts, and how far that holds."""

from support.gradebooks import ADA, BEN, EVE, attempt, grade, judged, kept, record

from grader.classroom.hiding import hide_names


def codes(book, way="tokens"):
    return [(each.student.key, each.content, each.code) for each in book.codes("hw1", way)]


def test_a_code_is_that_of_what_counts_by_the_way_that_made_it(book):
    book.enroll([EVE])
    grade(book, 5, content="A", observed=kept("k1", "A"))
    grade(book, 5, content="B", minute=1, observed=kept("k2", "B"))
    grade(book, 5, student=BEN, content="C", observed=kept("k3", "C"))
    book.learn_codes("tokens", {"k1": "one", "k2": "two", "unknown": "none"})
    book.learn_codes("tokens", {"k2": "another"})  # too late: it is written once
    assert codes(book) == [("ada", "B", "two"), ("ben", "C", None)]
    assert codes(book, "other tokens") == [("ada", "B", None), ("ben", "C", None)]


def test_a_code_that_comes_with_a_score_is_known_and_of_one_that_was_there_stays(book):
    record(book, attempt(), judged(5), kept("k1"), code=("tokens", "one"))
    record(book, attempt(BEN), judged(5), kept("k1"), code=("tokens", "another"))
    record(book, attempt(EVE), judged(5), None)
    assert codes(book) == [("ada", "A", "one"), ("ben", "A", "one")]


def test_of_what_is_not_observed_there_is_no_code(book):
    grade(book, status="unreadable")
    assert not codes(book)


def test_while_names_are_hidden_codes_of_students_stand_for_them(book):
    for student in (ADA, BEN):
        grade(book, 5, student=student, content=student.key, observed=kept(student.key))
    hide_names(book, hide=True, who="ta", why="blind")
    hidden = book.codes("hw1", "tokens")
    cover = book.cover()
    assert [each.student.key for each in hidden] == sorted(cover.people)
    assert [cover.key(each.student.key) for each in hidden] == [each.content for each in hidden]
