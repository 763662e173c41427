"""Processes that tests start and kill, and what is left in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["kill", "names", "start"]


def start(script: str, folder: Path) -> subprocess.Popen[bytes]:
    """Run a script in a folder, which is also its temporary folder, until it has printed "ready"."""
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "TMPDIR": str(folder)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and wait for its end."""
    process.kill()
    process.communicate()


def names(folder: Path) -> list[str]:
    """Return the names of what is in a folder, in order."""
    return sorted(path.name for path in folder.iterdir())
