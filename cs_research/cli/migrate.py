"""Move a study's codings to a newer frame, with a list of what a person has to decide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cs_research._files import write_text
from cs_research._folders import new_folder
from cs_research.definitions import Difference, load_frame
from cs_research.displays.tables.html import csv_text
from cs_research.errors import Fault, MeasureError
from cs_research.formats.qda.coding_exports import tidy_table
from cs_research.study.load import load_study
from cs_research.study.migration import Migrated, migrate


def migrate_study(study: Path, frame: str, to: Path) -> str:
    """Write ``codings.csv``, all segments under the newer frame, and ``decisions.csv``; what was done."""
    collected = load_study(study)
    if collected.codings is None:
        raise MeasureError(Fault(str(study), "codings", "be listed, to be migrated", "none"))
    newer = load_frame(frame)
    result = migrate(collected.codings, newer)
    with new_folder(to) as folder:
        write_text(folder / "codings.csv", csv_text(tidy_table(result.codings.segments)))
        write_text(folder / "decisions.csv", csv_text(_decisions(result)))
    before, after = len(collected.codings.distinct), len(result.codings.distinct)
    return (
        f"{collected.frame.key} to {newer.key}: {before} segments before, {after} after; {result.moved} were given "
        f"a new code, {len(result.decisions)} need a person's decision\n"
        f"Written: {to / 'codings.csv'}, {to / 'decisions.csv'}"
    )


def _decisions(result: Migrated) -> pd.DataFrame:
    rows = [
        (
            d.segment.id,
            d.segment.source,
            d.segment.coder,
            d.segment.code,
            d.why,
            " ".join(d.candidates),
            d.segment.quote,
        )
        for d in result.decisions
    ]
    return pd.DataFrame(rows, columns=["segment", "source", "coder", "code", "why", "candidates", "quote"])


def format_differences(found: Sequence[Difference]) -> str:
    """Return one line per difference, or a sentence if there is none."""
    lines = []
    for difference in found:
        into = f" into {', '.join(difference.into)}" if difference.into else ""
        detail = f" ({difference.detail})" if difference.detail else ""
        lines.append(f"{difference.kind:<9} {difference.part}{into}{detail}")
    return "\n".join(lines) or "no difference"
