"""
Tries: replace compile and exec, so that the probes are other functions.
Must see: values judged on the grader's side.
Control: naive compiles
"""

import builtins

true_compile, true_exec = builtins.compile, builtins.exec
FAKE = "def middle(*a): return True\ndef clipped(*a): return True\ndef check(*a): return True"
builtins.compile = lambda source, *args, **options: true_compile(FAKE, "x", "exec")
builtins.exec = lambda source, names=None, *args: true_exec(FAKE, names)
