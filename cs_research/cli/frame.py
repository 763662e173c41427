"""Commands for coding frames: check, compare, extend, move codings, and exchange with other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cs_research.cli.terminal import out

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Coding frames: check, compare, extend, exchange.",
)

Frame = Annotated[str, typer.Argument(help="A shipped frame, or a .yaml file.")]


@app.command("check")
def check(frame: Frame) -> None:
    """Check a frame with all that it extends. All errors are reported at once."""
    from cs_research.definitions import find
    from cs_research.study.check import check_file

    path = find(frame, place="frame")
    out.print(f"ok  {path}  {check_file(path, kind='coding-frame')}")


@app.command("diff")
def diff(older: Frame, newer: Annotated[str, typer.Argument(help="Another one, to compare with it.")]) -> None:
    """Compare two frames. Codes are added, split, merged, retired or reworded."""
    from cs_research.cli.migrate import format_differences
    from cs_research.definitions import differences, load_frame

    out.print(format_differences(differences(load_frame(older), load_frame(newer))))


@app.command("extend")
def extend(base: Frame, to: Annotated[Path, typer.Option("--to", help="The new .yaml file.")]) -> None:
    """Write a file to fill in that extends a frame."""
    from cs_research.cli.extension_starter import write_frame_extension
    from cs_research.definitions import load_frame

    write_frame_extension(load_frame(base), base, to)
    out.print(f"Fill in {to}, then: cs-research frame check {to}")


@app.command("migrate")
def migrate(
    study: Annotated[Path, typer.Argument(help="The study.yaml whose codings are to move.")],
    frame: Annotated[str, typer.Option(help="The newer frame: shipped, or a .yaml file.")],
    to: Annotated[Path, typer.Option("--to", help="Folder to write.")],
    decisions: Annotated[Path | None, typer.Option(help="A decisions.csv of this command, filled in.")] = None,
) -> None:
    """Move a study's codings and pairing to a newer frame. Decisions are listed, or applied from a file."""
    from cs_research.cli.migrate import migrate_study

    out.print(migrate_study(study, frame, to, decisions))


@app.command("export")
def export(
    frame: Frame,
    to: Annotated[str, typer.Option("--to", help="qdc, taguette, taguette-xlsx, nvivo, outline, html or docx.")],
    file: Annotated[Path | None, typer.Option(help="The new file; named after the frame without it.")] = None,
) -> None:
    """Write a frame for another program, or to print. Fields that the format does not support are listed."""
    from cs_research.cli.exchange import export_frame

    out.print(export_frame(frame, to, file))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A .qdc or .qdpx, a Taguette codebook, or a table of codes.")],
    to: Annotated[Path, typer.Option("--to", help="The new .yaml file.")],
) -> None:
    """Draft a frame from another program's codebook."""
    from cs_research.cli.exchange import import_frame

    out.print(import_frame(file, to))
