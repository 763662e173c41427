"""What a format does not hold: a line for each field, with the parts it stands in."""

from __future__ import annotations

from cs_research.definitions import Instrument
from cs_research.formats.unsupported import unsupported_fields

SMALL = Instrument.model_validate({
    "type": "instrument", "id": "small", "version": "1", "title": "Small",
    "source": {"title": "t", "publisher": "p", "year": 2024},
    "scales": [{"id": "s", "points": [{"id": "a", "label": "A"}, {"id": "b", "label": "B", "short": "b"}],
                "nets": [{"id": "n", "label": "N", "points": ["b"]}]}],
    "items": [
        {"id": "m", "kind": "multiple", "text": "M?", "source": "s", "options": [
            {"id": "x", "label": "X"}, {"id": "y", "label": "Y", "retired": "gone"}, {"id": "z", "label": "Z"},
        ]},
        {"id": "o", "kind": "single", "scale": "s", "text": "O?", "source": "s"},
        {"id": "old", "kind": "open", "text": "Old?", "source": "s", "note": "n", "retired": "gone"},
    ],
})  # fmt: skip


def test_nothing_is_held():
    assert unsupported_fields(SMALL, set()) == (
        "id", "version", "title", "source", "scales: s, s.a, s.b and 1 more", "items: m, m.x, m.z and 1 more",
        "retired: old, m.y",
    )  # fmt: skip


def test_what_is_held_in_part_is_told_field_by_field():
    held = {
        "id",
        "version",
        "title",
        "source.title",
        "scales.id",
        "scales.points.id",
        "scales.points.label",
        "items",
    }
    assert unsupported_fields(SMALL, held) == (
        "source.publisher", "source.year", "scales.points.short: s.b", "scales.nets: s.n", "retired: old, m.y",
    )  # fmt: skip


def test_all_is_held():
    assert unsupported_fields(SMALL, {"id", "version", "title", "source", "scales", "items", "retired"}) == ()


def test_export_values_that_nobody_gave_are_not_missed():
    held = {"id", "version", "title", "source", "scales", "items.id", "items.kind", "items.text", "items.source",
            "items.scale", "items.options.id", "items.options.label", "retired"}  # fmt: skip
    assert unsupported_fields(SMALL, held) == ()
