"""Commands for codings: to and from the programs in which people code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cs_research.cli.terminal import out

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Codings: exchange with the programs in which people code.",
)


@app.command("export")
def export(
    study: Annotated[Path, typer.Argument(help="A study.yaml, or the folder that contains it.")],
    to: Annotated[
        str, typer.Option("--to", help="qdpx, tidy, quotations, quotations-xlsx, matrix or matrix-sav.")
    ] = "qdpx",
    file: Annotated[Path | None, typer.Option(help="The new file; named after the study without it.")] = None,
) -> None:
    """Write a study's codings for another program. What the format does not contain is listed.

    qdpx opens in NVivo, MAXQDA, ATLAS.ti and QualCoder; tidy is the table that this package reads; quotations are for
    people; matrix has a row for each source and 0 or 1 for each code, for R and SPSS.
    All but matrix contain the words of sources, and the names of coders and speakers.
    """
    from cs_research.cli.coding_exchange import export_codings

    out.print(export_codings(study, to, file))


@app.command("import")
def import_(
    project: Annotated[
        Path, typer.Argument(help="A .qdpx of any program, a .sqlite3 of Taguette, or a data.qda of QualCoder.")
    ],
    to: Annotated[Path, typer.Option("--to", help="The new folder.")],
    offsets: Annotated[
        str, typer.Option(help="How positions are counted, such as 'utf-16 crlf'; only where asked.")
    ] = "",
    name: Annotated[str, typer.Option("--project", help="The project, if a database of Taguette has several.")] = "",
) -> None:
    """Start a study from a coded project: a folder with its texts, a copy of the project and a study.yaml."""
    from cs_research.cli.coding_exchange import import_project

    out.print(import_project(project, to, offsets=offsets, project=name))
