"""Runs a program, and ends it with all that it started once the process that asked for it is gone.

A process that is killed can end nobody. This one, between the two, reads from a pipe that only the asking process can
write to: the pipe ends when that process does, however it ends. It is run by its path and loads nothing of the package.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

__all__ = ["guard_command"]


def guard_command(command: Sequence[str]) -> list[str]:
    """The command that runs ``command`` under guard; its standard input is the pipe that is watched."""
    return [sys.executable, "-I", "-S", str(Path(__file__)), *command]


def _run(command: Sequence[str]) -> int:
    """Run a program; the status it ended with."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    Thread(target=_watch, args=[process], daemon=True).start()
    return process.wait()


def _watch(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of the pipe, then end the program and what it started, which share its session."""
    while os.read(0, 1):
        pass
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
