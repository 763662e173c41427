"""Commands for what is behind a figure or table, and how reproducible a study is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cs_research.cli.terminal import out, waiting


def trace(
    id: Annotated[str, typer.Argument(help="A figure or table: the name of its file, such as answers-target.")],
    study: Annotated[Path, typer.Argument(help="A study.yaml, or the folder that contains it.")],
) -> None:
    """Show the rows, items and codes behind a figure or table.

    Also its segments, settings and the code that made it. For the team only: it writes nothing.
    """
    from cs_research.cli.trace import trace_shown

    with waiting(f"Tracing {id}"):
        text = trace_shown(id, study)
    out.print(text)


def describe_pipeline(study: Path) -> str:
    """Return the level of a reproducible analytical pipeline that a study reaches, and each line with its evidence."""
    from cs_research.study.pipeline import LEVELS, rap_lines, reached

    lines = rap_lines(study)
    text = [f"{study}: {reached(lines) or 'no level'} of baseline, silver and gold (NHS RAP Community of Practice)"]
    for level in LEVELS:
        own = [line for line in lines if line.level == level]
        text.append(f"{level.capitalize()}: {sum(line.met for line in own)} of {len(own)}")
        text += [f"  {'yes' if line.met else 'no '}  {line.asks}: {line.evidence}" for line in own]
    return "\n".join(text)
