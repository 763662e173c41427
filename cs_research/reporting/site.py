"""A release to a folder of reports: built, rendered and put in place only when everything succeeded."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cs_research._files import shipped
from cs_research._folders import new_folder, restore_folder
from cs_research.errors import Fault, PublishError, check_choice, join_names
from cs_research.reporting import workbooks as open_document
from cs_research.reporting.builder import FORMATS
from cs_research.reporting.content import ReportContent
from cs_research.reporting.figure_workers import Drawers
from cs_research.reporting.page import inert
from cs_research.reporting.pages.registry import INDEX, PAGES
from cs_research.reporting.render import embedded, quarto
from cs_research.reporting.render.cache import Reuse, digest, inputs_digest
from cs_research.reporting.render.embedded import Job

__all__ = [
    "ENGINES",
    "FORMATS",
    "ReportWriter",
    "by_quarto",
    "check_options",
    "frame_words",
    "short_tables",
    "silent",
    "write_report",
]

if TYPE_CHECKING:
    from cs_research.protection import Release


ENGINES = ("auto", "embedded", "quarto")


def silent(_: str) -> None:
    """Tell nobody."""


def write_report(
    release: Release,
    to: str | Path,
    *,
    formats: Sequence[str] = FORMATS,
    engine: str = "auto",
    only: Sequence[str] = (),
    notify: Callable[[str], None] = silent,
) -> Path:
    """Write the reports of a release to a folder; the path of the page to open first.

    ``to`` is replaced as a whole if everything succeeds, and left as it was otherwise. Figures and pages that an
    earlier run made there from the same are not made again.

    Parameters
    ----------
    release
        From `cs_research.protect`.
    formats
        Of `FORMATS`.
    engine
        ``auto`` takes Quarto if it is on the path in a version that renders the reports
        (`cs_research.reporting.render.quarto.LEAST` or later), and the embedded engine otherwise. Both make the same
        pages from the same documents; a Quarto that fails ends the run.
    only
        Names of pages, such as ``target``, for a draft of those alone; all if it is empty.

    Raises
    ------
    PublishError
        Anything but a release, a format, engine or page that there is not, or a report that fails.
    """
    from cs_research.protection import Release

    if not isinstance(release, Release):
        rule, hint = "be a release", "protect(measure(load_study(...))) gives one"
        raise PublishError(Fault("write_report", "release", rule, f"a {type(release).__name__}", hint))
    writer = ReportWriter(to, formats=formats, engine=engine, only=only, notify=notify)
    with writer:
        writer.write(release)
    return writer.first


class ReportWriter:
    """Writes one folder of reports. As a context it has processes that draw, and ends them.

    These start with the context if every figure is to be drawn, so that they are ready once a study is read.
    See `write_report` for the parameters.
    """

    def __init__(
        self,
        to: str | Path,
        *,
        formats: Sequence[str] = FORMATS,
        engine: str = "auto",
        only: Sequence[str] = (),
        notify: Callable[[str], None] = silent,
    ) -> None:
        check_options(formats, engine, only)
        self._target, self._formats, self._only, self._notify = Path(to), formats, only, notify
        restore_folder(self._target)
        self._quarto = by_quarto(engine)
        self._drawers, self._reuse = Drawers(), Reuse(self._target)

    @property
    def first(self) -> Path:
        """The page to open first."""
        return self._target / f"{self._only[0] if self._only else INDEX}.{self._formats[0]}"

    def key(self, study: Path) -> str:
        """A digest of a study's files, of the code and programs, and of what is to be written."""
        version = quarto.version() if self._quarto else None
        programs = f"Quarto {version}, LibreOffice {open_document.found() is not None}"
        return digest(inputs_digest(study), str(study), programs, *self._formats, "only", *self._only)

    def unchanged(self, key: str) -> bool:
        """Whether the folder is all there and an earlier run made it under this key."""
        return self._reuse.whole(key)

    def __enter__(self) -> ReportWriter:
        self._drawers.__enter__()
        if not (self._only or self._target.exists()):
            self._drawers.start()  # every figure is to be drawn: none can be taken from an earlier run
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._drawers.__exit__(kind, error, trace)

    def write(self, release: Release, key: str = "") -> None:
        """Write the reports, with the key that `unchanged` will know them by."""
        with new_folder(self._target) as folder:
            self._notify("Working out numbers and drawing figures")
            report = _built(release, folder, self._formats, self._only, (self._drawers, self._reuse))
            made = jobs(report, folder, self._formats)
            if self._quarto:
                self._drawers.wait()
                quarto.render(made, folder, self._formats, self._notify)
            else:
                ready = self._drawers.wait
                embedded.render(made, folder, self._formats, self._notify, reuse=self._reuse, ready=ready)
            self._reuse.save(folder, key)


def by_quarto(engine: str) -> bool:
    """Whether Quarto renders: where it is asked for, or there in a version that can and no engine is asked for."""
    return engine == "quarto" or (engine == "auto" and quarto.recent())


def check_options(formats: Sequence[str], engine: str, only: Sequence[str] = ()) -> None:
    """A `PublishError` where a format, the engine or a page is not one of those there are."""
    _check("format", formats or [""], FORMATS)
    _check("engine", [engine], ENGINES)
    _check("page", only, [page.name for page in PAGES])


def _check(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for name in given:
        check_choice("run", what, name, known, PublishError)


def _built(
    release: Release,
    folder: Path,
    formats: Sequence[str],
    only: Sequence[str],
    makers: tuple[Drawers, Reuse],
) -> ReportContent:
    """The build folder of a release, figures still being drawn; the words of its pages."""
    from cs_research.reporting.build import build

    drawers, reuse = makers
    with short_tables():
        report = build(release, folder, formats, only=only, drawers=drawers, reuse=reuse)
    if absent := [name for name in only if name not in report.pages]:
        rule = "be one that the study has something for"
        raise PublishError(Fault("run", "page", rule, join_names(absent, "and")))
    shutil.copy(shipped("reports", "styles.css"), folder)
    return report


def short_tables() -> AbstractContextManager[None]:
    """Words kept as Python's own: Arrow's are slow in tables of a few rows."""
    import pandas as pd

    short: AbstractContextManager[None] = pd.option_context("mode.string_storage", "python")
    return short


def jobs(report: ReportContent, folder: Path, formats: Sequence[str]) -> list[Job]:
    """A job for each page that the report in a build folder has, in the order of `PAGES`."""
    pages = [page for page in PAGES if page.name in report.pages]
    made = []
    for page in pages:
        metadata = frame_words(report, page.name, folder, formats) | {
            "pages": [
                {"href": f"{other.name}.html", "label": other.label, "current": other is page}
                for other in pages
            ],
        }
        source, key = shipped("reports", page.document), _key(report, page.name, folder)
        made.append(Job(page.name, source, page.parameters, metadata, key))
    return made


def frame_words(report: ReportContent, name: str, folder: Path, formats: Sequence[str]) -> dict[str, Any]:
    """What the frame of a page says around its own words, and the properties of a document."""
    words = report.pages[name]
    said: dict[str, Any] = {
        "title": inert(words.title),
        "subtitle": inert(words.subtitle),
        "study": "" if name == INDEX else inert(report.title),
        "made-up": report.made_up,
        "definitions": inert(f"Definitions: {', '.join(report.definitions)}."),
        "documents": _documents(name, folder, formats),
    }
    if report.authors:
        said["author"] = [inert(author) for author in report.authors]
    return said


def _documents(name: str, folder: Path, formats: Sequence[str]) -> list[dict[str, str]]:
    """What a page offers beside itself: the same in other formats, and the workbooks of all tables."""
    offered = {
        f"{name}.docx": "This report as a Word document",
        f"{name}.pdf": "as a PDF",
        "tables.xlsx": "All tables as an Excel workbook",
        "tables.ods": "as an OpenDocument spreadsheet",
    }
    return [
        {"href": place, "label": label}
        for place, label in offered.items()
        if place.rpartition(".")[2] in formats or (folder / place).exists()
    ]


def _key(report: ReportContent, name: str, folder: Path) -> str:
    """A digest of all that the chunks of a page may read."""
    said = replace(report, pages={name: report.pages[name]}).to_json()
    tables = sorted(set(re.findall(r"tables/[\w.-]+\.html", said)))
    return digest(said, *((folder / table).read_bytes() for table in tables))
