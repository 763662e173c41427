"""Codings of a study from its file: a word in context, agreement between coders, tables and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from cs_research._files import write_text
from cs_research._folders import new_folder
from cs_research.errors import Fault, PublishError, check_path
from cs_research.measures.coding import agreement
from cs_research.measures.coding.units import Unit
from cs_research.measures.text.concordance import concordance
from cs_research.measures.text.index import index_sources
from cs_research.protection import protect
from cs_research.records import Codings
from cs_research.records.transcripts import left_out_note
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages.coding import coding_page
from cs_research.reporting.text.coding_findings import coding_findings
from cs_research.reporting.text.data_notes import data_notes
from cs_research.results import measure
from cs_research.study.load import StudyData, load_study

#: Characters of a turn on each side of a use of a word, at most.
WIDTH = 60


def find_words(study: str | Path, term: str, *, width: int = WIDTH) -> pd.DataFrame:
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
    return uses_of(study_with_sources(study), term, width)


def uses_of(data: StudyData, term: str, width: int = WIDTH) -> pd.DataFrame:
    """Return every use of a word or phrase in the sources of a study that is read, as `find_words` does."""
    return concordance(index_sources(data.sources), term, width=width)


def left_out_lines(data: StudyData) -> Iterator[str]:
    """Yield a sentence if the study leaves roles out of its counts."""
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
    data = study_with_sources(study)
    return agreement.codings(
        codings_of_several(data), unit, by=by, coded_by=data.coded_by(), confidence_level=data.study.settings.level
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
    main_points(study, to)
    return Path(to)


def main_points(study: str | Path, to: str | Path | None) -> list[str]:
    """Write the tables and figures if there is a folder, and return the main points of the page."""
    data = study_with_sources(study)
    release = protect(measure(data))
    if to is not None:
        check_path("coding", "to", to, PublishError)
        with new_folder(Path(to)) as folder:
            builder = Builder(release, folder, ("html", "docx"))
            coding_page(builder)
            write_text(folder / "data" / "README.txt", data_notes(release, builder.saved))
    return [*(" ".join(finding) for finding in coding_findings(release)), *left_out_lines(data)]


def study_with_sources(study: str | Path) -> StudyData:
    """Return a study that has sources; raise a `PublishError` if it has none."""
    data = load_study(study)
    if not data.sources:
        raise PublishError(Fault(str(study), "sources", "be named by the study", "none"))
    return data


def codings_of_several(data: StudyData) -> Codings:
    """Return the codings of a study; raise a `PublishError` unless two coders or more made them."""
    codings = data.codings
    coders = () if codings is None else codings.coders
    if codings is None or len(coders) < 2:
        found = "no codings" if codings is None else ", ".join(coders) or "no segments"
        hint = "agreement compares the codings of the same sources by several coders"
        raise PublishError(Fault(f"study '{data.study.id}'", "codings", "have two coders or more", found, hint))
    return codings
