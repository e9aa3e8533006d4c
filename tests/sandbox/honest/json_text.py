"""JSON to and from text and files, with a class of one's own and a mistake."""

import json

data = {"name": "Ünal", "values": [1, 2.5, None, True], "nested": {"a": []}}
text = json.dumps(data, indent=2, sort_keys=True)
print(text)
print(json.dumps(data, ensure_ascii=False))
with open("data.json", "w", encoding="utf-8") as file:
    json.dump(data, file)
with open("data.json", encoding="utf-8") as file:
    print(json.load(file) == data)
print(json.dumps({"z": 1 + 2j}, default=lambda z: [z.real, z.imag]))
try:
    json.loads('{"a": }')
except json.JSONDecodeError as error:
    print(error)
