"""Crosswalk from one version of an instrument to the next, and answers moved along it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cs_research._files import write_text
from cs_research._folders import new_folder
from cs_research.cli.reading import Reading
from cs_research.definitions import crosswalk, load_instrument
from cs_research.displays.tables.html import csv_text
from cs_research.errors import Fault, PublishError
from cs_research.study.migration import MovedAnswers
from cs_research.study.migration import migrate_answers as moved


def report_crosswalk(older: str, newer: str, file: Path | None) -> str:
    """Return one line per item, and the number of each status; with ``file`` also write a CSV."""
    rows = crosswalk(load_instrument(older), load_instrument(newer))
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.status] = counts.get(row.status, 0) + 1
    lines = []
    for row in rows:
        into = f" into {', '.join(row.into)}" if row.into else ""
        reason = f" ({row.reason})" if row.reason else ""
        lines.append(f"{row.status:<9} {row.item}{into}{reason}")
    lines.append(", ".join(f"{count} {status}" for status, count in counts.items()))
    if file is not None:
        if file.exists():
            raise PublishError(Fault(str(file), "file", "be new", "a file that exists"))
        write_text(file, csv_text(pd.DataFrame([vars(row) | {"into": " ".join(row.into)} for row in rows])))
        lines.append(f"Written: {file}")
    return "\n".join(lines)


def migrate_answers(export: Path, older: str, newer: str, to: Path, reading: Reading) -> str:
    """Write ``answers.csv``, all answers under the newer instrument, and ``decisions.csv``; return a summary."""
    responses = reading.read(export, load_instrument(older))
    target = load_instrument(newer)
    result = moved(responses, target)
    with new_folder(to) as folder:
        write_text(folder / "answers.csv", csv_text(result.frame))
        write_text(folder / "decisions.csv", csv_text(_decisions(result)))
    report = responses.report
    left = ", ".join(f"{count} {reason}" for reason, count in report.reasons().items())
    lines = [
        f"{responses.instrument.key} to {target.key}: {len(responses)} of {report.rows} rows kept"
        + (f" ({left} left out)" if left else ""),
        f"{result.answers} answers moved; {len(result.decisions)} items need a person's decision",
    ]
    if report.unmatched_columns:
        lines.append(f"Columns of no item, not moved: {', '.join(report.unmatched_columns)}")
    lines.append(f"Written: {to / 'answers.csv'}, {to / 'decisions.csv'}")
    return "\n".join(lines)


def _decisions(result: MovedAnswers) -> pd.DataFrame:
    names = ["item", "status", "answers", "into", "why"]
    rows = [(d.item, d.status, d.answers, " ".join(d.into), d.why) for d in result.decisions]
    return pd.DataFrame(rows, columns=names)
