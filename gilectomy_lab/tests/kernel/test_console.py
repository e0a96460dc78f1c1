"""Jupyter Console with its kernel, at a terminal, as a person uses it."""

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

pty = pytest.importorskip("pty") if os.name == "nt" else __import__("pty")

CONSOLE = Path(sys.executable).parent / "jupyter-console"
TIMEOUT = 40


class Console:
    """The program at a pseudo-terminal."""

    def __init__(self):
        self._terminal, other = pty.openpty()
        environment = {**os.environ, "TERM": "dumb", "PAGER": "cat"}
        command = [str(CONSOLE), "--simple-prompt", "--kernel", "gilectomy"]
        # A session of its own, of which the pseudo-terminal is the terminal: Ctrl-C reaches the console and its kernel.
        self._process = subprocess.Popen(command, stdin=other, stdout=other, stderr=other, env=environment, preexec_fn=_own_terminal, close_fds=True)
        os.close(other)
        self._unread = ""

    def until(self, pattern):
        """What is printed up to a pattern; what follows it stays for the next call."""
        end = time.monotonic() + TIMEOUT
        while not (found := re.search(pattern, self._unread)):
            ready, _, _ = select.select([self._terminal], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise TimeoutError(f"{pattern!r} was not printed, but {self._unread!r}")
            try:
                chunk = os.read(self._terminal, 65536)
            except OSError:
                # Linux says so where the other end has closed.
                chunk = b""
            if not chunk:
                raise EOFError(f"it ended before {pattern!r}: {self._unread!r}")
            self._unread += chunk.decode().replace("\r\n", "\n")
        text, self._unread = self._unread[: found.end()], self._unread[found.end() :]
        return text

    def write(self, text):
        os.write(self._terminal, text.encode())

    def run(self, line, prompt):
        """Enters a line at a prompt; what is printed until the next prompt."""
        self.write(line + "\n")
        return self.until(rf"In \[{prompt + 1}\]: $")

    def ended(self):
        """Its exit status."""
        return self._process.wait(TIMEOUT)

    def close(self):
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)


def _own_terminal():
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def console():
    console = Console()
    yield console
    console.close()


def test_a_session_at_the_console(console):
    assert "Gilectomy Lab" in console.until(r"In \[1\]: $")
    assert "Out[1]: 42" in console.run("6 * 7", 1)
    assert re.search(r"Traceback.*ZeroDivisionError: division by zero", console.run("1 / 0", 2), re.DOTALL)

    console.write('name = input("who" + "? ")\n')
    console.until(r"who\? $")
    console.run("Larry", 3)
    assert "'Larry'" in console.run("name", 4)

    console.write('import time; print("now " + "asleep"); time.sleep(1000)\n')
    console.until("now asleep")
    console.write("\x03")
    assert "KeyboardInterrupt" in console.until(r"In \[6\]: $")

    assert "row 0\nrow 1" in console.run("for i in range(2): print('row', i)", 6)
    assert "Type:" in console.run("name?", 7)
    assert "hello from a program" in console.run("!echo hello from a program", 8)

    console.write("exit\n")
    console.until("Shutting down kernel")
    assert console.ended() == 0
