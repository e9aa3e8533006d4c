"""Every attack of `attacks/` is contained at every level, and works where there is no wall."""

import importlib.util
import sys
import sysconfig
from pathlib import Path

import pytest
from support import harness
from support.project import skip_level

from grader.core.errors import GraderError

pytestmark = [
    pytest.mark.walls,
    pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's"),
]
ATTACKS = harness.load_attacks()
REACHED = "files that its user can reach are not closed off"
each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    tmp_path_factory.getbasetemp()  # before the host has a folder of its own for such things
    with harness.attacked_host() as host:
        yield host


@pytest.fixture(scope="module", params=harness.LEVELS)
def walled(request, host):
    """One sandbox for all attacks: what one of them leaves, the next would find."""
    try:
        with harness.level(request.param, host) as where:
            yield where
    except GraderError as error:
        skip_level(request.param, error)


@pytest.fixture(scope="module")
def unwalled(host):
    with harness.level("none", host) as where:
        yield where


@each_attack
def test_an_attack_is_contained(attack, walled, request):
    level = request.node.callspec.params["walled"]
    outcome = walled.attack(attack)
    if attack.gaps.get(level) == REACHED and outcome.is_contained and not others_reach_packages():
        pytest.skip("the packages lie where no other user reaches them, as below root's home")
    if level in attack.gaps:  # one that is closed is to be taken out of the header
        assert not outcome.is_contained, f"no such gap: {attack.gaps[level]}"
    else:
        assert outcome.is_contained, outcome.complaints


@each_attack
def test_its_control_succeeds_without_a_wall(attack, host, unwalled):
    if attack.needs_root and not harness.IS_ROOT:
        pytest.skip("needs the superuser's rights")
    if attack.needs_numpy and importlib.util.find_spec("numpy") is None:
        pytest.skip("needs numpy")
    succeeded, verdict = harness.control(attack, host, unwalled)
    assert succeeded, verdict


def test_an_honest_program_earns_its_points_between_attacks(walled):
    assert walled.grade_cells([harness.SOLUTION]).earned == 7
    assert walled.grade_cells([harness.PROGRAM]).earned == 5


SLIP = """
AIM = "mean"

def known(values):
    return [value for value in values if value is not None]

def total(values):
    return known(values)[0]

def mean(values):
    return total(values) / len(known(values))

def positive(values):
    return sum(value > 0 for value in known(values))
"""


def test_what_follows_from_an_honest_mistake_is_given_back_between_attacks(walled):
    report = walled.grade_mended(SLIP)
    assert [score.earned for score in report.scores] == [1, 0, 3, 1, 2]


@pytest.mark.parametrize("name", ["mends_everything", "follows_calls"])
def test_a_naive_mender_is_not_fooled_by_two_honest_mistakes(name, host, tmp_path):
    honest = tmp_path / "mended" / "honest.py"
    honest.parent.mkdir()
    honest.write_text(SLIP.replace("total(values) /", "1 +"))
    attack = harness.Attack(honest, "", "", f"naive {name}")
    assert harness.naive(attack, host, tmp_path) == "stands"


def names_of_naive_graders():
    of_programs = (attack for attack in ATTACKS if attack.group not in ("files", "mended"))
    controls = {attack.control for attack in of_programs}
    return sorted(name.removeprefix("naive ") for name in controls if name.startswith("naive "))


@pytest.mark.parametrize("name", names_of_naive_graders())
def test_a_naive_grader_is_not_fooled_by_an_honest_mistake(name, host, tmp_path):
    honest = harness.ATTACKS / "honest_mistake.py"
    attack = harness.Attack(honest, "", "", f"naive {name}")
    assert harness.naive(attack, host, tmp_path) == "stands"


def others_reach_packages():
    """Whether folders let everybody through to what is installed."""
    return all(folder.stat().st_mode & 1 for folder in Path(sysconfig.get_path("purelib")).parents)
