"""Run a program, and end it with its child processes once the process that started the guard is gone.

A killed process cannot end its children. The guard reads from a pipe that only its parent can write to: the pipe closes
when the parent ends, for whatever reason. The guard is run by its path and imports nothing from the package.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread


def guard_command(command: Sequence[str]) -> list[str]:
    """Return the command that runs ``command`` under the guard; its standard input is the pipe that is watched."""
    return [sys.executable, "-I", "-S", str(Path(__file__)), *command]


def _run(command: Sequence[str]) -> int:
    """Run a program, and return its exit status."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    Thread(target=_watch, args=[process], daemon=True).start()
    return process.wait()


def _watch(process: subprocess.Popen[bytes]) -> None:
    """Wait until the pipe closes, then end the program and its children, which share its session."""
    while os.read(0, 1):
        pass
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
