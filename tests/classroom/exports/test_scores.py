"""What is made of a score is made once for it, and is never another's."""

import gc
from dataclasses import replace

from grader.classroom.exports import scores
from grader.classroom.exports.scores import once_for_each
from grader.core.result import Score, ScoreStatus

SCORE = Score("c", "title", "visible", "g", ScoreStatus.EARNED, 1, 1)


def recorded():
    calls = []

    @once_for_each
    def work(score, number):
        calls.append((score.name, number))
        return f"{score.name} {number}"

    return work, calls


def test_work_is_done_once_for_each_score_and_number():
    work, calls = recorded()
    assert [work(SCORE, 1), work(SCORE, 2), work(SCORE, 1)] == ["c 1", "c 2", "c 1"]
    assert calls == [("c", 1), ("c", 2)]


def test_no_more_is_kept_than_is_said():
    made = [replace(SCORE, name=f"c{number}") for number in range(5)]
    calls = []
    work = once_for_each(lambda score: calls.append(score.name), most=4)
    for score in (*made[:4], *made[:4], made[4], made[0]):
        work(score)
    assert calls == ["c0", "c1", "c2", "c3", "c4", "c0"]


def test_a_score_that_is_gone_gives_its_place_to_no_other(monkeypatch):
    monkeypatch.setattr(scores, "MOST_CACHED", 3)
    work, _ = recorded()
    for number in range(500):
        name = f"c{number}"
        assert work(replace(SCORE, name=name), 1) == f"{name} 1"
        gc.collect(0)
