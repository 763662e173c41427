"""Commands for codings: tables and figures of a study's codes, a word in context, and agreement between coders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cs_research.cli.terminal import out, waiting
from cs_research.errors import Fault, PublishError, check_choice

if TYPE_CHECKING:
    import pandas as pd

_Study = Annotated[Path, typer.Argument(help="A study.yaml, or the folder that contains it.")]
#: Characters on each side of a word at the terminal.
_TERMINAL = 36
#: Coefficients that the terminal shows.
_SHOWN = ("percent_agreement", "cohen_kappa", "krippendorff_alpha", "gwet_ac1")


def coding(
    study: _Study,
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder for the tables and figures; replaced only when all went well.")
    ] = None,
) -> None:
    """Summarise a study's codings.

    Tables and figures of coders, agreement, frequencies, saturation and terms to watch.
    """
    from cs_research.cli.coding_tables import main_points

    with waiting(f"Reading {study}"):
        lines = main_points(study, to)
    for line in lines:
        out.print(f"- {line}")
    out.print("--to FOLDER writes the tables and figures." if to is None else f"Written: {to}")


def words(
    study: _Study,
    term: Annotated[str, typer.Option(help='A word or phrase; * is any letters, ? one: "safe*", "safe place?".')],
    to: Annotated[Path | None, typer.Option("--to", help="A .csv file for all uses, with their places.")] = None,
) -> None:
    """Show every use of a word or phrase in the sources.

    Each is shown with the text around it and its place.
    """
    from cs_research._files import write_text
    from cs_research.cli.coding_tables import left_out_lines, study_with_sources, uses_of
    from cs_research.displays.tables.html import csv_text

    if to is not None and to.suffix.lower() != ".csv":
        raise PublishError(Fault("words", "--to", "end in .csv", f"'{to}'"))
    with waiting(f"Reading {study}"):
        data = study_with_sources(study)
        found = uses_of(data, term)
    for line in _lines(found):
        out.print(line)
    sources = found["source"].nunique()
    uses = f"{len(found):,} use{'' if len(found) == 1 else 's'}"
    out.print(f"'{term}': {uses} in {sources} source{'' if sources == 1 else 's'}")
    for line in left_out_lines(data):
        out.print(line)
    if to is not None:
        write_text(to, csv_text(found))
        out.print(f"Written: {to}")


def _lines(found: pd.DataFrame) -> Iterator[str]:
    """Yield a line for each use: its source and turn, and the text before, of and after it."""
    places = [f"{row.source} {row.turn}" for row in found.itertuples()]
    room = max(map(len, places), default=0)
    for place, row in zip(places, found.itertuples(), strict=True):
        before, after = row.before[-_TERMINAL:], row.after[:_TERMINAL]
        yield f"{place:<{room}}  {before:>{_TERMINAL}}[{row.match}]{after}"


def agreement(
    study: _Study,
    unit: Annotated[str, typer.Option(help="What is judged: turn, sentence or character.")] = "turn",
    by: Annotated[str, typer.Option(help="code, pair, site, with commas between; all pools the codes.")] = "code",
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder for all numbers, and the text on which coders differ.")
    ] = None,
) -> None:
    """Show how far coders agree. For the coders' own eyes: the files have the words of sources."""
    from cs_research._files import write_text
    from cs_research._folders import new_folder
    from cs_research.cli.coding_tables import codings_of_several, left_out_lines, study_with_sources
    from cs_research.displays.tables.html import csv_text
    from cs_research.measures.coding import agreement as measures
    from cs_research.measures.coding.coder_agreement import coders_by_source

    divided = [part.strip() for part in by.split(",") if part.strip() and part.strip() != "all"]
    for part in divided:
        check_choice("agreement", "--by", part, (*measures.BY, "all"), PublishError)
    with waiting(f"Reading {study}"):
        data = study_with_sources(study)
        codings, coded_by = codings_of_several(data), data.coded_by()
        how = {"coded_by": coded_by, "confidence_level": data.study.settings.level}
        table = measures.codings(codings, unit, by=divided, **how)  # type: ignore[arg-type]  # it checks the word
        coders = coders_by_source(codings, coded_by=coded_by)
    for line in (*_agreement_lines(table, coders, divided, unit), *left_out_lines(data)):
        out.print(line)
    if to is not None:
        differ = measures.disagreements(codings, unit, coded_by=coded_by)  # type: ignore[arg-type]
        with new_folder(to) as folder:
            for name, rows in {"agreement": table, "coders": coders, "disagreements": differ}.items():
                write_text(folder / f"{name}.csv", csv_text(rows))
        out.print(f"Written: {to} ({len(differ):,} disagreements with their text)")


def _agreement_lines(table: pd.DataFrame, coders: pd.DataFrame, by: Sequence[str], unit: str) -> Iterator[str]:
    yield f"{int(coders['counts'].sum())} of {len(coders)} sources count: two coders or more coded them."
    for row in coders[~coders["counts"]].itertuples():
        yield f"  not {row.source}: {row.reason} ({row.names or 'nobody'})"
    yield ""
    heads = ["all of any", "same %", "kappa", "alpha", "interval of alpha", "AC1"]
    names = [" · ".join(str(row[column]) for column in by) or "all codes" for _, row in table.iterrows()]
    room = max(map(len, names), default=0)
    yield f"{unit + 's':<{room}}  " + "  ".join(f"{head:>10}" for head in heads)
    for name, rows in table.assign(name=names).groupby("name", sort=False):
        found = rows.set_index("coefficient")
        percent, kappa, alpha, ac1 = (found.loc[coefficient] for coefficient in _SHOWN)
        cells = [
            f"{alpha['given_by_all']} of {alpha['given_by_any']}",
            "-" if percent["estimate"] != percent["estimate"] else f"{100 * percent['estimate']:.1f}",
            *(_decimals(row["estimate"]) for row in (kappa, alpha)),
            f"{_decimals(alpha['low'])} to {_decimals(alpha['high'])}" if alpha["low"] == alpha["low"] else "-",
            _decimals(ac1["estimate"]),
        ]
        widths = [max(10, len(head)) for head in heads]
        yield f"{name:<{room}}  " + "  ".join(f"{cell:>{size}}" for cell, size in zip(cells, widths, strict=True))
    yield "Coders agree on a code whatever stance they gave it: stances are not compared."
    if (table["caution"] != "").any():
        yield "Rare codes bring percent agreement and AC1 near 1 by themselves; kappa and alpha allow for that."


def _decimals(value: float) -> str:
    return "-" if value != value else f"{value:.2f}"
