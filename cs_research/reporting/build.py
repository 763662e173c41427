"""A study to a build folder: tables as CSV, figures as SVG and PNG, and the words of every page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cs_research._files import write_text
from cs_research.definitions import CaseStudyTemplate
from cs_research.measures.coding.frequency import segments_by_part
from cs_research.records import Codings
from cs_research.reporting.builder import FORMATS, Builder
from cs_research.reporting.content import ReportContent
from cs_research.reporting.figure_workers import Drawers
from cs_research.reporting.pages.registry import PAGES
from cs_research.reporting.render.cache import Reuse
from cs_research.reporting.text.data_notes import account, data_notes, left_out, reading_notes
from cs_research.reporting.workbooks import Books
from cs_research.study.load import Collected

__all__ = ["build"]

#: The tables that are saved under their own name.
_SAVED = (
    "distribution", "nets", "summary", "multiple", "confidence", "confident_points", "gap", "gap_claim", "sensitivity",
    "cells", "segments",
    "evidence_domain", "evidence_practice", "evidence_site", "ratings", "ratings_domain",
)  # fmt: skip


def build(
    collected: Collected,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    *,
    only: Sequence[str] = (),
    drawers: Drawers | None = None,
    reuse: Reuse | None = None,
) -> ReportContent:
    """Write the build folder of a study; the words of every page, or of those named, also in ``report.json``.

    Figures are drawn as the ``formats`` of the reports need them, by ``drawers`` where there are any.
    """
    builder = Builder(collected, folder, formats, drawers=drawers, reuse=reuse)
    with Books(builder, draft=bool(only)) as books:
        report = _report(builder, only, books)
    write_text(folder / "report.json", report.to_json())
    return report


def _report(builder: Builder, only: Sequence[str], books: Books) -> ReportContent:
    """What pages say; the files of data are written."""
    collected = builder.collected
    made = {page.name: page.make(builder) for page in PAGES if not only or page.name in only}
    pages = {name: words for name, words in made.items() if words is not None}
    for name in _SAVED:
        if name in builder.tables:
            builder.data(name, builder.tables[name])
    lists = [("What each file of data holds", "data/README.txt")]
    if collected.responses is not None:
        place = builder.data("left-out", left_out(collected.responses.report))
        lists.append(("Rows left out (CSV)", place))
    if collected.codings is not None:
        place = builder.data("reading-notes", reading_notes(collected.codings))
        lists.append(("Passages passed over (CSV)", place))
        if templates := collected.templates():
            place = builder.data("segments-by-part", _by_part(collected.codings, templates))
            lists.append(("Segments by part of the case studies (CSV)", place))
    write_text(builder.folder / "data" / "README.txt", data_notes(collected))
    books.finish()
    return ReportContent(
        title=collected.study.title,
        made_up=collected.study.made_up,
        authors=tuple(collected.study.authors),
        definitions=(collected.instrument.key, collected.frame.key, collected.pairing.key),
        account=(*account(collected, builder.tables), *books.told),
        lists=(*books.lists, *lists),
        pages=pages,
    )


def _by_part(codings: Codings, templates: dict[str, CaseStudyTemplate]) -> pd.DataFrame:
    """Segments by part, a template at a time."""
    table = codings.table()
    parts = []
    for template in dict.fromkeys(templates.values()):
        sources = [source for source, its in templates.items() if its == template]
        counts = segments_by_part(table[table["source"].isin(sources)], template)
        counts.insert(0, "template", template.key)
        parts.append(counts)
    return pd.concat(parts, ignore_index=True)
