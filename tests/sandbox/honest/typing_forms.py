"""Type hints of many forms, and what can be asked of them."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, NamedTuple, Protocol, TypedDict, TypeVar, Union, get_type_hints

T = TypeVar("T")


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> "Stack[T]":
        self.items.append(item)
        return self


class Row(TypedDict):
    name: str
    mark: float


class Pair(NamedTuple):
    left: int
    right: int = 0


class Sized(Protocol):
    def __len__(self) -> int: ...


def apply(function: Callable[[int], T], values: Iterable[int]) -> list[T]:
    return [function(value) for value in values]


x: int | None = None
print(Stack[int]().push(1).items, Row(name="a", mark=1.0), Pair(1), apply(str, [1, 2]))
print(get_type_hints(Row), get_type_hints(Stack.push)["return"] == Stack[T])
print(get_type_hints(apply)["return"], Union[int, str] == Union[str, int], Any)  # noqa: UP007
