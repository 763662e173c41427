"""Commands for codings: tables and figures of a study's codes, a word in context, and agreement between coders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cs_research.cli.terminal import out, waiting
from cs_research.errors import Fault, PublishError, check_choice, check_path

if TYPE_CHECKING:
    import pandas as pd

    from cs_research.measures.coding.units import Unit
    from cs_research.records import Codings
    from cs_research.study.load import StudyData

_Study = Annotated[Path, typer.Argument(help="A study.yaml, or the folder that contains it.")]
#: Characters on each side of a word at the terminal, and in a file.
_TERMINAL, _FILE = 36, 60
#: Coefficients that the terminal shows.
_SHOWN = ("percent_agreement", "cohen_kappa", "krippendorff_alpha", "gwet_ac1")


def find_words(study: str | Path, term: str, *, width: int = _FILE) -> pd.DataFrame:
    """Return every use of a word or phrase in the sources of a study, with the text around it.

    Parameters
    ----------
    study
        A study file, or the folder that contains a ``study.yaml``.
    term
        Words that follow each other in one turn; in a word ``*`` matches any number of characters and ``?`` one.
    width
        Characters of the turn on each side, at most.

    Returns
    -------
    DataFrame
        As from `concordance.concordance`: one row per use, with its source, site, kind, speaker, turn and offsets.

    Raises
    ------
    ResearchError
        The faults of every file of the study; a study without sources; a term without a word.

    Examples
    --------
    >>> import tempfile
    >>> from cs_research import write_demo
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = find_words(write_demo(Path(folder) / "study"), "risky choice?")
    >>> found[["source", "match"]].values.tolist()
    []
    """
    return _uses(_with_sources(study), term, width)


def _uses(data: StudyData, term: str, width: int) -> pd.DataFrame:
    from cs_research.measures.text.concordance import concordance
    from cs_research.measures.text.index import index_sources

    return concordance(index_sources(data.sources), term, width=width)


def _left_out(data: StudyData) -> Iterator[str]:
    """Yield a sentence if the study leaves roles out of its counts."""
    from cs_research.records.transcripts import left_out_note

    note = left_out_note(data.sources) if data.codings is None else data.codings.left_out_note
    if note:
        yield f"Left out of every count, by {note}."


def coder_agreement(study: str | Path, *, unit: Unit = "turn", by: Sequence[str] = ("code",)) -> pd.DataFrame:
    """Return how far the coders of a study agree, by every coefficient.

    Parameters
    ----------
    study
        As in `find_words`. Its ``coded_by`` says who coded a source and found nothing.
    unit, by
        As in `agreement.codings`.

    Returns
    -------
    DataFrame
        As from `agreement.codings`, with the confidence level of the study's settings.

    Raises
    ------
    ResearchError
        As from `find_words`; a study without the codings of two coders.
    """
    from cs_research.measures.coding import agreement

    data = _with_sources(study)
    return agreement.codings(
        _two_coders(data), unit, by=by, coded_by=data.coded_by(), confidence_level=data.study.settings.level
    )


def write_coding(study: str | Path, to: str | Path) -> Path:
    """Write the tables and figures of a study's codings, as its report has them, and return the folder.

    Parameters
    ----------
    study
        As in `find_words`.
    to
        A new folder, or one that this function wrote: ``data`` gets the tables as CSV, each with its schema, ``tables``
        those of the page as HTML, and ``figures`` SVG and PNG.

    Raises
    ------
    ResearchError
        As from `find_words`.
    """
    _write(study, to)
    return Path(to)


def _write(study: str | Path, to: str | Path | None) -> list[str]:
    """Write the tables and figures if there is a folder, and return the main points of the page."""
    from cs_research._files import write_text
    from cs_research._folders import new_folder
    from cs_research.protection import protect
    from cs_research.reporting.builder import Builder
    from cs_research.reporting.pages.coding import coding_page
    from cs_research.reporting.text.coding_findings import coding_findings
    from cs_research.reporting.text.data_notes import data_notes
    from cs_research.results import measure

    data = _with_sources(study)
    release = protect(measure(data))
    if to is not None:
        check_path("coding", "to", to, PublishError)
        with new_folder(Path(to)) as folder:
            builder = Builder(release, folder, ("html", "docx"))
            coding_page(builder)
            write_text(folder / "data" / "README.txt", data_notes(release, builder.saved))
    return [*(" ".join(finding) for finding in coding_findings(release)), *_left_out(data)]


def _with_sources(study: str | Path) -> StudyData:
    from cs_research.study.load import load_study

    data = load_study(study)
    if not data.sources:
        raise PublishError(Fault(str(study), "sources", "be named by the study", "none"))
    return data


def _two_coders(data: StudyData) -> Codings:
    codings = data.codings
    coders = () if codings is None else codings.coders
    if codings is None or len(coders) < 2:
        found = "no codings" if codings is None else ", ".join(coders) or "no segments"
        hint = "agreement compares the codings of the same sources by several coders"
        raise PublishError(Fault(f"study '{data.study.id}'", "codings", "have two coders or more", found, hint))
    return codings


def coding(
    study: _Study,
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder for the tables and figures; replaced only when all went well.")
    ] = None,
) -> None:
    """Summarise a study's codings: coders, agreement, saturation, terms to watch."""
    with waiting(f"Reading {study}"):
        lines = _write(study, to)
    for line in lines:
        out.print(f"- {line}")
    out.print("--to FOLDER writes the tables and figures." if to is None else f"Written: {to}")


def words(
    study: _Study,
    term: Annotated[str, typer.Option(help='A word or phrase; * is any letters, ? one: "safe*", "safe place?".')],
    to: Annotated[Path | None, typer.Option("--to", help="A .csv file for all uses, with their places.")] = None,
) -> None:
    """Show every use of a word or phrase in the sources, with the text around it."""
    from cs_research._files import write_text
    from cs_research.displays.tables.html import csv_text

    if to is not None and to.suffix.lower() != ".csv":
        raise PublishError(Fault("words", "--to", "end in .csv", f"'{to}'"))
    with waiting(f"Reading {study}"):
        data = _with_sources(study)
        found = _uses(data, term, _FILE)
    for line in _lines(found):
        out.print(line)
    sources = found["source"].nunique()
    uses = f"{len(found):,} use{'' if len(found) == 1 else 's'}"
    out.print(f"'{term}': {uses} in {sources} source{'' if sources == 1 else 's'}")
    for line in _left_out(data):
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
    from cs_research.displays.tables.html import csv_text
    from cs_research.measures.coding import agreement as measures
    from cs_research.measures.coding.coder_agreement import coders_by_source

    divided = [part.strip() for part in by.split(",") if part.strip() and part.strip() != "all"]
    for part in divided:
        check_choice("agreement", "--by", part, (*measures.BY, "all"), PublishError)
    with waiting(f"Reading {study}"):
        data = _with_sources(study)
        codings, coded_by = _two_coders(data), data.coded_by()
        how = {"coded_by": coded_by, "confidence_level": data.study.settings.level}
        table = measures.codings(codings, unit, by=divided, **how)  # type: ignore[arg-type]  # it checks the word
        coders = coders_by_source(codings, coded_by=coded_by)
    for line in (*_agreement_lines(table, coders, divided, unit), *_left_out(data)):
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
