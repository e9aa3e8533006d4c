"""
Tries: have everything written as the same JSON.
Must see: values judged on the grader's side, or tampered.
Control: naive in_process_json
"""

import json
import json.encoder

json.dumps = lambda *args, **options: '{"passed": true}'
json.encoder.JSONEncoder.encode = lambda *args: '{"passed": true}'
json.JSONEncoder.iterencode = lambda *args: iter(['{"passed": true}'])
