"""The survey of the made-up study, in the format that Qualtrics exports, and that of the year before."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import numpy as np

from cs_research._yaml import parse
from cs_research.definitions.instrument import Instrument, Item, Point

SERVICES = 57
REGISTER = 157

_DATA = parse(Path(str(files("cs_research.demo").joinpath("survey.yaml")))).data
#: How many services choose each point, and how many tick each option.
ANSWERS, TICKS = (
    {item: {name: int(count) for name, count in counts.items()} for item, counts in _DATA[key].items()}
    for key in ("answers", "ticks")
)


def qualtrics_csv(instrument: Instrument, seed: int) -> str:
    """Return the text of the export: 57 answers, two previews, a test, two unfinished and one sent twice."""
    draw = np.random.default_rng(seed)
    answers = respondents(instrument, draw)
    extra = [dict(answers[place]) for place in (3, 17, 30, 44, 52)]
    for service, row in zip(("Preview", "Preview", "Test", "", ""), extra, strict=True):
        row["service"] = service or row["service"].replace("Service", "Unfinished service")
    first = dict(answers[20], knowledge="good")
    rows = [
        *((row, "Survey Preview", True) for row in extra[:2]),
        (extra[2], "Survey Test", True),
        (first, "IP Address", True),
        *((row, "IP Address", True) for row in answers[:40]),
        *((row, "IP Address", False) for row in extra[3:]),
        *((row, "IP Address", True) for row in answers[40:]),
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(_header(instrument))
    for number, (row, status, finished) in enumerate(rows):
        writer.writerow([*_about(number, status, finished, draw), *_cells(instrument, row, finished)])
    return out.getvalue()


def answering(instrument: Instrument, seed: int, number: int) -> list[str]:
    """Return the names of some services whose answers `qualtrics_csv` writes, spread over the register."""
    rows = respondents(instrument, np.random.default_rng(seed))
    return [rows[(2 * place + 1) * SERVICES // (2 * number)]["service"] for place in range(number)]


def region_of(instrument: Instrument, number: int) -> tuple[str, str]:
    """Return the region and nation of a service of the register, by its number."""
    regions = [point.id for point in instrument.points_of(instrument.item("region"))]
    region = regions[(number * 7) % len(regions)]
    return region, "wales" if region == "wales" else "england"


def respondents(instrument: Instrument, draw: np.random.Generator) -> list[dict[str, str]]:
    """Return one mapping per service, item to cell; services that are confident once tend to be so again."""
    rows: list[dict[str, str]] = [{} for _ in range(SERVICES)]
    numbers = np.sort(draw.choice(np.arange(1, REGISTER + 1), SERVICES, replace=False))
    leaning = draw.normal(size=SERVICES)
    for row, number in zip(rows, numbers, strict=True):
        row["service"] = f"Service {number:03d}"
        row["region"], row["nation"] = region_of(instrument, int(number))
    for item, counts in ANSWERS.items():
        noise = draw.normal(scale=1.2, size=SERVICES)
        order = np.argsort(leaning + noise)
        answered = np.sort(draw.choice(SERVICES, sum(counts.values()), replace=False))
        points = [point for point, count in counts.items() for _ in range(count)]
        kept = [place for place in order if place in set(answered)]
        for place, point in zip(kept, points, strict=True):
            rows[place][item] = point
    for item, counts in TICKS.items():
        answering = draw.permutation(SERVICES)[int(_DATA["blank"][item]) :]
        for option, count in counts.items():
            for place in draw.choice(answering, count, replace=False):
                rows[place][f"{item}.{option}"] = "1"
    for item, texts in _DATA["open"].items():
        for place in draw.choice(SERVICES, 20, replace=False):
            rows[place][item] = texts[int(draw.integers(len(texts)))]
    return rows


def _columns(instrument: Instrument) -> Iterator[tuple[str, str, str, Item, str]]:
    """Yield export tag, wording, import id, item and option of each column; barriers are split into columns."""
    for number, item in enumerate(instrument.items, start=1):
        if item.id == "barriers":
            for place, option in enumerate(item.options, start=1):
                tag = f"Q{number}_{place}"
                yield tag, f"{item.text} - {option.label}", f"QID{number}_{place}", item, option.id
        else:
            yield f"Q{number}", item.text, f"QID{number}", item, ""


def _header(instrument: Instrument) -> list[list[str]]:
    columns = list(_columns(instrument))
    ids = [name for _, _, name in _DATA["about"]] + [name for _, _, name, _, _ in columns]
    return [
        [tag for tag, _, _ in _DATA["about"]] + [tag for tag, *_ in columns],
        [text for _, text, _ in _DATA["about"]] + [text for _, text, *_ in columns],
        [json.dumps({"ImportId": name}, separators=(",", ":")) for name in ids],
    ]


def _about(number: int, status: str, finished: bool, draw: np.random.Generator) -> Sequence[str]:
    started = datetime(2022, 5, 3, 9, 0) + timedelta(hours=int(9 * number), minutes=int(draw.integers(60)))
    seconds = int(draw.integers(240, 1500))
    ended = started + timedelta(seconds=seconds)
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
    response = "R_" + "".join(letters[place] for place in draw.integers(len(letters), size=15))
    done = "100" if finished else "34"
    channel = "anonymous" if status == "IP Address" else "preview"
    return (
        f"{started}", f"{ended}", status, "", done, str(seconds), str(finished), f"{ended}",
        response, channel, "EN-GB",
    )  # fmt: skip


def _cells(instrument: Instrument, row: dict[str, str], finished: bool) -> list[str]:
    cells = []
    for _, _, _, item, option in _columns(instrument):
        labels = {point.id: point.label for point in _points(instrument, item)}
        if not finished and item.figure:
            cells.append("")
        elif option:
            cells.append(labels[option] if f"{item.id}.{option}" in row else "")
        elif item.kind == "multiple":
            cells.append(",".join(label for name, label in labels.items() if f"{item.id}.{name}" in row))
        else:
            cells.append(labels.get(row.get(item.id, ""), row.get(item.id, "")))
    return cells


def _points(instrument: Instrument, item: Item) -> Sequence[Point]:
    return () if item.kind == "open" else instrument.points_of(item)


WAVE = "2021"

#: Of the services that answer in 2022, so many answered the year before, and so many others did.
_BOTH, _OTHERS = 43, 7

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
    writer.writerow([name for item in asked.items for name in _earlier_columns(item)])
    for row in sorted(before, key=lambda row: row["service"]):
        writer.writerow([cell for item in asked.items for cell in _earlier_cells(asked, item, row)])
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
        if before[item] in points and draw.random() < float(_DATA["lower"].get(item, 0)):
            before[item] = points[max(points.index(before[item]) - 1, 0)]
    before["lead_officer"] = str(draw.choice(["none", "small", "a_lot"], p=[0.5, 0.4, 0.1]))
    for option in instrument.item("barriers").options:
        if draw.random() < 0.1:
            name = f"barriers.{option.id}"
            before[name] = "" if before.get(name) else "1"
    return before


def _earlier_columns(item: Item) -> list[str]:
    return [f"{item.id}.{option.id}" for option in item.options] or [item.id]


def _earlier_cells(instrument: Instrument, item: Item, row: Mapping[str, str]) -> list[str]:
    if item.options:
        return ["1" if row.get(name) else "0" for name in _earlier_columns(item)]
    if item.kind == "open":
        return [row.get(item.id, "")]
    labels = {point.id: point.label for point in instrument.points_of(item)}
    return [labels.get(row.get(item.id, ""), "")]
