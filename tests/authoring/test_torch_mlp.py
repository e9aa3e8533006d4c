"""The network in PyTorch: what is wrong by no single answer loses its own points, and no others."""

import pytest
from support.homework import reading_of_cells, written

from grader.authoring.timing import time_questions
from grader.core.probe import Answer
from grader.core.result import ScoreStatus
from grader.pipeline import grade

IMPORTS = "import torch\nfrom torch import nn"
# Keeps the first answer for ever.
FIRST = """
own = {name}
def {name}(*arguments, kept=[]):
    kept.append(kept[0] if kept else own(*arguments))
    return kept[-1]
"""
# Keeps what was answered about a model, whatever it has learned since.
CACHED = """
own = {name}
def {name}(model, *arguments):
    cache = model.__dict__.setdefault("cache of {name}", {{}})
    key = tuple(id(argument) for argument in arguments)
    if key not in cache:
        cache[key] = own(model, *arguments), arguments
    return cache[key][0]
"""
RENAMED = """
class MLP(nn.Module):
    def __init__(self, num_features, num_hidden, num_classes, dropout=0.0):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(num_features, num_hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(num_hidden, num_classes),
        )

    def forward(self, X):
        return self.layers(X)
"""
BEFORE = (
    "own = {name}\ndef {name}(model, *arguments):\n    {line}\n    return own(model, *arguments)"
)
AFTER = (
    "own = {name}\n"
    "def {name}(model, *arguments):\n"
    "    answer = own(model, *arguments)\n"
    "    {line}\n"
    "    return answer"
)
SILENT = {
    "other names of layers": ({"parameters"}, RENAMED),
    "a step that chooses the mode": ({"step"}, BEFORE.format(name="step", line="model.train()")),
    "a step that ends in evaluation mode": (
        {"step"},
        AFTER.format(name="step", line="model.eval()"),
    ),
    "evaluation that always ends in training mode": (
        {"evaluate", "unseen"},
        AFTER.format(name="evaluate", line="model.train()"),
    ),
    "prediction that always ends in training mode": (
        {"predict"},
        AFTER.format(name="predict", line="model.train()"),
    ),
    "prediction that remembers how": (
        {"without_gradients"},
        AFTER.format(name="predict", line="model(*arguments)"),
    ),
    "evaluation in tensors": (
        {"evaluate"},
        "own = evaluate\n"
        "def evaluate(*arguments):\n"
        "    return [*map(torch.tensor, own(*arguments))]",
    ),
    "losses in tensors": (
        {"losses"},
        "own = train\ndef train(*arguments):\n    return torch.tensor(own(*arguments))",
    ),
    "a share of its own that is dropped": (
        {"dropout"},
        "own = MLP\ndef MLP(m, h, k, dropout=0.0):\n    return own(m, h, k, dropout and 0.5)",
    ),
}


@pytest.fixture(scope="module")
def lost_by(course, sandbox):
    assignment, cells = course.assignment("torch_mlp"), written("torch_mlp")

    def lost(cell):
        reading = reading_of_cells(IMPORTS, *cells, cell)
        report = grade(reading, assignment, sandbox, is_own=True).report
        assert report.errors == ()
        return {s.name for s in report.scores if s.status is not ScoreStatus.EARNED}

    return lost


def test_the_functions_alone_lose_nothing(lost_by):
    assert lost_by("own = step") == set()


@pytest.mark.parametrize(
    ("name", "criterion"),
    [
        ("count_parameters", "count"),
        ("loss_of", "loss"),
        ("predict", "predict"),
        ("evaluate", "evaluate"),
    ],
)
def test_who_keeps_a_first_answer_loses_the_function(lost_by, name, criterion):
    assert criterion in lost_by(FIRST.format(name=name))


@pytest.mark.parametrize("name", ["predict", "evaluate"])
def test_who_keeps_what_a_model_answered_loses_the_function(lost_by, name):
    assert lost_by(CACHED.format(name=name)) == {name}


@pytest.mark.parametrize(("criteria", "cell"), SILENT.values(), ids=SILENT)
def test_what_is_wrong_beside_the_values_loses_no_more_than_that(lost_by, criteria, cell):
    assert lost_by(cell) == criteria


@pytest.mark.processes
def test_a_question_that_asks_for_the_compiler_has_its_time_and_its_answer(course, sandbox):
    assignment = course.assignment("torch_mlp")
    counted = [probe for probe in assignment.probes if probe.function == "counted"][:1]
    line = "torch.use_deterministic_algorithms(True)"
    asking = AFTER.format(name="count_parameters", line=line)
    reading = reading_of_cells(IMPORTS, *written("torch_mlp"), asking)
    (timed,) = time_questions(reading, assignment, sandbox, counted).values()
    assert timed.observation == Answer(assignment.golden[counted[0].name])
    assert timed.seconds < assignment.limits.probe_seconds
