"""A small instrument with all that forms find awkward, and the comparison of two instruments item by item."""

from __future__ import annotations

from cs_research.definitions import Instrument

LONG = "how_much_work_with_public_services_is_under_way"
LONGER = "how_much_work_with_public_services_is_planned"
TEXT = "=1+1 \"quoted\", 'single' <b>bold</b> & ${place} | one,\ttwo;\nnext line [place]"

SMALL = Instrument.model_validate({
    "type": "instrument", "id": "small", "version": "3.1", "title": "Small & <awkward> ${title}",
    "source": {"title": "a test", "publisher": "nobody"},
    "scales": [
        {"id": "frequency", "points": [
            {"id": "never", "label": "Never, or | hardly ever"},
            {"id": "often", "label": "=Often <5 days> & more"},
            {"id": "daily", "label": "Every\nday", "value": "9"},
            {"id": "not_sure", "label": "Not sure", "value": "-1", "absence": "dont_know"},
        ]},
        {"id": "2-way", "kind": "nominal", "points": [
            {"id": "yes", "label": "Yes", "value": "yes it is"}, {"id": "no", "label": "No ${x}"},
        ]},
        {"id": "unused", "points": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]},
    ],
    "items": [
        {"id": "service", "kind": "open", "role": "identifier", "text": "Which service?", "source": "s"},
        {"id": "place", "kind": "single", "role": "background", "scale": "2-way", "text": "+Place?", "source": "s"},
        {"id": LONG, "kind": "single", "domain": "partnerships", "scale": "frequency", "text": TEXT, "source": "s"},
        {"id": LONGER, "kind": "multiple", "text": "Which? Choose all that apply.", "source": "s",
         "asked_if": {"item": LONG, "points": ["often", "daily"]},
         "options": [
             {"id": "schools", "label": "Schools | colleges"},
             {"id": "gone", "label": "Gone", "retired": "closed"},
             {"id": "parks-and-streets", "label": "Parks, streets"},
         ]},
        {"id": "2nd-word", "kind": "open", "domain": "partnerships", "text": "@Why?", "source": "s",
         "asked_if": {"item": LONGER, "points": ["schools", "gone", "parks-and-streets"]}},
        {"id": "old", "kind": "single", "scale": "2-way", "text": "Old?", "source": "s", "retired": "answered"},
        {"id": "after_old", "kind": "open", "text": "After the old one", "source": "s",
         "asked_if": {"item": "old", "points": ["yes"]}},
    ],
})  # fmt: skip


def questions(instrument: Instrument) -> list[tuple[object, ...]]:
    """What of an instrument a form holds, in order: retired items and options left out, values written out."""
    gone = {item.id for item in instrument.items if item.retired}
    gone |= {f"{item.id}.{option.id}" for item in instrument.items for option in item.options if option.retired}
    told: list[tuple[object, ...]] = []
    for item in instrument.items:
        if item.id in gone:
            continue
        points = instrument.points_of(item) if item.kind != "open" else ()
        answers = [
            (point.id, point.label, point.value or str(place))
            for place, point in enumerate(points, start=1)
            if f"{item.id}.{point.id}" not in gone
        ]
        route: tuple[str, tuple[str, ...]] | None = None
        if item.asked_if and item.asked_if.item not in gone:
            first = item.asked_if.item
            route = first, tuple(point for point in item.asked_if.points if f"{first}.{point}" not in gone)
        scale = item.scale if item.kind == "single" else None
        told.append((item.id, item.kind, item.role, item.text, scale, answers, route))
    return told
