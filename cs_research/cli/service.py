"""The command for one service: its answers compared with those of all, confidential."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cs_research.cli.study import Engine, Formats, To
from cs_research.cli.terminal import out, progress


def service(
    study: Annotated[Path, typer.Argument(help="A study.yaml, or the folder that contains it.")],
    service: Annotated[str, typer.Option(help="The service, as it named itself in the survey.")],
    to: To,
    formats: Formats = "html,docx",
    engine: Engine = "auto",
) -> None:
    """One service's answers against all, for its own eyes."""
    from cs_research.cli.run import service_report

    kinds = list(dict.fromkeys(part.strip() for part in formats.split(",") if part.strip()))
    with progress(3 + len(kinds)) as notify:
        page = service_report(study, service, to, formats=kinds, engine=engine, notify=notify)
    out.print(f"For {service} only: {page.resolve()}")
