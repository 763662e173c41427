"""The pathway that each service reports for each combination of harm and concern about parenting."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cs_research._files import write_text
from cs_research._folders import new_folder
from cs_research.cli.reading import Reading
from cs_research.definitions import load_instrument
from cs_research.displays.tables.html import csv_text
from cs_research.errors import DefinitionError, Fault
from cs_research.measures.shares.pathways import by_service, counts


def report_pathways(export: Path, instrument: str, to: Path | None, reading: Reading) -> str:
    """Return the pathways of each service, one block per service, and the number of services for each.

    With ``to`` both tables go into a folder too: ``by-service.csv`` and ``counts.csv``. Both name or count single
    services, for the person who runs the survey: nothing is withheld, and neither is to be published.
    """
    definition = load_instrument(instrument)
    items = [item.id for item in definition.asked if item.kind == "single" and item.role == "question"]
    if not items:
        rule = "contain a question that is answered with one pathway"
        raise DefinitionError(Fault("--instrument", definition.key, rule, "none"))
    responses = reading.read(export, definition)
    services, numbers = by_service(responses, items), counts(responses, items)
    labels = {item: definition.item(item).short for item in items}
    lines = [f"{len(responses)} of {responses.report.rows} rows kept", ""]
    for row in services.to_dict("records"):
        lines.append(str(row["service"]))
        lines += [f"  {labels[item]}: {row[item]}" for item in items]
    lines += ["", *_counts(numbers, labels)]
    if to is not None:
        with new_folder(to) as folder:
            write_text(folder / "by-service.csv", csv_text(services))
            write_text(folder / "counts.csv", csv_text(numbers))
        lines.append("These files name services: they are for your own eyes.")
        lines.append(f"Written: {to / 'by-service.csv'}, {to / 'counts.csv'}")
    return "\n".join(lines)


def _counts(numbers: pd.DataFrame, labels: dict[str, str]) -> list[str]:
    lines = []
    for item, rows in numbers.groupby("item", sort=False):
        lines.append(f"{labels[str(item)]}, number of services:")
        lines += [f"  {row.n:>4}  {row.label}" for row in rows.itertuples()]
    return lines
