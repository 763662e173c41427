"""Characters that no file may hold, and line ends: replaced once, and told with their place."""

from __future__ import annotations

from cs_research.definitions import Instrument
from cs_research.formats.files.xml import writable

ODD = Instrument.model_validate({
    "type": "instrument", "id": "odd", "version": "1", "title": "Bell\x07", "description": "one\r\ntwo\rthree",
    "source": {"title": "a\ufffeb", "publisher": "c"},
    "scales": [{"id": "s", "points": [{"id": "a", "label": "A\x0ba"}, {"id": "b", "label": "B"}],
                "nets": [{"id": "n", "label": "N\x1f\rn", "points": ["b"]}]}],
    "items": [
        {"id": "m", "kind": "multiple", "text": "M?", "source": "s",
         "options": [{"id": "x", "label": "X", "aliases": ["\x00y"]}]},
        {"id": "o", "kind": "single", "scale": "s", "text": "\U0001f600 \x85 \t\n\u2028?", "source": "s",
         "asked_if": {"item": "m", "points": ["x"]}},
    ],
})  # fmt: skip


def test_what_no_file_may_hold_is_replaced_wherever_it_stands_and_told_by_its_part():
    fresh, lines = writable(ODD)
    assert lines == (
        "control characters, U+FFFD instead: title, source, s.a, s.n, m.x, o",
        "line ends of another kind, made the common one: description, s.n",
    )
    assert (fresh.title, fresh.description, fresh.source.title) == (
        "Bell\ufffd",
        "one\ntwo\nthree",
        "a\ufffdb",
    )
    assert fresh.scales[0].points[0].label == "A\ufffda"
    assert fresh.items[0].options[0].aliases == ("\ufffdy",)
    assert fresh.items[1].text == "\U0001f600 \ufffd \t\n\u2028?"


def test_a_definition_that_any_file_may_hold_is_left_as_it_is(instrument, frame):
    for definition in (instrument, frame):
        assert writable(definition) == (definition, ())
        assert writable(definition)[0] is definition
