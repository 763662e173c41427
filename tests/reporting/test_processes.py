"""Processes that work for a run end with it, however it ends."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cs_research.reporting.figure_workers import FigureWorkers
from cs_research.reporting.workbooks import find_libreoffice

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")

STARTS = {
    "workers": """
from cs_research.reporting.figure_workers import FigureWorkers
with FigureWorkers() as workers:
    workers.start()
    say(); time.sleep(60)
""",
    "kernel": """
from pathlib import Path
from cs_research.reporting.render.kernel import Cell, execute
source = f"import time; open('ready', 'w').close(); time.sleep(60)"
execute([[Cell(source)]], Path.cwd())
""",
    "program": """
from pathlib import Path
from cs_research.reporting.workbooks import Conversion
program = Path("program")
program.write_text("#!/bin/sh\\ntouch ready\\nsleep 60 &\\nsleep 60\\n")
program.chmod(0o755)
conversion = Conversion(str(program.resolve()), Path("tables.xlsx"))
try:
    conversion.failure()
finally:
    conversion.end()
""",
    "LibreOffice": """
from pathlib import Path
from cs_research.reporting.workbooks import Conversion, find_libreoffice
from cs_research.formats.files.workbook import WrittenSheet, workbook
rows = [[str(number)] * 20 for number in range(20_000)]
Path("tables.xlsx").write_bytes(workbook("t", [WrittenSheet("s", ["a"] * 20, [8] * 20, rows)]))
conversion = Conversion(find_libreoffice(), Path("tables.xlsx"))
try:
    say(); conversion.failure()
finally:
    conversion.end()
""",
}
BEFORE = """
import signal, sys, time
def say(): open("ready", "w").close()
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
"""


def children(pid):
    """Every process below one, by what /proc says."""
    above = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        above.setdefault(int(fields[1]), []).append(int(place.parent.name))
    found_, waiting = [], [pid]
    while waiting:
        below = above.get(waiting.pop(), [])
        found_ += below
        waiting += below
    return found_


def alive(pids):
    return [pid for pid in pids if (place := Path(f"/proc/{pid}/stat")).exists() and ") Z " not in place.read_text()]


def until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize("ending", ["SIGKILL", "SIGTERM", "SIGINT"])
@pytest.mark.parametrize("what", STARTS)
def test_what_works_for_a_process_ends_with_it(tmp_path, what, ending):
    if what == "LibreOffice" and find_libreoffice() is None:
        pytest.skip("LibreOffice is not on the path")
    process = subprocess.Popen(
        [sys.executable, "-c", BEFORE + STARTS[what]], cwd=tmp_path, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    at_work = []
    try:
        until(lambda: (tmp_path / "ready").exists())
        if what == "LibreOffice":
            until(lambda: any("soffice.bin" in command(pid) for pid in children(process.pid)))
        at_work = children(process.pid)
        assert at_work
        process.send_signal(getattr(signal, ending))
        process.wait(timeout=20)
        until(lambda: not alive(at_work), seconds=10)
    finally:
        process.kill()
        for pid in alive(at_work):
            os.kill(pid, signal.SIGKILL)
        process.wait()


def test_a_process_that_draws_never_gets_what_a_terminal_sends(tmp_path):
    with FigureWorkers() as workers:
        workers.start()
        at_work = children(os.getpid())
        assert len(at_work) >= 2
        for pid in at_work:
            blocked = int(re.search(r"SigBlk:\s*(\w+)", Path(f"/proc/{pid}/status").read_text())[1], 16)
            ignored = int(re.search(r"SigIgn:\s*(\w+)", Path(f"/proc/{pid}/status").read_text())[1], 16)
            for each in (signal.SIGINT, signal.SIGTERM):
                assert (blocked | ignored) >> (each - 1) & 1, command(pid)


def command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("seconds", [0.0, 0.15, 0.6, 1.5, 4.0])
def test_a_run_that_is_stopped_says_so_in_one_line_and_leaves_nothing(demo_study, tmp_path, ending, seconds):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    process = subprocess.Popen(
        [sys.executable, "-m", "cs_research", "run", "study", "--to", "out", "--formats", "html", "--engine", "embedded"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    until(lambda: "SigCgt" in (text := Path(f"/proc/{process.pid}/status").read_text()) and caught(text))
    time.sleep(seconds)
    at_work = children(process.pid)
    os.killpg(process.pid, getattr(signal, ending))  # as a terminal does
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == ((130, "") if ending == "SIGINT" else (143, "")), err
    assert err == "Interrupted.\n" if ending == "SIGINT" else "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["study"]
    until(lambda: not alive(at_work), seconds=10)


def caught(status):
    """Whether the process has a handler of its own for SIGTERM."""
    mask = int(next(line for line in status.splitlines() if line.startswith("SigCgt")).split()[1], 16)
    return mask >> (signal.SIGTERM - 1) & 1
