"""Write the report of one service to a separate folder, never into the public report."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from cs_research._files import shipped, write_text
from cs_research._folders import new_folder, restore_folder
from cs_research.protection import Release
from cs_research.reporting.builder import FORMATS, Builder
from cs_research.reporting.content import ReportContent
from cs_research.reporting.pages.service import service_page
from cs_research.reporting.render import embedded, quarto
from cs_research.reporting.render.embedded import Job
from cs_research.reporting.site import check_options, check_release, frame_metadata, no_progress, uses_quarto

__all__ = ["NAME", "write_service_report"]

#: The name of the page and of its document.
NAME = "service"

_README = """{made_up}For {service} only. Do not pass this folder on or publish it: it holds one service's answers.

data/benchmark.csv   the score of the service on each question (index 0 to 100), and the median and quartiles of all and
                     of its region
data/answers.csv     the same in words, with the share of services that say at least as much
data/choices.csv     what the service chose of each choose-all question, and the share of all that did
"""


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
    check_options(formats, engine)
    check_release("write_service_report", release)
    restore_folder(Path(to))
    render = quarto.render if uses_quarto(engine) else embedded.render
    with new_folder(Path(to)) as folder:
        notify("Working out numbers and drawing figures")
        study, page = release.study, service_page(Builder(release, folder, formats))
        report = ReportContent(
            title=study.title,
            made_up=study.made_up,
            authors=tuple(study.authors),
            definitions=(study.instrument.key,),
            account=(),
            lists=(),
            pages={NAME: page},
        )
        write_text(folder / "report.json", report.to_json())
        warned = "MADE-UP DATA: no service in these files exists.\n\n" if study.made_up else ""
        write_text(folder / "data" / "README.txt", _README.format(made_up=warned, service=page.title))
        shutil.copy(shipped("reports", "styles.css"), folder)
        source, metadata = shipped("reports", "service.qmd"), frame_metadata(report, NAME, folder, formats)
        render([Job(NAME, source, {"build": "."}, {**metadata, "pages": []})], folder, formats, notify)
    return Path(to) / f"{NAME}.{formats[0]}"
