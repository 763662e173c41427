"""Libraries that read files, each run in a process of its own that may end or take long by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from cs_research.errors import Fault, ReadError


def output_of(program: Path, arguments: list[str], *, path: Path, kind: str, seconds: int) -> bytes:
    """What a program writes about the file at a path; its own end or last word is the fault of a broken file.

    Parameters
    ----------
    kind
        What the file must be, such as ``SPSS``.
    seconds
        How long the program may take.
    """
    surroundings = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # each thread would take of the memory allowed
    place, rule = str(path), f"be a complete {kind} file"
    try:
        ran = subprocess.run(
            [sys.executable, "-P", str(program), *arguments],
            capture_output=True,
            timeout=seconds,
            check=False,
            env=surroundings,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        found = f"one that takes more than {seconds} seconds to open"
        raise ReadError(Fault(place, "file", rule, found)) from error
    if ran.returncode:
        lines = ran.stderr.decode("utf-8", errors="replace").strip().splitlines()
        last = lines[-1].partition(": ")[2] or lines[-1] if lines else ""
        found = f"'{last}'" if ran.returncode > 0 and last else "one that stops the program that reads it"
        raise ReadError(Fault(place, "file", rule, found))
    return ran.stdout
