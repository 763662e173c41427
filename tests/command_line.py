"""Commands typed in the process of the tests, which saves starting Python and loading pandas for each."""

from __future__ import annotations

import contextlib
import io
import runpy
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cs_research.cli import main
from cs_research.cli.terminal import err, out

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ran(NamedTuple):
    """What a command returned and printed."""

    returncode: int
    stdout: str
    stderr: str


def typed(*words: object, cwd: Path | None = None, answers: str = "", columns: int = 160) -> Ran:
    """Run ``cs-research`` with these words in a folder; ``answers`` are typed at its questions."""
    return _run(main, ["cs-research", *map(str, words)], cwd, answers, columns)


def typed_script(script: Path, *words: object, cwd: Path) -> Ran:
    """Run a Python script with these words in a folder."""

    def run() -> None:
        runpy.run_path(str(script), run_name="__main__")

    return _run(run, [str(script), *map(str, words)], cwd)


def _run(
    function: Callable[[], object], words: list[str], cwd: Path | None, answers: str = "", columns: int = 160
) -> Ran:
    """Run a function as a program; handlers of signals and consoles are as before afterwards."""
    printed, errors, status = io.StringIO(), io.StringIO(), 0
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(errors),
    ):
        patch.setenv("COLUMNS", str(columns))
        patch.setenv("NO_COLOR", "1")
        patch.setattr(sys, "argv", words)
        patch.setattr(sys, "stdin", io.StringIO(answers))
        patch.chdir(cwd or Path.cwd())
        _forget_consoles()
        try:
            function()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
            _forget_consoles()
    return Ran(status, printed.getvalue(), errors.getvalue())


def _forget_consoles() -> None:
    """Have the terminals look at the environment and the streams again."""
    for terminal in (out, err):
        vars(terminal).pop("console", None)
