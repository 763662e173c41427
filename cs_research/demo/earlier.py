"""A made-up earlier wave, with its own questionnaire, and a made-up register of all services."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import numpy as np

from cs_research.definitions.instrument import Instrument, Item
from cs_research.demo.survey import ANSWERS, REGISTER, region_of, respondents

WAVE = "2021"

#: Of the services that answer in 2022, so many answered the year before, and so many others did.
_BOTH, _OTHERS = 43, 7

#: How likely an answer was one point lower the year before.
_LOWER = {
    "knowledge": 0.2,
    "assess_contexts": 0.15,
    "record_contexts": 0.2,
    "local_work": 0.12,
    "measure_safety": 0.4,
}
_NOT_YET = ("engagement", "appropriate", "enablers", "best_part", "why_appropriate", "challenges")
_REWORDED = {
    "record_contexts": "How confident are you that your service keeps good records of harm outside the family?"
}
_ROUND = "the made-up round of 2021"


def earlier_instrument(instrument: Instrument) -> Instrument:
    """Return the made-up questionnaire of 2021: fewer questions than in 2022, one reworded, one since dropped."""
    items = []
    for item in instrument.items:
        if item.id in _NOT_YET:
            continue
        text = _REWORDED.get(item.id, item.text)
        items.append(item.model_copy(update={"text": text, "source": _ROUND, "figure": None}))
    lead = Item(
        id="lead_officer",
        kind="single",
        text="How much of one person's time does your service set aside for Contextual Safeguarding?",
        label="Time set aside for Contextual Safeguarding",
        scale="amount_of_work",
        source=_ROUND,
    )
    used = {item.scale for item in (*items, lead)}
    return instrument.model_copy(
        update={
            "version": WAVE,
            "title": "Made-up survey of services, 2021",
            "description": "A made-up round before that of 2022, so that two years can be compared.",
            "source": instrument.source.model_copy(
                update={"title": "Made-up", "publisher": "cs-research", "year": None, "reference": ""}
            ),
            "items": (*items, lead),
            "scales": tuple(scale for scale in instrument.scales if scale.id in used),
        }
    )


def earlier_csv(instrument: Instrument, seed: int) -> str:
    """Return the text of the export: one column per item or option of a choose-all item, one row per service.

    ``instrument`` is that of 2022, to which the answers of the year before are close.
    """
    draw = np.random.default_rng([seed, int(WAVE)])
    rows = respondents(instrument, np.random.default_rng(seed))
    named = {row["service"] for row in rows}
    others = [number for number in range(1, REGISTER + 1) if f"Service {number:03d}" not in named]
    kept = [rows[place] for place in np.sort(draw.choice(len(rows), _BOTH, replace=False))]
    fresh = [_other(instrument, int(number)) for number in draw.choice(others, _OTHERS, replace=False)]
    before = [_year_before(instrument, row, draw) for row in (*kept, *fresh)]
    asked = earlier_instrument(instrument)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for item in asked.items for name in _columns(item)])
    for row in sorted(before, key=lambda row: row["service"]):
        writer.writerow([cell for item in asked.items for cell in _cells(asked, item, row)])
    return out.getvalue()


def register_csv(instrument: Instrument) -> str:
    """Return the text of the register: each of the 157 made-up services, with its region and nation."""
    labels = {
        item: {point.id: point.label for point in instrument.points_of(instrument.item(item))}
        for item in ("region", "nation")
    }
    lines = ["Service,Region,Nation"]
    for number in range(1, REGISTER + 1):
        region, nation = region_of(instrument, number)
        lines.append(f"Service {number:03d},{labels['region'][region]},{labels['nation'][nation]}")
    return "\n".join(lines) + "\n"


def _other(instrument: Instrument, number: int) -> dict[str, str]:
    """Return a service that does not answer in 2022."""
    region, nation = region_of(instrument, number)
    return {"service": f"Service {number:03d}", "region": region, "nation": nation}


def _year_before(instrument: Instrument, row: Mapping[str, str], draw: np.random.Generator) -> dict[str, str]:
    """Return a service's answers of the year before: mostly those of 2022, some a point lower."""
    before = dict(row)
    for item, counts in ANSWERS.items():
        points = [point.id for point in instrument.points_of(instrument.item(item)) if not point.absence]
        if item not in row:
            chances = np.array(list(counts.values())) / sum(counts.values())
            before[item] = str(draw.choice(list(counts), p=chances))
        if before[item] in points and draw.random() < _LOWER.get(item, 0.0):
            before[item] = points[max(points.index(before[item]) - 1, 0)]
    before["lead_officer"] = str(draw.choice(["none", "small", "a_lot"], p=[0.5, 0.4, 0.1]))
    for option in instrument.item("barriers").options:
        if draw.random() < 0.1:
            name = f"barriers.{option.id}"
            before[name] = "" if before.get(name) else "1"
    return before


def _columns(item: Item) -> list[str]:
    return [f"{item.id}.{option.id}" for option in item.options] or [item.id]


def _cells(instrument: Instrument, item: Item, row: Mapping[str, str]) -> list[str]:
    if item.options:
        return ["1" if row.get(name) else "0" for name in _columns(item)]
    if item.kind == "open":
        return [row.get(item.id, "")]
    labels = {point.id: point.label for point in instrument.points_of(item)}
    return [labels.get(row.get(item.id, ""), "")]
