"""A study to a folder of reports: built, rendered and put in place only when all is whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cs_research._files import new_folder, shipped
from cs_research.errors import Fault, PublishError, closest, listed
from cs_research.reporting import embedded, quarto
from cs_research.reporting.build import build
from cs_research.reporting.builder import FORMATS
from cs_research.reporting.collect import collect
from cs_research.reporting.embedded import Job
from cs_research.reporting.page import inert
from cs_research.reporting.pages import INDEX, PAGES

__all__ = ["ENGINES", "FORMATS", "check_options", "run"]

ENGINES = ("auto", "embedded", "quarto")


def _silent(_: str) -> None:
    """Tell nobody."""


def run(
    study: str | Path,
    to: str | Path,
    *,
    formats: Sequence[str] = FORMATS,
    engine: str = "auto",
    notify: Callable[[str], None] = _silent,
) -> Path:
    """Read a study, work out its numbers and render its reports; the path of the index page.

    ``to`` is replaced as a whole when everything succeeded, and left as it was otherwise. ``auto``
    takes Quarto where it is installed and the embedded engine elsewhere.

    Raises
    ------
    ResearchError
        The faults of every file of the study at once; or a `PublishError` when a report fails.
    """
    check_options(formats, engine)
    render = quarto.render if engine == "quarto" or (engine == "auto" and quarto.found()) else embedded.render
    notify("Reading the study")
    collected = collect(Path(study))
    with new_folder(Path(to)) as folder:
        notify("Working out numbers and drawing figures")
        report = build(collected, folder, formats)
        shutil.copy(shipped("reports", "styles.css"), folder)
        render(jobs(report, formats), folder, formats, notify)
    return Path(to) / f"{INDEX}.{formats[0]}"


def check_options(formats: Sequence[str], engine: str) -> None:
    """A `PublishError` where a format or the engine is not one of those there are."""
    _check("format", formats, FORMATS)
    _check("engine", [engine], ENGINES)


def _check(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    if not given:
        raise PublishError(Fault("run", what, f"be {listed(known)}", "nothing"))
    for name in given:
        if name not in known:
            raise PublishError(Fault("run", what, f"be {listed(known)}", f"'{name}'", closest(name, known)))


def jobs(report: dict[str, Any], formats: Sequence[str]) -> list[Job]:
    """A job for each page that the report has, in the order of `PAGES`."""
    pages = [page for page in PAGES if page.name in report["pages"]]
    definitions = ", ".join(report["definitions"])
    made = []
    for page in pages:
        words = report["pages"][page.name]
        metadata: dict[str, Any] = {
            "title": inert(words["title"]),
            "subtitle": inert(words["subtitle"]),
            "study": "" if page.name == INDEX else inert(report["title"]),
            "made-up": report["made_up"],
            "definitions": inert(f"Definitions: {definitions}."),
            "pages": [
                {"href": f"{other.name}.html", "label": other.label, "current": other is page}
                for other in pages
            ],
        }
        if report["authors"]:
            metadata["author"] = [inert(author) for author in report["authors"]]
        if "docx" in formats:
            metadata["document"] = f"{page.name}.docx"
        made.append(Job(page.name, shipped("reports", page.document), page.parameters, metadata))
    return made
