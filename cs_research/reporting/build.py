"""Write a release to a build folder: tables as CSV, figures as SVG and PNG, and the content of every page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cs_research._files import write_text
from cs_research.protection import Release, tables
from cs_research.reporting.builder import FORMATS, Builder
from cs_research.reporting.content import ReportContent
from cs_research.reporting.figure_workers import FigureWorkers
from cs_research.reporting.pages import PAGES
from cs_research.reporting.render.cache import Reuse
from cs_research.reporting.text.data_notes import data_notes, processing_notes
from cs_research.reporting.workbooks import WorkbookWriter

#: The tables that are saved under their own name.
_SAVED = (
    tables.DISTRIBUTION, tables.NETS, tables.SUMMARY, tables.MULTIPLE, tables.ABSENCES, tables.CONFIDENCE,
    tables.CONFIDENT_POINTS,
    tables.GAP, tables.GAP_CLAIM, tables.SENSITIVITY, tables.CELLS, tables.SEGMENTS, tables.EVIDENCE_DOMAIN,
    tables.EVIDENCE_PRACTICE, tables.EVIDENCE_SITE, tables.RATINGS, tables.RATINGS_DOMAIN,
)  # fmt: skip
#: The tables that every page links to, with the text of the link.
_LISTED = {
    tables.LEFT_OUT: "Rows left out (CSV)",
    tables.READING_NOTES: "Passages passed over (CSV)",
    tables.SEGMENTS_BY_PART: "Segments by part of the case studies (CSV)",
}


def build(
    release: Release,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    *,
    only: Sequence[str] = (),
    workers: FigureWorkers | None = None,
    reuse: Reuse | None = None,
) -> ReportContent:
    """Write the build folder of a study, and return the content of its pages, which is also in ``report.json``.

    Figures are drawn in the file types that ``formats`` need, by ``workers`` if given. ``only`` names the pages of a
    draft; all if it is empty.
    """
    builder = Builder(release, folder, formats, workers=workers, reuse=reuse)
    with WorkbookWriter(builder, draft=bool(only)) as books:
        report = _report(builder, only, books)
    write_text(folder / "report.json", report.to_json())
    return report


def _report(builder: Builder, only: Sequence[str], books: WorkbookWriter) -> ReportContent:
    """Return the content of the pages, after writing the data files."""
    release, study = builder.release, builder.study
    contents = {page.name: page.make(builder) for page in PAGES if not only or page.name in only}
    pages = {name: content for name, content in contents.items() if content is not None}
    for saved in _SAVED:
        if (table := release.get(saved)) is not None:
            builder.write_data(saved.name, table)
    files = [("What each file of data holds", "data/README.txt")]
    for listed, label in _LISTED.items():
        if (table := release.get(listed)) is not None:
            files.append((label, builder.write_data(listed.name, table)))
    write_text(builder.folder / "data" / "README.txt", data_notes(release, builder.saved))
    books.finish()
    return ReportContent(
        title=study.title,
        made_up=study.made_up,
        notice=release.notice,
        authors=tuple(study.authors),
        definitions=tuple(study.definitions),
        data_notes=(*processing_notes(release), *books.problems),
        files=(*books.files, *files),
        pages=pages,
    )
