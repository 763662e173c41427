"""The command line: studies, published figures, pathways, instruments and frames."""

from __future__ import annotations

import io
import signal
import sys

import typer

from cs_research.cli import frame, instrument, service, study
from cs_research.cli.terminal import err
from cs_research.errors import Fault, ResearchError

__all__ = ["app", "main"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: readable aloud, and there before rich is loaded
    help="Survey and mixed-methods research on Contextual Safeguarding in Youth Justice Services.",
)
for command in (
    study.demo,
    study.init,
    study.check,
    study.read,
    study.run,
    service.service,
    study.audit,
    study.ratings,
    study.triangulate,
    study.pathways,
):
    app.command()(command)
app.add_typer(instrument.app, name="instrument")
app.add_typer(frame.app, name="frame")


def main() -> None:
    """Run the command line; a fault in what the user gave ends with status 2 and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without a letter prints ? for it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that half-written folders are taken away
    try:
        app()
    except ResearchError as error:
        err.print(str(error))
        sys.exit(2)
    except OSError as error:
        place, found = str(error.filename or "file"), f"'{error.strerror}'"
        err.print(str(Fault(place, "file", "be readable and writable", found)))
        sys.exit(2)
