"""
Tries: register codecs that turn every text into the program's own.
Must see: values judged on the grader's side.
Control: naive in_process_json
"""

import codecs
import json

codecs.register(lambda name: codecs.CodecInfo(lambda *a: (b"{}", 2), lambda *a: ("{}", 2)))
json.encoder.encode_basestring_ascii = lambda text: '"same"'
json.encoder.c_make_encoder = None
json.encoder.JSONEncoder.iterencode = lambda *args: iter(["same"])
json._default_encoder = type("Same", (), {"encode": lambda *args: "same"})()
