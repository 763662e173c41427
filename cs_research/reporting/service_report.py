"""The report of one service, in a folder of its own: never a part of the public report."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from cs_research._files import shipped, write_text
from cs_research._folders import new_folder, restore_folder
from cs_research.reporting.builder import FORMATS, Builder
from cs_research.reporting.content import ReportContent
from cs_research.reporting.pages.service import find_service, service_page
from cs_research.reporting.render import embedded, quarto
from cs_research.reporting.render.embedded import Job
from cs_research.reporting.site import by_quarto, check_options, frame_words, silent
from cs_research.study.load import collect

__all__ = ["NAME", "service_report"]

#: The name of the page and of its document.
NAME = "service"

_README = """{made_up}For {service} only. Do not pass this folder on or publish it: it holds one service's answers.

data/benchmark.csv   the score of the service on each question (index 0 to 100), and the median and quartiles of all and
                     of its region
data/answers.csv     the same in words, with the share of services that say at least as much
data/choices.csv     what the service chose of each choose-all question, and the share of all that did
"""


def service_report(
    study: str | Path,
    service: str,
    to: str | Path,
    *,
    formats: Sequence[str] = FORMATS,
    engine: str = "auto",
    notify: Callable[[str], None] = silent,
) -> Path:
    """Write the page of one service to a folder; the path of the page.

    ``to`` is replaced as a whole when everything succeeded. Engines are those of `cs_research.reporting.site.run`.

    Raises
    ------
    ResearchError
        The faults of every file of the study; a `PublishError` for a service that did not answer.
    """
    check_options(formats, engine)
    restore_folder(Path(to))
    render = quarto.render if by_quarto(engine) else embedded.render
    notify("Reading the study")
    # what sources show has no place on the page
    collected = replace(collect(Path(study)), sources=(), codings=None, ratings=None)
    name = find_service(collected, service)
    with new_folder(Path(to)) as folder:
        notify("Working out numbers and drawing figures")
        words = service_page(Builder(collected, folder, formats), name)
        made_up = collected.study.made_up
        report = ReportContent(
            title=collected.study.title,
            made_up=made_up,
            authors=tuple(collected.study.authors),
            definitions=(collected.instrument.key,),
            account=(),
            lists=(),
            pages={NAME: words},
        )
        write_text(folder / "report.json", report.to_json())
        warned = "MADE-UP DATA: no service in these files exists.\n\n" if made_up else ""
        write_text(folder / "data" / "README.txt", _README.format(made_up=warned, service=name))
        shutil.copy(shipped("reports", "styles.css"), folder)
        source, said = shipped("reports", "service.qmd"), frame_words(report, NAME, folder, formats)
        render([Job(NAME, source, {"build": "."}, {**said, "pages": []})], folder, formats, notify)
    return Path(to) / f"{NAME}.{formats[0]}"
