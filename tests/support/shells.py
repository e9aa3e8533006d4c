"""A shell on a terminal, in which keys are pressed; what it then takes the line for."""

import os
import re
import select
import signal
import struct
import time

from support.project import HANGING_SECONDS

SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
# As `grade completion --help` has it, and no prompt.
SET_UP = {
    "bash": 'PS1=; eval "$(grade completion bash)"',
    "zsh": 'PS1=; autoload -Uz compinit && compinit -D -u; eval "$(grade completion zsh)"',
    "fish": "function fish_prompt; end; grade completion fish | source",
}
WORD = re.compile(rb"(?m)\{([^{}]*)\}$")
DRAWN = re.compile(rb"\x1b(\[[0-9;?]*[a-zA-Z]|[]P][^\x07\x1b]*(\x07|\x1b\\)|[()].|[=>])|\r")


class Shell:
    """A shell in a folder; `bare` has no completion of ours."""

    def __init__(self, name, folder, home, *, bare=False, **environment):
        import fcntl  # Windows has none of these
        import pty
        import termios

        self.pid, self.terminal = pty.fork()
        if not self.pid:
            os.chdir(folder)
            own = {"TERM": "xterm", "HOME": str(home), "XDG_CONFIG_HOME": str(home)}
            os.execvpe(SHELLS[name][0], SHELLS[name], {**os.environ, **own, **environment})
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 200, 0, 0))
        self.shown, self.number = b"", 0
        self.type(f"{'PS1=' if bare else SET_UP[name]}\n")
        self.wait()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        os.close(self.terminal)
        os.kill(self.pid, signal.SIGKILL)  # one that waits for the end of a quote hears no other
        os.waitpid(self.pid, 0)

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def wait(self):
        """Give all that is shown until everything typed is done."""
        self.number += 1
        self.type(f"echo E''ND{self.number}\n")
        return self.read_until(b"END%d\r" % self.number)

    def read_until(self, mark):
        deadline = time.monotonic() + HANGING_SECONDS
        while mark not in self.shown:
            assert time.monotonic() < deadline, self.shown
            if select.select([self.terminal], [], [], 1)[0]:
                self.shown += os.read(self.terminal, 65536)
        before, _, self.shown = self.shown.partition(mark)
        return before

    def words(self, keys):
        """Press keys, put another command before the line, and give the words that it was given."""
        self.type(f"{keys}\x01printf '{{%s}}\\n' \x05\n")
        return [word.decode() for word in WORD.findall(DRAWN.sub(b"", self.wait()))]
