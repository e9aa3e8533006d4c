"""50 MB of bytes, copied once."""

data = bytes(50_000_000)
copy = bytearray(data)
copy[-1] = 255
print(len(data), copy[-1], data == bytes(50_000_000), data.count(0))
del data, copy
text = "ab" * 5_000_000
print(len(text), text.count("ba"))
