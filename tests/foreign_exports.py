"""A survey of another team as Microsoft Forms and SurveyMonkey save it, in that team's own words. All answers are made up.

Microsoft Forms: one header row, ID and times first, ticked options in one cell with a semicolon after each, statements of
a Likert question as columns of their own, line breaks and no-break spaces in headings, real dates. SurveyMonkey: two
header rows, the question over its first column only, a column for each option with its text where it was ticked, ids of
twelve digits, HTML entities.
"""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

from openpyxl import Workbook

KNOWLEDGE = ["Poor", "OK", "Quite good", "Very good", "Excellent"]
CONFIDENCE = ["Not confident at all", "Not so confident", "Neutral", "Fairly confident", "Very confident"]
WORK = ["Nothing is happening", "A little is happening", "A lot is happening", "Don't know"]
PROGRESS = ["1 - not started", "2", "3 - about half way", "4", "5 - fully in place"]
AGREEMENT = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]
ROLES = ["Head of service", "Operational manager", "Practitioner", "Something else"]
YEARS = ["We do not take part", "Under a year", "1-2 years", "3-4 years", "5 or more years"]
REGIONS = ["East Midlands", "East", "London", "North East", "North West", "South East", "South West", "West Midlands",
           "Yorkshire & Humber", "Wales"]  # fmt: skip
HELPS = [
    "CS training",
    "Shared understanding in the team and with partners",
    "Managers backing the approach",
    "Supervision looking at contexts",
    "Being part of, or close to, children's social care",
    "Shared recording systems",
    "A good partnership with the police",
    "Child First principles",
    "Trusting relationships with young people",
    "Space in AssetPlus for contexts",
    "Links with schools, youth work and the community",
]
HINDERS = [
    "Not enough training for us or partners",
    "No shared understanding of the approach",
    "Thresholds turning away contextual referrals",
    "Distance from children's social care",
    "Recording systems built around individuals",
    "Police priorities crowding out welfare",
    "Cuts to youth and community services",
    "Few interventions for groups and places",
    "Performance indicators about individuals only",
    "Reliance on moving children out of area",
    "Punitive court orders and conditions",
]

#: Item of the survey that ships, the other team's words, and its answers: None for text, a tuple for choose all.
QUESTIONS: tuple[tuple[str, str, list[str] | tuple[str, ...] | None], ...] = (
    ("service", "What is the name of your YJS?", None),
    ("region", "Which region is your service in?", REGIONS),
    ("nation", "Is your service in England or in Wales?", ["England", "Wales"]),
    ("role", "Your role in the service", ROLES),
    ("engagement", "How long has your area been part of the Contextual Safeguarding programme?", YEARS),
    ("knowledge", "How do you rate your knowledge and understanding of Contextual Safeguarding?", KNOWLEDGE),
    (
        "assess_contexts",
        "Our service assesses harm outside the family in the places and groups young people spend time in",
        CONFIDENCE,
    ),
    ("record_contexts", "Our records show the groups and unsafe locations where harm may happen", CONFIDENCE),
    ("local_work", "How much work with public services is going on about harm in particular locations?", WORK),
    ("measure_safety", "How far is your service able to measure whether groups and locations become safer?", PROGRESS),
    ("appropriate", "Do you agree that Contextual Safeguarding is a fitting and effective answer in youth justice?", AGREEMENT),
    ("enablers", "What has helped your service take up Contextual Safeguarding? (tick all that apply)", tuple(HELPS)),
    ("barriers", "What stands in the way of Contextual Safeguarding in your area? (tick all that apply)", tuple(HINDERS)),
    ("challenges", "What makes it hard to respond to harm outside the family?", None),
)  # fmt: skip

#: What a person chooses for each wording that is not the shipped one: its point or option.
MEANT = {
    "region": {"East": "east", "Yorkshire & Humber": "yorkshire_humber"},
    "role": dict(zip(ROLES, ["service_manager", "team_manager", "practitioner", "other"], strict=True)),
    "engagement": dict(
        zip(YEARS, ["not_engaged", "under_1", "from_1_to_2", "from_3_to_4", "from_5"], strict=True)
    ),
    "knowledge": dict(zip(KNOWLEDGE, ["poor", "fair", "good", "very_good", "excellent"], strict=True)),
    "confidence": dict(
        zip(CONFIDENCE, ["not_at_all", "not_very", "neither", "somewhat", "extremely"], strict=True)
    ),
    "amount_of_work": dict(zip(WORK, ["none", "small", "a_lot", "not_sure"], strict=True)),
    "progress": dict(
        zip(PROGRESS, ["not_starting", "between_1_3", "part_way", "between_3_5", "fully"], strict=True)
    ),
    "enablers": dict(
        zip(
            HELPS,
            ["training", "shared_understanding", "managers", "supervision", "social_care", "recording", "police",
             "child_first", "relationships", "assetplus", "community"],
            strict=True,
        )
    ),
    "barriers": dict(
        zip(
            HINDERS,
            ["training", "understanding", "thresholds", "social_care", "recording", "police", "resources",
             "interventions", "kpis", "relocation", "legal"],
            strict=True,
        )
    ),
}  # fmt: skip

Response = dict[str, object]


def responses(count: int = 24, seed: int = 7) -> list[Response]:
    """Return made-up answers: text by item, a list of options for choose-all items, "" for left blank."""
    draw = random.Random(seed)
    made = []
    for number in range(1, count + 1):
        answers: Response = {}
        for item, _, choices in QUESTIONS:
            if item == "service":
                answers[item] = f"Made-up {number:02d} YJS"
            elif choices is None:
                answers[item] = "Time; and money" if draw.random() < 0.3 else ""
            elif isinstance(choices, tuple):
                answers[item] = [choice for choice in choices if draw.random() < 0.4]
            else:
                answers[item] = "" if draw.random() < 0.05 else draw.choice(choices)
        answers["nation"] = "Wales" if answers["region"] == "Wales" else "England"
        made.append(answers)
    return made


def write_microsoft_forms(path: Path, given: list[Response] | None = None) -> Path:
    """Write the workbook that Microsoft Forms saves."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    head = [text.replace(" (", "\n(") + ("\u00a0" if at % 3 == 0 else "") for at, (_, text, _) in enumerate(QUESTIONS)]
    sheet.append(["ID", "Start time", "Completion time", "Email", "Name", *head])
    start = datetime(2026, 5, 4, 9, 0)
    for number, answers in enumerate(given or responses(), start=1):
        begun = start + timedelta(hours=5 * number)
        cells = [
            "".join(f"{choice};" for choice in value) if isinstance(value, list) else value
            for value in answers.values()
        ]
        sheet.append(
            [
                number,
                begun,
                begun + timedelta(minutes=12),
                "anonymous",
                None,
                *[cell or None for cell in cells],
            ]
        )
    book.save(path)
    return path


def write_surveymonkey(path: Path, given: list[Response] | None = None) -> Path:
    """Write all responses as SurveyMonkey saves them, as CSV or as a workbook by the suffix of the path."""
    first = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
             "Last Name", "Custom Data 1"]  # fmt: skip
    second = [""] * len(first)
    for _, text, choices in QUESTIONS:
        if isinstance(choices, tuple):
            first += [text, *[""] * len(choices)]
            second += [*(choice.replace("'", "&#39;") for choice in choices), "Other (please specify)"]
        else:
            first.append(text)
            second.append("Open-Ended Response" if choices is None else "Response")
    rows = [first, second]
    for number, answers in enumerate(given or responses(), start=1):
        day = datetime(2026, 5, 4, 9, 0) + timedelta(hours=5 * number)
        cells = [
            f"{114500000000 + number}",
            "438000001",
            f"{day:%m/%d/%Y %H:%M:%S}",
            f"{day:%m/%d/%Y %H:%M:%S}",
            *[""] * 5,
        ]
        for item, _, choices in QUESTIONS:
            value = answers[item]
            if isinstance(choices, tuple):
                assert isinstance(value, list)
                cells += [choice.replace("'", "&#39;") if choice in value else "" for choice in choices]
                cells.append("Our own project" if number == 3 else "")
            else:
                cells.append(str(value))
        rows.append(cells)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return path
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(path)
    return path
