"""Commands for instruments: check, compare, extend, move answers, and exchange with other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cs_research.cli.reading import Encoding, Platform, Reading, Sheet, reads_export
from cs_research.cli.terminal import out
from cs_research.errors import Fault, PublishError

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Instruments: check, compare, extend, exchange.",
)

Instrument = Annotated[str, typer.Argument(help="A shipped instrument, or a .yaml file.")]
Newer = Annotated[str, typer.Argument(help="Another one, to compare with it.")]


@app.command("check")
def check(instrument: Instrument) -> None:
    """Check an instrument with all that it extends. All errors are reported at once."""
    from cs_research.definitions import find
    from cs_research.study.check import check_file

    path = find(instrument, place="instrument")
    out.print(f"ok  {path}  {check_file(path, kind='instrument')}")


@app.command("diff")
def diff(older: Instrument, newer: Newer) -> None:
    """Compare two instruments. Items are added, split, merged, retired or reworded."""
    from cs_research.cli.migrate import format_differences
    from cs_research.definitions import differences, load_instrument

    out.print(format_differences(differences(load_instrument(older), load_instrument(newer))))


@app.command("crosswalk")
def crosswalk(
    older: Instrument,
    newer: Newer,
    file: Annotated[Path | None, typer.Option(help="A .csv file to write it to.")] = None,
) -> None:
    """List which items are the same, reworded, new or retired. Reworded ones are comparable with a flag only."""
    from cs_research.cli.crosswalk import report_crosswalk

    out.print(report_crosswalk(older, newer, file))


@app.command("extend")
def extend(base: Instrument, to: Annotated[Path, typer.Option("--to", help="The new .yaml file.")]) -> None:
    """Write a file to fill in that extends an instrument."""
    from cs_research.cli.extension_starter import write_instrument_extension
    from cs_research.definitions import load_instrument

    write_instrument_extension(load_instrument(base), base, to)
    out.print(f"Fill in {to}, then: cs-research instrument check {to}")


@app.command("migrate")
@reads_export
def migrate(
    export: Annotated[Path, typer.Argument(help="A survey export, answered on the older instrument.")],
    reading: Reading,
    older: Annotated[str, typer.Option("--from", help="The older instrument.")],
    newer: Annotated[str, typer.Option("--instrument", help="The newer instrument, which extends it.")],
    to: Annotated[Path, typer.Option("--to", help="Folder to write.")],
) -> None:
    """Move answers to a newer instrument. No answer is lost, and decisions are listed."""
    from cs_research.cli.crosswalk import migrate_answers

    out.print(migrate_answers(export, older, newer, to, reading))


@app.command("export")
@reads_export
def export_(
    instrument: Instrument,
    reading: Reading,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help="limesurvey, limesurvey-tsv, qualtrics, xlsform, redcap, html, docx or ddi; xlsx for a rubric.",
        ),
    ],
    file: Annotated[Path | None, typer.Option(help="The new file; named after the instrument without it.")] = None,
    data: Annotated[Path | None, typer.Option(help="With ddi: a survey export, for its frequencies.")] = None,
    minimum: Annotated[int, typer.Option(min=0, help="With --data: withhold items that fewer answered.")] = 5,
) -> None:
    """Write an instrument for another program, or to print. Also a rubric; unsupported fields are listed."""
    from cs_research.cli.exchange import export_instrument
    from cs_research.cli.ratings import export_rubric, is_rubric

    if data is None and reading != Reading():
        hint = "the options for reading are about the export that --data names"
        raise PublishError(Fault("export", "--data", "be given where the options for reading are", "nothing", hint))
    if is_rubric(instrument):
        out.print(export_rubric(instrument, to, file))
        return
    out.print(export_instrument(instrument, to, file, data=data, minimum=minimum, reading=reading))


@app.command("draft")
def draft(
    export: Annotated[Path, typer.Argument(help="A survey export of any platform.")],
    to: Annotated[Path, typer.Option("--to", help="The new .yaml file.")],
    platform: Platform = "auto",
    encoding: Encoding = None,
    sheet: Sheet = None,
) -> None:
    """Draft an instrument from an export of answers. What is to be written by hand is listed."""
    from cs_research.cli.exchange import draft_from_export

    out.print(draft_from_export(export, to, platform=platform, encoding=encoding, sheet=sheet))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A .qsf, .lss, XLSForm, REDCap dictionary or .sav.")],
    to: Annotated[Path, typer.Option("--to", help="The new .yaml file.")],
) -> None:
    """Draft an instrument from another program's file."""
    from cs_research.cli.exchange import import_instrument

    out.print(import_instrument(file, to))
