"""Printing beyond ASCII: umlauts, Greek, mathematics, Chinese, emoji, combining marks."""

import unicodedata

for text in ("Grüße", "αβγ", "∑ xᵢ ≤ ∞", "学习机器", "🙂🚀", "é"):
    print(text, len(text), len(text.encode()))
print(unicodedata.name("é"), unicodedata.normalize("NFD", "é") == "e\u0301", "ß".upper())
print(repr("a\u0301\n"), ascii("ü"), "\N{GREEK SMALL LETTER PI}", chr(0x1D53D))
