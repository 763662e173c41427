"""The command for what is behind a figure or table, for the team only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cs_research.cli.terminal import out, waiting


def trace(
    id: Annotated[str, typer.Argument(help="A figure or table: the name of its file, such as answers-target.")],
    study: Annotated[Path, typer.Argument(help="A study.yaml, or the folder that contains it.")],
) -> None:
    """What is behind a figure or table: rows, items, codes, segments, code. For the team only; writes nothing."""
    from cs_research.cli.trace import trace_shown

    with waiting(f"Tracing {id}"):
        text = trace_shown(id, study)
    out.print(text)
