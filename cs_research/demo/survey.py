"""The survey of the made-up study, in the format that Qualtrics exports, and that of the year before."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from cs_research.definitions.instrument import Instrument, Item, Point

SERVICES = 57
REGISTER = 157

#: How many services choose each point, lowest first; the others of the 57 leave the item blank.
ANSWERS = {
    "knowledge": {"poor": 1, "fair": 3, "good": 22, "very_good": 24, "excellent": 7},
    "assess_contexts": {"not_at_all": 1, "not_very": 2, "neither": 5, "somewhat": 33, "extremely": 14},
    "record_contexts": {"not_at_all": 2, "not_very": 7, "neither": 6, "somewhat": 31, "extremely": 10},
    "local_work": {"none": 2, "small": 14, "a_lot": 37, "not_sure": 4},
    "measure_safety": {"not_starting": 6, "between_1_3": 11, "part_way": 40},
    "appropriate": {"neither": 1, "agree": 22, "strongly_agree": 15},
    "role": {"service_manager": 31, "team_manager": 23, "practitioner": 2, "other": 1},
    "engagement": {"not_engaged": 19, "under_1": 11, "from_1_to_2": 14, "from_3_to_4": 10, "from_5": 3},
}

#: How many of the services that answer tick each option.
TICKS = {
    "enablers": {
        "training": 37, "shared_understanding": 33, "managers": 39, "supervision": 21, "social_care": 30,
        "recording": 15, "police": 26, "child_first": 41, "relationships": 35, "assetplus": 12, "community": 19,
    },
    "barriers": {
        "training": 31, "understanding": 36, "thresholds": 29, "social_care": 14, "recording": 27, "police": 18,
        "resources": 40, "interventions": 34, "kpis": 22, "relocation": 11, "legal": 16,
    },
}  # fmt: skip
_BLANK_TICKS = {"enablers": 2, "barriers": 1}

_OPEN = {
    "best_part": (
        "Seeing a young person trust somebody again.",
        "Being able to speak up for children in rooms where they are not present.",
        "The team. They stay with a family when others have closed the case.",
        "Changing how other services talk about our young people.",
    ),
    "why_appropriate": (
        "Most of what gets our children into trouble happens away from home, so the work has to go there too.",
        "It fits Child First, as long as it does not turn into another form of policing places.",
        "It helps, but the orders we supervise are about one child at a time.",
        "It puts words to what we already saw in assessments.",
    ),
    "challenges": (
        "We can name the places. There is nobody to send the referral to.",
        "Youth clubs and detached workers have gone, so there is little to offer a group.",
        "Every partner has its own targets & its own idea of risk.",
        "Recording: our system has room for a child, none for a park.",
        "Schools exclude quickly, and then nobody sees the child in the daytime.",
    ),
}

_META = (
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
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
        answering = draw.permutation(SERVICES)[_BLANK_TICKS[item] :]
        for option, count in counts.items():
            for place in draw.choice(answering, count, replace=False):
                rows[place][f"{item}.{option}"] = "1"
    for item, texts in _OPEN.items():
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
    ids = [name for _, _, name in _META] + [name for _, _, name, _, _ in columns]
    return [
        [tag for tag, _, _ in _META] + [tag for tag, *_ in columns],
        [text for _, text, _ in _META] + [text for _, text, *_ in columns],
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
    writer.writerow([name for item in asked.items for name in _later_columns(item)])
    for row in sorted(before, key=lambda row: row["service"]):
        writer.writerow([cell for item in asked.items for cell in _later_cells(asked, item, row)])
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


def _later_columns(item: Item) -> list[str]:
    return [f"{item.id}.{option.id}" for option in item.options] or [item.id]


def _later_cells(instrument: Instrument, item: Item, row: Mapping[str, str]) -> list[str]:
    if item.options:
        return ["1" if row.get(name) else "0" for name in _later_columns(item)]
    if item.kind == "open":
        return [row.get(item.id, "")]
    labels = {point.id: point.label for point in instrument.points_of(item)}
    return [labels.get(row.get(item.id, ""), "")]
