"""
Tries: make 50,000 empty files.
Must see: a bounded time, and a working folder that is cleared.
Control: open
"""

for number in range(50_000):
    open(f"file{number}", "w").close()
print("WON", number, flush=True)
