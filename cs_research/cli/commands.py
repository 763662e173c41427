"""The commands: studies, published figures, pathways, instruments, frames, sources and codings."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from cs_research import __version__
from cs_research.cli import anonymise, coding, codings, frame, instrument, provenance, service, sources, study
from cs_research.cli.terminal import err, out

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
    anonymise.anonymise,
    study.fieldwork,
    study.run,
    study.publish,
    service.service,
    provenance.trace,
    study.audit,
    study.ratings,
    study.triangulate,
    coding.coding,
    coding.words,
    coding.agreement,
    study.pathways,
):
    app.command()(command)
app.command("audit-release")(study.audit_release)
app.command("map")(study.map_)
app.command("next")(study.next_)
app.add_typer(instrument.app, name="instrument")
app.add_typer(frame.app, name="frame")
app.add_typer(sources.app, name="sources")
app.add_typer(codings.app, name="codings")


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"cs-research {__version__}")
        raise typer.Exit


@app.callback()
def before(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Accept options before a command."""


def run_command() -> None:
    """Run the command line; wrong arguments end with status 2 and a sentence."""
    try:
        status = app(standalone_mode=False)
    except typer.Abort:
        err.print("\nAborted: an answer was asked for, and the input ended. Nothing was written.")
        status = 2
    except typer.TyperException as error:
        usage, show = io.StringIO(), getattr(error, "show", None)
        if show:  # with the usage of the command
            show(file=usage)
        err.print(usage.getvalue().rstrip() or error.format_message())
        status = error.exit_code
    sys.exit(status)
