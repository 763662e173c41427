"""Write a release to a folder of reports, or the report of one service to a separate folder.

A folder is replaced only if everything succeeds.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from cs_research._files import shipped, write_text
from cs_research._folders import new_folder, restore_folder
from cs_research.errors import Fault, PublishError, check_choice, found_of, join_names
from cs_research.protection import Release, StudyFacts
from cs_research.reporting import workbooks
from cs_research.reporting.builder import FORMATS, Builder
from cs_research.reporting.content import ReportContent
from cs_research.reporting.figure_workers import FigureWorkers
from cs_research.reporting.page import escape_markdown
from cs_research.reporting.pages import INDEX, PAGES
from cs_research.reporting.provenance.manifest import write_manifest
from cs_research.reporting.provenance.packages import write_packages
from cs_research.reporting.render import embedded, quarto
from cs_research.reporting.render.cache import Reuse, digest, inputs_digest
from cs_research.reporting.render.embedded import Job

__all__ = [
    "ENGINES",
    "FORMATS",
    "SERVICE",
    "ReportWriter",
    "check_options",
    "check_release",
    "frame_metadata",
    "no_progress",
    "python_strings",
    "uses_quarto",
    "write_report",
    "write_service_report",
]

ENGINES = ("auto", "embedded", "quarto")
#: The name of the page of one service, and of its document.
SERVICE = "service"


def no_progress(_: str) -> None:
    """Ignore a message of progress."""


def write_report(
    release: Release,
    to: str | Path,
    *,
    formats: Sequence[str] = FORMATS,
    engine: str = "auto",
    only: Sequence[str] = (),
    notify: Callable[[str], None] = no_progress,
) -> Path:
    """Write the reports of a release to a folder, and return the path of the page to open first.

    The folder ``to`` is replaced if everything succeeds, and left unchanged otherwise. Figures and pages of an earlier
    run are kept if nothing that they depend on has changed.

    Parameters
    ----------
    release
        A result of `cs_research.protect`.
    formats
        File formats, from `FORMATS`.
    engine
        ``auto`` uses Quarto if it is on the path in a version that renders the reports
        (`cs_research.reporting.render.quarto.MINIMUM_VERSION` or later), and the embedded engine otherwise. Both
        write the same pages from the same documents. If Quarto fails, the run ends with its error.
    only
        Names of pages, such as ``target``, for a draft of only those pages; all if it is empty.

    Raises
    ------
    PublishError
        If ``release`` is not a release, a format, engine or page is unknown, or a report cannot be rendered.
    """
    check_options(formats, engine, only)
    check_release("write_report", release)
    writer = ReportWriter(to, formats=formats, engine=engine, only=only, notify=notify)
    with writer:
        writer.write(release)
    return writer.first


class ReportWriter:
    """Write one folder of reports; as a context manager it also runs the processes that draw figures.

    They start with the context if every figure must be drawn, so that they are ready once a study is read.
    See `write_report` for the parameters.
    """

    def __init__(
        self,
        to: str | Path,
        *,
        formats: Sequence[str] = FORMATS,
        engine: str = "auto",
        only: Sequence[str] = (),
        notify: Callable[[str], None] = no_progress,
    ) -> None:
        check_options(formats, engine, only)
        self._target, self._formats, self._only, self._notify = Path(to), formats, only, notify
        restore_folder(self._target)
        self._quarto = uses_quarto(engine)
        self._workers, self._reuse = FigureWorkers(), Reuse(self._target)

    @property
    def first(self) -> Path:
        """The page to open first."""
        return self._target / f"{self._only[0] if self._only else INDEX}.{self._formats[0]}"

    def key(self, study: Path) -> str:
        """Return a digest of a study's files, of the code and programs, and of the options."""
        version = quarto.version() if self._quarto else None
        programs = f"Quarto {version}, LibreOffice {workbooks.find_libreoffice() is not None}"
        return digest(inputs_digest(study), study.name, programs, *self._formats, "only", *self._only)

    def unchanged(self, key: str) -> bool:
        """Return whether an earlier run wrote the folder under this key and nothing in it has changed."""
        return self._reuse.is_unchanged(key)

    def __enter__(self) -> ReportWriter:
        self._workers.__enter__()
        if not (self._only or self._target.exists()):
            self._workers.start()  # there is no earlier run to take figures from
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._workers.__exit__(kind, error, trace)

    def write(self, release: Release, key: str = "") -> None:
        """Write the reports, with the key that `unchanged` compares."""
        with new_folder(self._target) as folder:
            self._notify("Working out numbers and drawing figures")
            report = _build_folder(release, folder, self._formats, self._only, (self._workers, self._reuse))
            jobs = page_jobs(report, folder, self._formats)
            if self._quarto:
                self._workers.wait()
                quarto.render(jobs, folder, self._formats, self._notify)
            else:
                ready = self._workers.wait
                embedded.render(jobs, folder, self._formats, self._notify, reuse=self._reuse, ready=ready)
            write_provenance(folder, release.study, "run", self._quarto, formats=self._formats, only=self._only)
            self._reuse.save(folder, key)


def write_provenance(folder: Path, study: StudyFacts, command: str, by_quarto: bool, **options: Sequence[str]) -> None:
    """Write the data package, research object and manifest of a report that is complete in a folder."""
    write_packages(folder, study)
    engine = f"quarto {quarto.version()}" if by_quarto else "embedded"
    write_manifest(folder, study, command, {"engine": engine, **{name: list(given) for name, given in options.items()}})


def uses_quarto(engine: str) -> bool:
    """Return whether Quarto renders: the engine is ``quarto``, or ``auto`` and a recent Quarto is found."""
    return engine == "quarto" or (engine == "auto" and quarto.is_recent())


def check_options(formats: Sequence[str], engine: str, only: Sequence[str] = ()) -> None:
    """Raise a `PublishError` if a format, the engine or a page is unknown."""
    _check("format", formats or [""], FORMATS)
    _check("engine", [engine], ENGINES)
    _check("page", only, [page.name for page in PAGES])


def check_release(place: str, release: object) -> None:
    """Raise a `PublishError` if ``release`` is not a release."""
    if not isinstance(release, Release):
        rule, hint = "be a release", "protect(measure(load_study(...))) gives one"
        raise PublishError(Fault(place, "release", rule, found_of(release), hint))


def _check(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for name in given:
        check_choice("run", what, name, known, PublishError)


def _build_folder(
    release: Release,
    folder: Path,
    formats: Sequence[str],
    only: Sequence[str],
    makers: tuple[FigureWorkers, Reuse],
) -> ReportContent:
    """Write the build folder of a release and return the content of its pages; figures may still be being drawn."""
    from cs_research.reporting.build import build

    workers, reuse = makers
    with python_strings():
        report = build(release, folder, formats, only=only, workers=workers, reuse=reuse)
    if absent := [name for name in only if name not in report.pages]:
        rule = "be one that this study has data for"
        raise PublishError(Fault("run", "page", rule, join_names(absent, "and")))
    shutil.copy(shipped("reports", "styles.css"), folder)
    return report


def python_strings() -> AbstractContextManager[None]:
    """Store text as Python strings within the block, since Arrow's are slow in tables of a few rows."""
    import pandas as pd

    short: AbstractContextManager[None] = pd.option_context("mode.string_storage", "python")
    return short


def page_jobs(report: ReportContent, folder: Path, formats: Sequence[str]) -> list[Job]:
    """Return a job for each page of the report in a build folder, in the order of `PAGES`."""
    pages = [page for page in PAGES if page.name in report.pages]
    jobs = []
    for page in pages:
        metadata = frame_metadata(report, page.name, folder, formats) | {
            "pages": [
                {"href": f"{other.name}.html", "label": other.label, "current": other is page} for other in pages
            ],
        }
        source, key = shipped("reports", page.document), _key(report, page.name, folder)
        jobs.append(Job(page.name, source, page.parameters, metadata, key))
    return jobs


def frame_metadata(report: ReportContent, name: str, folder: Path, formats: Sequence[str]) -> dict[str, Any]:
    """Return the metadata of a page: what its template shows around its text, and the properties of a document."""
    page = report.pages[name]
    metadata: dict[str, Any] = {
        "title": escape_markdown(page.title),
        "subtitle": escape_markdown(page.subtitle),
        "study": "" if name == INDEX else escape_markdown(report.title),
        "made-up": report.made_up,
        "definitions": escape_markdown(f"Definitions: {', '.join(report.definitions)}."),
        "documents": _documents(name, folder, formats),
    }
    if report.authors:
        metadata["author"] = [escape_markdown(author) for author in report.authors]
    return metadata


def _documents(name: str, folder: Path, formats: Sequence[str]) -> list[dict[str, str]]:
    """Return the downloads of a page: the same report in other formats, and the workbooks of all tables."""
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
    """Return a digest of everything that the chunks of a page may read."""
    content = replace(report, pages={name: report.pages[name]}).to_json()
    tables = sorted(set(re.findall(r"tables/[\w.-]+\.html", content)))
    return digest(content, *((folder / table).read_bytes() for table in tables))


def write_service_report(
    release: Release,
    to: str | Path,
    *,
    formats: Sequence[str] = FORMATS,
    engine: str = "auto",
    notify: Callable[[str], None] = no_progress,
) -> Path:
    """Write the report of the service that a release is for, and return the path of its page.

    The folder ``to`` is replaced only if everything succeeds. Engines are those of `cs_research.write_report`.

    Raises
    ------
    PublishError
        If the release is not for one service, or the report cannot be rendered.
    """
    from cs_research.reporting.pages.service import service_page
    from cs_research.reporting.text.data_notes import service_data_notes

    check_options(formats, engine)
    check_release("write_service_report", release)
    restore_folder(Path(to))
    by_quarto = uses_quarto(engine)
    render = quarto.render if by_quarto else embedded.render
    with new_folder(Path(to)) as folder:
        notify("Working out numbers and drawing figures")
        study, builder = release.study, Builder(release, folder, formats)
        page = service_page(builder)
        report = ReportContent(
            title=study.title,
            made_up=study.made_up,
            notice="",
            authors=tuple(study.authors),
            definitions=(study.instrument.key,),
            data_notes=(),
            files=(),
            pages={SERVICE: page},
        )
        write_text(folder / "report.json", report.to_json())
        write_text(folder / "data" / "README.txt", service_data_notes(release, builder.saved))
        shutil.copy(shipped("reports", "styles.css"), folder)
        source, metadata = shipped("reports", "service.qmd"), frame_metadata(report, SERVICE, folder, formats)
        render([Job(SERVICE, source, {"build": "."}, {**metadata, "pages": []})], folder, formats, notify)
        write_provenance(folder, study, "service", by_quarto, formats=formats)
    return Path(to) / f"{SERVICE}.{formats[0]}"
