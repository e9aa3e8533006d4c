"""A program of nothing but tables: what the example answers to all that a kit asks, by rote."""

import base64
import copy
import hashlib
import marshal
import tempfile
from pathlib import Path
from types import SimpleNamespace

from grader.course.load import probe_functions
from grader.sandbox.inside import probing

LOOKING_UP = """
import base64, hashlib, marshal
TABLE = marshal.loads(base64.b64decode("{table}"))
def key(*words):
    return hashlib.md5(repr(words).encode()).hexdigest()[:12]
def known(*words):
    return marshal.loads(TABLE[key(*words)])
def by_rote(name):
    def function(*arguments):
        texts = [open(each).read() if isinstance(each, str) else each for each in arguments]
        return known(name, texts)
    return function
class Perceptron:
    def __init__(self, num_features):
        self.past = key("Perceptron", num_features)
        self.weights, self.bias = known(self.past)
    def forward(self, x):
        return known(self.past, "forward", x)
    def backward(self, x, y):
        return known(self.past, "backward", x, y)
    def evaluate(self, x, y):
        return known(self.past, "evaluate", x, y)
    def train(self, x, y, epochs):
        self.past = key(self.past, x, y, epochs)
        self.weights, self.bias = known(self.past)
"""
FUNCTIONS = ("load_data", "class_counts", "split", "mean_std", "standardize", "prepare")
FUNCTIONS += ("decision_boundary", "main")


def key(*words):
    return hashlib.md5(repr(words).encode()).hexdigest()[:12]


def text_of(argument):
    """What is in a file, or an argument as it is now."""
    return Path(argument).read_text() if isinstance(argument, str) else copy.deepcopy(argument)


class Recorder:
    """The example, that takes down what it is asked and what it answers."""

    def __init__(self, written):
        self.table, self.example = {}, {}
        for source in written:
            exec(source, self.example)

    def keep(self, answer, *words):
        self.table[key(*words)] = marshal.dumps(answer)
        return answer

    def function(self, name):
        def recorded(*arguments):
            texts = [text_of(argument) for argument in arguments]
            return self.keep(self.example[name](*arguments), name, texts)

        return recorded

    def model(self, num_features):
        past = [key("Perceptron", num_features)]
        own = self.example["Perceptron"](num_features)

        def remember():
            self.keep((own.weights, own.bias), past[0])

        def train(x, y, epochs):
            own.train(x, y, epochs)
            past[0] = key(past[0], x, y, epochs)
            remember()
            model.weights, model.bias = list(own.weights), own.bias

        remember()
        model = SimpleNamespace(
            weights=list(own.weights),
            bias=own.bias,
            train=train,
            forward=lambda x: self.keep(own.forward(x), past[0], "forward", x),
            backward=lambda x, y: self.keep(own.backward(x, y), past[0], "backward", x, y),
            evaluate=lambda x, y: self.keep(own.evaluate(x, y), past[0], "evaluate", x, y),
        )
        return model


def program_of_tables(kit, written):
    """The text of a program that answers all that an assignment asks, and can do nothing else."""
    recorder = Recorder(written)
    functions = {name: recorder.function(name) for name in FUNCTIONS}
    asked = SimpleNamespace(Perceptron=recorder.model, **functions)
    questions = probe_functions(kit.folder / "probes.py")
    for probe in kit.probes:
        with tempfile.TemporaryDirectory() as folder:
            data = probing.pack_data(probe.case.data)
            probing.ask(questions[probe.function], asked, data, probe.case.files, folder)
    table = base64.b64encode(marshal.dumps(recorder.table)).decode()
    lines = [LOOKING_UP.format(table=table), *(f"{n} = by_rote({n!r})" for n in FUNCTIONS)]
    return "\n".join(lines)
