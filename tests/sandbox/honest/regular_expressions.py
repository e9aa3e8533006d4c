"""Regular expressions: groups, substitution by a function, splitting, flags, a mistake."""

import re

match = re.search(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(\d{4})", "on 24.12.2023 at noon")
print(match.groupdict(), match.span(), match.group(3))
print(re.sub(r"\d+", lambda m: str(int(m[0]) * 2), "1 apple, 22 pears"))
print(re.split(r"[,;]\s*", "a, b;c"), re.findall(r"(?i)\bA\w*", "Anna and bob"))
pattern = re.compile(r"^\s*(\w+)\s*=\s*(.+?)\s*$", re.MULTILINE)
print(pattern.findall("a = 1\n  b=two \n"), re.fullmatch(r"\w+", "äöü") is not None)
try:
    re.compile("(")
except re.error as error:
    print(error)
