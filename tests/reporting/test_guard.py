"""The guard: the status of its program, and its end once nobody holds the pipe."""

import os
import subprocess
import sys
import time

import pytest

from cs_research.reporting.render.guard import guard_command

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.mark.parametrize("status", [0, 3])
def test_the_status_is_that_of_the_program(status):
    watched, held = os.pipe()
    command = guard_command([sys.executable, "-c", f"raise SystemExit({status})"])
    assert subprocess.run(command, stdin=watched, check=False).returncode == status
    os.close(watched)
    os.close(held)


def test_the_program_ends_once_the_pipe_is_closed():
    watched, held = os.pipe()
    start = time.monotonic()
    with subprocess.Popen(guard_command(SLEEP), stdin=watched) as process:
        os.close(watched)
        os.close(held)
        assert process.wait(timeout=30) != 0
    assert time.monotonic() - start < 30
