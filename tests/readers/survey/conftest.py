"""Instruments drawn small, so that a test shows the questions that its export answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cs_research.definitions.instrument import Instrument

#: Without packages all conftest modules have one name, so doctests are not looked for in this one.
collect_ignore = ["conftest.py"]

CONFIDENCE = [
    {"id": "not_at_all", "label": "Not at all confident"},
    {"id": "not_very", "label": "Not very confident"},
    {"id": "somewhat", "label": "Somewhat confident", "aliases": ["Fairly confident"]},
    {"id": "extremely", "label": "Extremely confident"},
    {"id": "not_sure", "label": "Not sure", "absence": "dont_know"},
]
ENABLERS = [
    {"id": "training", "label": "Training"},
    {"id": "time", "label": "Time, space and supervision"},
    {"id": "police", "label": "Police, schools and health"},
    {"id": "other", "label": "Something else, please say"},
]


def drawn(*items: dict[str, Any]) -> Instrument:
    """An instrument of these items; ``points`` at a single item are a scale of its own."""
    scales, whole = [], []
    for item in items:
        entry = {"kind": "single", "text": item["id"], "source": "made up for this test", **item}
        if entry["kind"] == "single":
            points = [
                {"id": point.lower(), "label": point} if isinstance(point, str) else point
                for point in entry.pop("points", CONFIDENCE)
            ]
            scales.append({"id": entry["id"], "points": points})
            entry["scale"] = entry["id"]
        whole.append(entry)
    return Instrument.model_validate(
        {
            "type": "instrument",
            "id": "small",
            "version": "1",
            "title": "A small survey",
            "source": {"title": "None", "publisher": "Nobody", "year": 2024},
            "scales": scales,
            "items": whole,
        }
    )


@pytest.fixture(scope="session")
def draw() -> Callable[..., Instrument]:
    """Draw an instrument from its items."""
    return drawn


@pytest.fixture(scope="session")
def four_questions() -> Instrument:
    """The survey that the Qualtrics files among the exports answer."""
    return drawn(
        {"id": "service", "kind": "open", "role": "identifier", "columns": ["Q1"]},
        {"id": "confident", "columns": ["Q2"], "text": "How confident are you in assessing places?"},
        {
            "id": "enablers",
            "kind": "multiple",
            "columns": ["Q3"],
            "text": "Which of these help you?",
            "options": ENABLERS,
        },
        {
            "id": "why",
            "kind": "open",
            "columns": ["Q4"],
            "asked_if": {"item": "confident", "points": ["not_at_all"]},
        },
    )
