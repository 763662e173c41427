"""The command line: ``demo``, ``init``, ``check``, ``read``, ``run`` and ``frame``."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cs_research.errors import Fault, ReadError, ResearchError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Survey and mixed-methods research on Contextual Safeguarding in Youth Justice Services.",
)
frame_app = typer.Typer(
    no_args_is_help=True, help="Extend a coding frame, see what differs, move codings to it."
)
app.add_typer(frame_app, name="frame")
_out = Console(soft_wrap=True, highlight=False, markup=False)
_err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

To = Annotated[Path, typer.Option("--to", help="Folder to write; replaced only when all went well.")]
Formats = Annotated[str, typer.Option(help="html, docx, or both with a comma between.")]
Engine = Annotated[str, typer.Option(help="auto, embedded or quarto.")]


def main() -> None:
    """Run the command line; a fault in what the user gave ends with status 2 and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without a letter prints ? for it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that half-written folders are taken away
    try:
        app()
    except ResearchError as error:
        _err.print(str(error))
        sys.exit(2)
    except OSError as error:
        place, found = str(error.filename or "file"), f"'{error.strerror}'"
        _err.print(str(Fault(place, "file", "be readable and writable", found)))
        sys.exit(2)


@app.command()
def demo(
    to: To = Path("demo-study"),
    formats: Formats = "html,docx",
    engine: Engine = "auto",
    seed: Annotated[int, typer.Option(min=0, help="Another number draws other answers.")] = 2023,
) -> None:
    """Write a made-up study and its reports, to see what comes out."""
    from cs_research.demo import write_demo
    from cs_research.reporting.site import check_options
    from cs_research.reporting.site import run as run_study

    check_options(_listed(formats), engine)
    study = write_demo(to / "study", seed=seed)
    with _progress(formats) as notify:
        index = run_study(study, to / "report", formats=_listed(formats), engine=engine, notify=notify)
    _out.print(f"Made-up study: {study}")
    _out.print(f"Its reports, to open in a browser: {index.resolve()}")


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Start a study: a folder with a study.yaml to fill in."""
    from cs_research.demo.starter import write_starter

    study = write_starter(folder)
    _out.print(f"Fill in {study}, then: cs-research check {study}")


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Definitions, studies, or folders of them.")],
) -> None:
    """Check definitions and studies, with all the files they name; every fault in one go."""
    from cs_research.reporting.check import check_file, yaml_files

    faults: dict[str, None] = {}
    for path in yaml_files(paths):
        try:
            with _waiting(f"Checking {path}"):
                sound = check_file(path)
            _out.print(f"ok  {path}  {sound}")
        except ResearchError as error:
            found = [str(fault) for fault in error.faults]
            _out.print(f"--  {path}  {len(found)} {'fault' if len(found) == 1 else 'faults'}")
            faults |= dict.fromkeys(found)
    for fault in faults:
        _err.print(fault)
    if faults:
        raise typer.Exit(2)


@app.command()
def read(
    export: Annotated[Path, typer.Argument(help="A survey export.")],
    instrument: Annotated[str, typer.Option(help="A shipped instrument, or a .yaml file of your own.")],
    wave: Annotated[str, typer.Option(help="The year or round.")] = "",
    encoding: Annotated[str | None, typer.Option(help="If the file is not UTF-8.")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="ITEM=COLUMN, for a column with a name of its own; repeatable.")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(help="Keep rows left out for this reason: preview, test, …; repeatable."),
    ] = None,
    unknown: Annotated[
        str, typer.Option(help="error, or blank to read answers that no scale has as left blank.")
    ] = "error",
) -> None:
    """Read a survey export: what became of every row and column, and the answers."""
    from cs_research.definitions import find, load_instrument
    from cs_research.readers import read_survey
    from cs_research.reporting.reading import told

    with _waiting(f"Reading {export}"):
        responses = read_survey(
            export,
            load_instrument(find(instrument, place="--instrument")),
            wave=wave,
            columns=dict(_pair(text) for text in column or ()),
            encoding=encoding,
            keep=tuple(keep or ()),
            unknown=unknown,
        )
        text = told(responses)
    _out.print(text)


@app.command()
def run(
    study: Annotated[Path, typer.Argument(help="A study.yaml, or the folder that holds it.")],
    to: To,
    formats: Formats = "html,docx",
    engine: Engine = "auto",
) -> None:
    """Make a study's reports: an index page and one report a domain."""
    from cs_research.reporting.site import run as run_study

    with _progress(formats) as notify:
        index = run_study(study, to, formats=_listed(formats), engine=engine, notify=notify)
    _out.print(f"Reports: {index.resolve()}")


@frame_app.command("diff")
def frame_diff(
    older: Annotated[str, typer.Argument(help="A shipped frame, or a .yaml file.")],
    newer: Annotated[str, typer.Argument(help="The same, to hold against it.")],
) -> None:
    """What differs between two frames: added, split, merged, retired, reworded."""
    from cs_research.definitions import differences, load_frame
    from cs_research.reporting.migrating import differences_told

    _out.print(differences_told(differences(load_frame(older), load_frame(newer))))


@frame_app.command("extend")
def frame_extend(
    base: Annotated[str, typer.Argument(help="The frame to extend: shipped, or a .yaml file.")],
    to: Annotated[Path, typer.Option("--to", help="The new .yaml file.")],
) -> None:
    """Write a file to fill in that extends a frame."""
    from cs_research.definitions import load_frame
    from cs_research.demo.frame_starter import write_extension

    write_extension(load_frame(base), base, to)
    _out.print(f"Fill in {to}, then: cs-research check {to}")


@frame_app.command("migrate")
def frame_migrate(
    study: Annotated[Path, typer.Argument(help="The study.yaml whose codings are to move.")],
    frame: Annotated[str, typer.Option(help="The newer frame: shipped, or a .yaml file.")],
    to: Annotated[Path, typer.Option("--to", help="Folder to write.")],
) -> None:
    """Move a study's codings to a newer frame; no segment is lost, and decisions are listed."""
    from cs_research.reporting.migrating import migrate_study

    _out.print(migrate_study(study, frame, to))


def _listed(formats: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in formats.split(",") if part.strip()))


def _pair(text: str) -> tuple[str, str]:
    item, equals, column = text.partition("=")
    if not (equals and item and column):
        raise ReadError(Fault("--column", "option", "be ITEM=COLUMN", f"'{text}'", "such as knowledge=Q7"))
    return item, column


def _waiting(words: str) -> AbstractContextManager[object]:
    """A sign of life while one step runs; nothing is drawn where nobody looks at a terminal."""
    return _err.status(words) if _err.is_terminal else nullcontext()


@contextmanager
def _progress(formats: str) -> Iterator[Callable[[str], None]]:
    """A bar that names the step at hand; nothing is drawn where nobody looks at a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    steps = 3 + 5 * len(_listed(formats))
    columns = (TextColumn("{task.description:<42}"), BarColumn(bar_width=30), TimeElapsedColumn())
    with Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal) as progress:
        task = progress.add_task("Starting", total=steps)

        def notify(step: str) -> None:
            progress.update(task, description=step, advance=1)

        yield notify
