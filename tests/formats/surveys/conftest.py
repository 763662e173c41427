"""Instruments drawn small, so that a test shows the questions that its export answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cs_research.definitions import load_instrument, shipped_names
from cs_research.definitions.instrument import Condition, Instrument, Item, Point, Scale, Source

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


AMOUNT = Scale(
    id="amount",
    points=(
        Point(id="none", label='"None" at all & <b>never</b>', value="10"),
        Point(id="some", label="=SUM(A1)", value="20"),
        Point(id="a-lot", label="A lot: £5, 10% or ${more}", value="30"),
    ),
)
SURE = Scale(
    id="sure",
    kind="nominal",
    points=(
        Point(id="yes", label="Yes", value="1"),
        Point(id="no", label="No", value="0"),
        Point(id="unsure", label="- not sure", value="-9"),
    ),
)
HELP = (
    Point(id="training", label="Training,\ttabs and\nlines"),
    Point(id="money", label="RETIRED MONEY", retired="nobody had any"),
    Point(id="other_people", label='"Other people"'),
    Point(id="time", label="Time & tide's end"),
)
ITEMS = (
    Item(id="service", kind="open", role="identifier", text="Which service?", source="own"),
    Item(id="token", kind="single", role="background", text="Is it yours?", scale="sure", source="own"),
    Item(
        id="1st", kind="single", text="How much, in your \\\"view\\\"?", scale="amount", domain="target", source="own"
    ),
    Item(
        id="a_very_long_name_of_one_item", kind="multiple", domain="target", options=HELP, source="own",
        text="\"What helped?\n  Choose all that apply.\"",
    ),
    Item(id="gone", kind="single", text="RETIRED QUESTION", scale="sure", retired="not asked", source="own"),
    Item(
        id="a_very_long_name_of_another_item", kind="open", text="=1+1 < 2 && {x} or ${x}?", source="own",
        asked_if=Condition(item="1st", points=("none", "a-lot")),
    ),
    Item(
        id="averylongnameofonei", kind="single", scale="amount", domain="outcomes", text="&lt; is no entity ]]>",
        source="own",
        asked_if=Condition(item="a_very_long_name_of_one_item", points=("training", "money", "time")),
    ),
    Item(
        id="a-b", kind="open", text="Why so,\r\nor not?", source="own",
        asked_if=Condition(item="gone", points=("yes",)),
    ),
    Item(id="a_b", kind="open", text="Anything else?", source="own", asked_if=Condition(item="token", points=("no",))),
    Item(id="ab", kind="open", text="The last: 😀 é — “quoted”?", source="own"),
)  # fmt: skip

#: Who is asked, as a form can say it: an item that is retired and an option that is retired are on no form.
ROUTES = {
    "a_very_long_name_of_another_item": ("1st", ("none", "a-lot")),
    "averylongnameofonei": ("a_very_long_name_of_one_item", ("training", "time")),
    "a_b": ("token", ("no",)),
}


@pytest.fixture(scope="session")
def awkward() -> Instrument:
    """Routing on single and multiple items, awkward texts, long ids, values of all sorts, retired parts."""
    return Instrument(
        type="instrument",
        id="awkward",
        version="1",
        title='Awkward & "quoted" <survey>',
        source=Source(title="made up", publisher="nobody"),
        scales=(AMOUNT, SURE),
        items=ITEMS,
    )


@pytest.fixture(scope="session", params=["yjs-survey/", "student-safety/"])
def shipped(request: pytest.FixtureRequest) -> Instrument:
    """The last version of each survey that ships."""
    named = [name for name in shipped_names() if name.startswith(request.param)]
    if not named:
        pytest.skip(f"{request.param} does not ship yet")
    return load_instrument(named[-1])


@pytest.fixture(scope="session")
def routes() -> dict[str, tuple[str, tuple[str, ...]]]:
    """The routing of the awkward instrument that a form can hold."""
    return ROUTES


@pytest.fixture(scope="session")
def laid_out() -> Callable[[Instrument], list[tuple[object, ...]]]:
    """Each item that is asked: id, kind, text, and its answers with id, label and export value."""

    def lay(instrument: Instrument) -> list[tuple[object, ...]]:
        rows = []
        for item in instrument.asked:
            places = enumerate(instrument.points_of(instrument.item(item.id)), start=1)
            answers = [(p.id, p.label, p.value or str(n)) for n, p in places if not p.retired]
            rows.append((item.id, item.kind, item.text.replace("\r\n", "\n"), answers))
        return rows

    return lay
