"""What a notebook shows of responses and codings: one line, a small table, and no markup from the data."""

import pandas as pd
import pytest

from cs_research._notebook import count_of, small_table
from cs_research.definitions import load_frame, load_instrument
from cs_research.records.codings import Codings, Segment
from cs_research.records.responses import LeftOut, ReadReport, Responses, columns_of
from cs_research.records.transcripts import Source, Turn


@pytest.fixture
def responses():
    survey = load_instrument("yjs-survey/2022")
    asked = survey.model_copy(
        update={
            "items": tuple(
                item.model_copy(update={"label": "<script>alert(1)</script>"}) if item.id == "knowledge" else item
                for item in survey.items
            )
        }
    )
    frame = pd.DataFrame({name: [None, None] for item in asked.items for name in columns_of(item)})
    frame["knowledge"] = ["good", None]
    frame["service"] = ["<b>Service A</b>", "Service B"]
    frame["enablers.training"] = pd.array([False, None], dtype="boolean")
    frame["barriers.not_asked"] = [True, False]
    return Responses(asked, "2022", frame, ReadReport("x.csv", "tidy", 3, 2, (LeftOut(3, "test"),)))


def test_responses_are_one_line_without_an_answer_in_it(responses):
    count = len(responses.instrument.items)
    assert repr(responses) == f"Responses(yjs-survey/2022, wave 2022: 2 responses, {count} questions, 1 row left out)"


def test_responses_are_a_table_of_questions_that_tells_nobody_apart(responses):
    html = responses._repr_html_()
    assert "Service A" not in html
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    rows = [row.split("<td")[1:] for row in html.split("<tr>")[2:]]
    numbers = {
        row[0].split(">")[1].split("<")[0]: [cell.split(">")[1].split("<")[0] for cell in row[1:]] for row in rows[:10]
    }
    names = {item.id: item.short for item in responses.instrument.items}
    assert numbers["&lt;script&gt;alert(1)&lt;/script&gt;"] == ["1", "1", "0"]
    if names["barriers"] in numbers:
        assert numbers[names["barriers"]] == ["0", "1", "1"]


def test_codings_are_one_line_and_a_table_of_codes():
    frame = load_frame("coding-frame/2023")
    code = frame.codes[0]
    changed = frame.model_copy(update={"codes": (code.model_copy(update={"label": "<i>Space</i>"}), *frame.codes[1:])})
    sources = (
        Source("a", "interview", "s", "A", (Turn(1, "", "Some words."),)),
        Source("b", "plan", "s", "B", ()),
    )
    segments = tuple(Segment(f"x-{at}", "a", 1, 0, 4, "Some", code.id, "shown", coder) for at, coder in enumerate("MN"))
    codings = Codings(changed, sources, segments)
    assert repr(codings) == "Codings(coding-frame/2023: 2 segments, 2 sources, 2 coders)"
    html = codings._repr_html_()
    assert "&lt;i&gt;Space&lt;/i&gt;" in html
    assert html.count("<tr>") == 2
    assert "Some" not in html
    assert [cell.split("<")[0] for cell in html.split('right">')[1:]] == ["2", "1"]


def test_a_small_table_is_small_and_says_what_it_leaves_out():
    html = small_table("<T>", ["&"], [[f"row {at}"] for at in range(1_212)])
    assert html.count("<tr>") == 12
    assert "… and 1,202 more" in html
    assert '<caption style="text-align:left">&lt;T&gt;</caption>' in html
    assert "\x1b" not in small_table("a\x1b[31m", ["b"], [])


def test_a_number_has_its_noun():
    assert [count_of(n, "response") for n in (0, 1, 1200)] == ["0 responses", "1 response", "1,200 responses"]
