"""
Tries: read the memory of another process through /proc.
Must see: no other process in sight.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

pid = HOST["canary_pid"]
with open(f"/proc/{pid}/maps") as file:
    start = int(file.readline().partition("-")[0], 16)
with open(f"/proc/{pid}/mem", "rb", buffering=0) as file:
    file.seek(start)
    if file.read(4) == b"\x7fELF":
        print("WON", hex(start))
