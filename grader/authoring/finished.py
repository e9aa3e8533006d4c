"""Draft an assignment from a finished solution: each of its functions becomes a gap and a question.

With what a function can be asked, its own program shows: how its cells call it, and what they call.
Where it is not called, small inputs are tried; whoever wrote it knows better ones. The program is
the teacher's, and runs here.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import inspect
import itertools
import json
import random
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from grader.authoring.called import CallsNoted, by_name
from grader.authoring.new import pattern
from grader.course.gaps import solution_of, starter_of
from grader.course.references import built_in
from grader.course.source import SourceCell
from grader.sandbox.inside.plain import encode
from grader.sandbox.wire import decode
from grader.submission.syntax import parse

# Small, exact in binary, and telling: a mean of them is no median.
TRIED: tuple[Any, ...] = (
    *([1.0, 2.0, 4.5], 0.5, 3, [[1.0, 2.0], [3.0, 5.5], [0.5, -1.0]], [1, 0, 1]),
    *("two words", {"a": 1.0, "b": 2.5}),
)
MOST_TRIED = 400
SECONDS = 0.3
DRAWS = 8
RESERVED = frozenset(["probes", "files", "non_finite", "path"])  # a case has these for itself


@dataclass(frozen=True)
class Gap:
    """A function or method that students are to write, and with what it can be asked.

    `inputs` are by parameter, `made_with` what its object is made with; None for a function, and
    where nothing was found. It answers as well where what is `varied` has other fractions. A method
    that answers nothing is asked what it leaves in its object: what is `read` of that.
    """

    name: str
    sentence: str
    parameters: tuple[str, ...]
    inputs: Mapping[str, Any] | None
    made_with: Sequence[Any] | None = None
    is_tried: bool = False
    varied: tuple[str, ...] = ()
    read: tuple[str, ...] = ()

    @property
    def own(self) -> str:
        return self.name.replace(".", "_")


@dataclass(frozen=True)
class Ran:
    """A program that has run: its module, the calls at its margin, and all that were noted.

    `given` are the attributes that the starter sets, by class: of others students know no name.
    """

    module: Any
    calls: Sequence[ast.Call]
    noted: CallsNoted
    given: Mapping[str, tuple[str, ...]]

    def inputs_of(self, name: str, thing: Callable[..., Any]) -> Iterator[dict[Any, Any]]:
        """Give with what something was called, first as the program's cells say it."""
        yield from found_calls(self.module, self.calls, name)
        yield from self.noted.of(thing)


def find_asked(module: Any, cells: Sequence[SourceCell], noted: CallsNoted) -> list[Gap]:
    """Find what a program defines, and with what each part of it can be asked."""
    texts = [solution_of(cell.text, "") for cell in cells if cell.kind == "code"]
    tree = parse_all(texts)
    starter = parse_all([starter_of(cell.text, "") for cell in cells if cell.kind == "code"])
    ran = Ran(module, list(calls_in(tree)), noted, attributes_set(starter))
    asked: list[Gap] = []
    for node in tree.body:
        thing = getattr(module, getattr(node, "name", ""), None)
        if isinstance(node, ast.FunctionDef) and inspect.isfunction(thing):
            asked.append(asked_of(node.name, thing, None, ran.inputs_of(node.name, thing)))
        elif isinstance(node, ast.ClassDef) and isinstance(thing, type):
            asked += asked_of_class(node, thing, ran)
    return asked


def attributes_set(tree: ast.Module) -> dict[str, tuple[str, ...]]:
    """Name the attributes that each class sets of its objects, without what is private."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {each.name: tuple(dict.fromkeys(set_of_self(each))) for each in classes}


def set_of_self(owner: ast.ClassDef) -> Iterator[str]:
    """Give the public attributes of `self` that a class gives values to."""
    for node in ast.walk(owner):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            of_self = isinstance(node.value, ast.Name) and node.value.id == "self"
            yield from [node.attr] if of_self and not node.attr.startswith("_") else []


def parse_all(texts: Sequence[str]) -> ast.Module:
    """Parse cells as one program, without those that are no Python as they stand."""
    trees = [tree for text in texts if (tree := parse(text)) is not None]
    return ast.Module([node for tree in trees for node in tree.body], [])


def calls_in(tree: ast.Module) -> Iterator[ast.Call]:
    """Give the calls at a program's margin, which say what they pass by name."""
    skipped = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    for node in tree.body:
        if not isinstance(node, skipped):
            yield from (each for each in ast.walk(node) if isinstance(each, ast.Call))


def found_calls(module: Any, calls: Sequence[ast.Call], name: str) -> Iterator[dict[Any, Any]]:
    """Give the arguments of each call of a function or method that a program makes, as they are."""
    for call in calls:
        is_method = isinstance(call.func, ast.Attribute) and call.func.attr == name
        if is_method or (isinstance(call.func, ast.Name) and call.func.id == name):
            with contextlib.suppress(Exception):
                yield arguments_of(call, module)


def arguments_of(call: ast.Call, module: Any) -> dict[Any, Any]:
    """Work out a call's arguments, by position or name. Raises whatever that raises."""
    pairs: list[tuple[Any, ast.expr]] = [*enumerate(call.args)]
    pairs += [(keyword.arg, keyword.value) for keyword in call.keywords]
    code = ((key, compile(ast.Expression(value), "", "eval")) for key, value in pairs)
    return {key: eval(each, module.__dict__) for key, each in code}


def asked_of_class(node: ast.ClassDef, owner: type, ran: Ran) -> Iterator[Gap]:
    """Find with what an object can be made, and each of its methods asked."""
    begun = asked_of(node.name, owner, None, ran.inputs_of(node.name, owner))
    for method in node.body:
        if not isinstance(method, ast.FunctionDef) or method.name.startswith("_"):
            continue
        name = f"{node.name}.{method.name}"
        made_with = in_order(begun.inputs, owner)
        if made_with is None:
            yield Gap(name, f"{name}()", parameters_of(getattr(owner, method.name))[1:], None)
            continue
        calls = [*ran.inputs_of(method.name, getattr(owner, method.name))]
        gap = asked_of(name, bound_anew(owner, made_with, method.name), made_with, iter(calls))
        read = ran.given.get(node.name, ())
        if gap.inputs is None and read:
            left = bound_anew(owner, made_with, method.name, read)
            gap = asked_of(name, left, made_with, iter(calls))
            gap = replace(gap, read=read if gap.inputs is not None else ())
        yield gap


def in_order(inputs: Mapping[str, Any] | None, owner: type) -> list[Any] | None:
    """Give what an object is made with, by position: students may call a parameter otherwise."""
    if inputs is None:
        return None
    first = parameters_of(owner, all_of_them=True)[: len(inputs)]
    return [inputs[name] for name in first] if set(first) == set(inputs) else None


def bound_anew(
    owner: type, made_with: Sequence[Any], name: str, read: Sequence[str] = ()
) -> Callable[..., Any]:
    """Make a function of a method, each time of a new object; of what it leaves, if that is read.

    Where that is as it was before, it answers nothing.
    """

    def call(*values: Any, **named: Any) -> Any:
        thing = owner(*copy.deepcopy(made_with))
        before = copy.deepcopy({each: getattr(thing, each) for each in read})
        answer = getattr(thing, name)(*values, **named)
        after = {each: getattr(thing, each) for each in read}
        return (after if written(after) != written(before) else None) if read else answer

    with contextlib.suppress(ValueError, TypeError):
        own = inspect.signature(getattr(owner, name))
        call.__signature__ = own.replace(parameters=[*own.parameters.values()][1:])  # type: ignore[attr-defined]
    call.__doc__ = getattr(owner, name).__doc__
    return call


def asked_of(
    name: str,
    thing: Callable[..., Any],
    made_with: Sequence[Any] | None,
    calls: Iterator[dict[Any, Any]],
) -> Gap:
    """Find with what something can be asked: as its program does, else as it answers at all."""
    parameters = parameters_of(thing)
    first = (inspect.getdoc(thing) or "").partition("\n")[0].strip().rstrip(".")
    sentence = f"{name}(): {first}" if first else f"{name}() gives the right answer"
    for is_tried, choice in ((False, calls), (True, tried(parameters))):
        for raw in choice:
            inputs = by_name(raw, parameters_of(thing, all_of_them=True))
            if inputs is not None and answers(thing, inputs):
                varied = varied_of(thing, inputs)
                return Gap(name, sentence, parameters, inputs, made_with, is_tried, varied)
    return Gap(name, sentence, parameters, None, made_with)


def varied_of(thing: Callable[..., Any], inputs: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the inputs that can be drawn anew: something answers to each draw that is tried."""
    like, draws = liking(), [random.Random(number) for number in range(DRAWS)]
    varied = tuple(name for name, value in inputs.items() if like(value, draws[0]) != value)
    tries = ({n: like(v, rng) if n in varied else v for n, v in inputs.items()} for rng in draws)
    return varied if all(answers(thing, each) for each in tries) else ()


def liking() -> Callable[[Any, random.Random], Any]:
    """Give the function by which a course's file draws, as it is written there."""
    namespace: dict[str, Any] = {}
    exec(pattern("like", ""), namespace)
    return cast("Callable[[Any, random.Random], Any]", namespace["like"])


def parameters_of(thing: Callable[..., Any], *, all_of_them: bool = False) -> tuple[str, ...]:
    """Name the parameters of a function, those without a default."""
    try:
        own = inspect.signature(thing).parameters.values()
    except (ValueError, TypeError):
        return ()
    plain = [each for each in own if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    return tuple(each.name for each in plain if all_of_them or each.default is each.empty)


def tried(parameters: Sequence[str]) -> Iterator[dict[Any, Any]]:
    """Give small inputs for so many parameters, not too many of them; the same twice at last."""
    choices = itertools.islice(itertools.product(TRIED, repeat=len(parameters)), MOST_TRIED)
    in_order = sorted(choices, key=lambda choice: len(choice) - len(set(map(repr, choice))))
    yield from (dict(enumerate(choice)) for choice in in_order)


def answers(thing: Callable[..., Any], inputs: Mapping[str, Any]) -> bool:
    """Tell whether something answers so with plain data, and the same again."""
    if isinstance(thing, type):
        return tell(lambda: thing(**copy.deepcopy(dict(inputs)))) is not None
    texts = [tell(lambda: written(thing(**copy.deepcopy(dict(inputs))))) for _ in range(2)]
    return texts[0] is not None and texts[0] == texts[1]


def written(value: Any) -> str | None:
    """Write an answer as it would come over the wire; None for what says nothing."""
    plain = decode(encode(built_in(value)))
    text = json.dumps(plain, allow_nan=False)
    return None if plain is None or plain in ([], {}, "") else text


def tell(work: Callable[[], Any]) -> Any:
    """Do a piece of work that may raise, print or never end; None where it does."""
    with contextlib.suppress(Exception), time_limit():
        return work()
    return None


@contextlib.contextmanager
def time_limit() -> Iterator[None]:
    """Raise TimeoutError after a while, where that can be done."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not (
        threading.main_thread()
    ):
        yield
        return

    def ring(number: int, frame: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
