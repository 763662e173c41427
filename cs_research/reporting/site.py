"""A study to a folder of reports: built, rendered and put in place only when all is whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cs_research._files import new_folder, shipped
from cs_research.definitions import DOMAINS
from cs_research.errors import Fault, PublishError, closest, listed
from cs_research.reporting import embedded, quarto
from cs_research.reporting.build import INDEX, build
from cs_research.reporting.builder import FORMATS
from cs_research.reporting.collect import collect
from cs_research.reporting.embedded import Job
from cs_research.reporting.findings import LABELS
from cs_research.reporting.methods_page import METHODS
from cs_research.reporting.page import inert

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
    """A job a page: the index first, then the domains in order, then the methods."""
    pages = [(INDEX, "All domains")] + [
        (domain, f"{number} {LABELS[domain]}") for number, domain in enumerate(DOMAINS, start=1)
    ]
    pages.append((METHODS, "Methods"))
    instrument, frame, pairing = report["definitions"]
    made = []
    for name, _ in pages:
        page = report["pages"][name]
        metadata: dict[str, Any] = {
            "title": inert(page["title"]),
            "subtitle": inert(page["subtitle"]),
            "study": "" if name == INDEX else inert(report["title"]),
            "made-up": report["made_up"],
            "definitions": inert(f"Definitions: {instrument}, {frame}, {pairing}."),
            "pages": [
                {"href": f"{other}.html", "label": label, "current": other == name} for other, label in pages
            ],
        }
        if report["authors"]:
            metadata["author"] = [inert(author) for author in report["authors"]]
        if "docx" in formats:
            metadata["document"] = f"{name}.docx"
        parameters = {"domain": name, "build": "."} if name in DOMAINS else {"build": "."}
        source = shipped("reports", "domain.qmd" if name in DOMAINS else f"{name}.qmd")
        made.append(Job(name, source, parameters, metadata))
    return made
