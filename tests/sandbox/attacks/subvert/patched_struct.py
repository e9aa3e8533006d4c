"""
Tries: have all numbers packed into the same bytes.
Must see: values judged on the grader's side, or tampered.
Control: naive in_process_struct
"""

import struct

struct.pack = lambda *args: b"\0\0\0\0"
struct.Struct = lambda *args: struct
