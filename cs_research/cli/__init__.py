"""The command line: where it starts, and how it ends."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from types import FrameType

from cs_research.cli.terminal import err
from cs_research.errors import Fault, ResearchError

__all__ = ["main"]

#: What a shell takes for the end by a signal: 128 and the signal's number.
_INTERRUPTED, _ENDED, _HUNG_UP = 130, 143, 129
#: Seconds for taking away unfinished output after a signal; the next run takes away what is left.
_PATIENCE = 20


def main() -> None:
    """Run the command line; a fault in what the user gave ends with status 2 and no traceback.

    Ctrl-C ends with one line and status 130. Either way half-written folders are taken away.
    """
    _catch_signals()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without a letter prints ? for it
    try:
        from cs_research.cli.commands import run_command  # takes a moment, in which Ctrl-C may come

        run_command()
    except SystemExit as end:
        _say_interrupted(end)
        raise
    except RuntimeError as error:  # up to Python 3.11 from a signal that comes while a class is made
        if not isinstance(error.__cause__, SystemExit):
            raise
        _say_interrupted(error.__cause__)
        raise error.__cause__ from None
    except ResearchError as error:
        err.print(str(error))
        sys.exit(2)
    except OSError as error:
        place, found = str(error.filename or "file"), f"'{error.strerror}'"
        err.print(str(Fault(place, "file", "be readable and writable", found)))
        sys.exit(2)


def _say_interrupted(end: SystemExit) -> None:
    if end.code == _INTERRUPTED:
        err.print("Interrupted.")


def _catch_signals() -> None:
    """Turn signals into an exception, so that unfinished output is removed."""
    statuses = {signal.SIGINT: _INTERRUPTED, signal.SIGTERM: _ENDED}
    if hasattr(signal, "SIGHUP"):
        statuses[signal.SIGHUP] = _HUNG_UP

    def end(number: int, _: FrameType | None) -> None:
        for each in statuses:  # a second one ends the program where it is; the next run tidies up
            signal.signal(each, signal.SIG_DFL)
        status = statuses[signal.Signals(number)]
        last = threading.Timer(_PATIENCE, os._exit, (status,))  # a thread may wait for a program that ended as well
        last.daemon = True
        last.start()
        sys.exit(status)

    for number in statuses:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, end)
