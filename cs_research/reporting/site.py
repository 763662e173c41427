"""A study to a folder of reports: built, rendered and put in place only when all is whole."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cs_research._files import shipped
from cs_research._folders import new_folder, put_right
from cs_research.errors import Fault, PublishError, check_choice, check_path, listed
from cs_research.reporting import workbooks as open_document
from cs_research.reporting.builder import FORMATS
from cs_research.reporting.content import inert
from cs_research.reporting.figure_workers import Drawers
from cs_research.reporting.pages.registry import INDEX, PAGES
from cs_research.reporting.render import embedded, quarto
from cs_research.reporting.render.cache import Reuse, digest, inputs_digest
from cs_research.reporting.render.embedded import Job

__all__ = ["ENGINES", "FORMATS", "by_quarto", "check_options", "frame_words", "run", "silent"]

if TYPE_CHECKING:
    from cs_research.study.load import Collected


ENGINES = ("auto", "embedded", "quarto")


def silent(_: str) -> None:
    """Tell nobody."""


def run(
    study: str | Path,
    to: str | Path,
    *,
    formats: Sequence[str] = FORMATS,
    engine: str = "auto",
    only: Sequence[str] = (),
    notify: Callable[[str], None] = silent,
) -> Path:
    """Read a study, work out its numbers and render its reports; the path of the page to open first.

    ``to`` is replaced as a whole when everything succeeded, and left as it was otherwise. What an earlier run made
    there from the same files, definitions and code is not made again.

    Parameters
    ----------
    formats
        Of `FORMATS`.
    engine
        ``auto`` takes Quarto where it is on the path in a version that renders the reports
        (`cs_research.reporting.render.quarto.LEAST` or later), and the embedded engine elsewhere. Both make the same
        pages from the same documents; a Quarto that fails ends the run.
    only
        Names of pages, such as ``target``, for a draft of those alone; all where it is empty.

    Raises
    ------
    ResearchError
        The faults of every file of the study at once; or a `PublishError` when a report fails.
    """
    for thing, path in (("study", study), ("to", to)):
        check_path("run", thing, path, PublishError)
    check_options(formats, engine, only)
    path, target = Path(study), Path(to)
    path = path / "study.yaml" if path.is_dir() else path
    put_right(target)
    first, real = only[0] if only else INDEX, by_quarto(engine)
    programs = f"Quarto {quarto.version() if real else None}, LibreOffice {open_document.found() is not None}"
    reuse, key = Reuse(target), digest(inputs_digest(path), str(path), programs, *formats, "only", *only)
    if reuse.whole(key):
        notify("Nothing has changed since the last run")
    else:
        with Drawers() as drawers:
            if not (only or target.exists()):
                drawers.start()  # every figure is to be drawn: none can be taken from an earlier run
            notify("Reading the study")
            collected = _collected(path)
            with new_folder(target) as folder:
                notify("Working out numbers and drawing figures")
                report = _built(collected, folder, formats, only, (drawers, reuse))
                if real:
                    drawers.wait()
                    quarto.render(jobs(report, folder, formats), folder, formats, notify)
                else:
                    made = jobs(report, folder, formats)
                    embedded.render(made, folder, formats, notify, reuse=reuse, ready=drawers.wait)
                reuse.save(folder, key)
    return target / f"{first}.{formats[0]}"


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


def _collected(path: Path) -> Collected:
    """The study and all that it names, read."""
    from cs_research.study.load import collect

    with _short_tables():
        return collect(path)


def _built(
    collected: Collected,
    folder: Path,
    formats: Sequence[str],
    only: Sequence[str],
    makers: tuple[Drawers, Reuse],
) -> dict[str, Any]:
    """The build folder of a study, figures still being drawn; the words of its pages."""
    from cs_research.reporting.build import build

    drawers, reuse = makers
    with _short_tables():
        report = build(collected, folder, formats, only=only, drawers=drawers, reuse=reuse)
    if absent := [name for name in only if name not in report["pages"]]:
        rule = "be one that the study has something for"
        raise PublishError(Fault("run", "page", rule, listed(absent, "and")))
    shutil.copy(shipped("reports", "styles.css"), folder)
    return report


def _short_tables() -> AbstractContextManager[None]:
    """Words kept as Python's own: Arrow's are slow in tables of a few rows."""
    import pandas as pd

    short: AbstractContextManager[None] = pd.option_context("mode.string_storage", "python")
    return short


def jobs(report: dict[str, Any], folder: Path, formats: Sequence[str]) -> list[Job]:
    """A job for each page that the report in a build folder has, in the order of `PAGES`."""
    pages = [page for page in PAGES if page.name in report["pages"]]
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


def frame_words(report: dict[str, Any], name: str, folder: Path, formats: Sequence[str]) -> dict[str, Any]:
    """What the frame of a page says around its own words, and the properties of a document."""
    words = report["pages"][name]
    said: dict[str, Any] = {
        "title": inert(words["title"]),
        "subtitle": inert(words["subtitle"]),
        "study": "" if name == INDEX else inert(report["title"]),
        "made-up": report["made_up"],
        "definitions": inert(f"Definitions: {', '.join(report['definitions'])}."),
        "documents": _documents(name, folder, formats),
    }
    if report["authors"]:
        said["author"] = [inert(author) for author in report["authors"]]
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


def _key(report: dict[str, Any], name: str, folder: Path) -> str:
    """A digest of all that the chunks of a page may read."""
    others = {key: value for key, value in report.items() if key != "pages"}
    said = json.dumps([others, report["pages"][name]], sort_keys=True)
    tables = sorted(set(re.findall(r"tables/[\w.-]+\.html", said)))
    return digest(said, *((folder / table).read_bytes() for table in tables))
