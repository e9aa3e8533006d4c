"""Format specifications, templates, wrapping, pretty printing, differences."""

import difflib
import pprint
import string
import textwrap

print(f"{3.14159:.2f}|{42:>8}|{'x':^5}|{1234567:,}|{0.25:.1%}|{255:#x}|{1e10:g}|{5!r:<4}|{-1:+d}")
name, width = "Ada", 10
print(f"{name:*^{width}} {name=} {2 + 3 = }", "{0[1]} {k.real}".format([1, 2], k=3))  # noqa: UP032
print("%5.1f|%-5s|%03d|%%" % (2.25, "ab", 7), string.Template("$a to ${b}").substitute(a=1, b=2))  # noqa: UP031
print(textwrap.fill("the quick brown fox jumps over the lazy dog", 20))
print(textwrap.dedent("    a\n      b\n"), textwrap.shorten("one two three four", 12))
print(textwrap.indent("x\ny", "> "), name.split("d"), " pad ".strip().center(9, "-"))
pprint.pprint({"key": list(range(30)), "other": {"nested": "x" * 30}}, width=40)  # noqa: T203
print("\n".join(difflib.unified_diff(["a", "b"], ["a", "c"], lineterm="")))
print("Straße".casefold(), "title case".title(), "abc".translate(str.maketrans("ab", "xy")))
print(string.ascii_lowercase, "a-b_c".replace("-", "+").partition("_"), "x".join(["1", "2"]))
