"""Context managers: of one's own, suppress, ExitStack, closing."""

import contextlib
import io


class Timer:
    def __enter__(self):
        print("enter")
        return self

    def __exit__(self, kind, error, trace):
        print("exit", kind and kind.__name__)
        return kind is ValueError


@contextlib.contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name
    finally:
        print(f"</{name}>")


with Timer(), tag("p"):
    raise ValueError
with contextlib.suppress(KeyError):
    {}["x"]
with contextlib.ExitStack() as stack:
    names = [stack.enter_context(tag(name)) for name in "ab"]
    stack.callback(print, "last in, first out")
    print(names)
with contextlib.closing(io.StringIO()) as text, contextlib.nullcontext(5) as five:
    print(five, text.closed)
print(text.closed)
