"""The codebook page holds every definition of the study: nothing is shortened, and nothing left out unsaid."""

import csv
import io
import re
from dataclasses import asdict, replace

import pytest

from cs_research.definitions import load_pairing
from cs_research.definitions.overlay import CodeChange
from cs_research.formats.documents.codebook import build_codebook
from cs_research.formats.documents.questionnaire import build_questionnaire
from cs_research.protection import protect
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages.codebook import claims_of, codebook_page, codes_of, questions_of
from cs_research.results import measure
from cs_research.study.load import load_study


@pytest.fixture(scope="module")
def collected(demo_study):
    return load_study(demo_study)


def page_of(collected, folder):
    return asdict(codebook_page(Builder(protect(measure(collected)), folder, ())))


def rows_of(page, name, folder):
    text = (folder / page["tables"][name]["data"]).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def retired(frame, name):
    code = frame.code(name).model_copy(update={"retired": "Said better by another."})
    codes = tuple(code if each.id == name else each for each in frame.codes)
    change = CodeChange(kind="retire", codes=(name,), reason="Said better by another.")
    return frame.model_copy(update={"codes": codes, "changes": (change,)})


def test_every_item_is_there_with_its_answers_in_the_order_of_its_scale(instrument):
    table = questions_of(build_questionnaire(instrument, set()), load_pairing("pairing")).set_index("item")
    assert sorted(table.index) == sorted(item.id for item in instrument.items)
    assert table["number"].tolist() == list(range(1, len(table) + 1))
    for item in instrument.items:
        row = table.loc[item.id]
        assert row["text"] == item.text
        assert len(row["answers"]) == len(instrument.points_of(item))
    assert table.loc["knowledge", "answers"] == ("Poor", "Fair", "Good", "Very good", "Excellent")
    assert table.loc["knowledge", "kind"] == "One answer, in order from the least."
    assert table.loc["region", "kind"] == "One answer."


def test_only_answers_that_a_claim_takes_count_as_confident(instrument):
    table = questions_of(build_questionnaire(instrument, set()), load_pairing("pairing")).set_index("item")["confident"]
    assert table["knowledge"] == ("Good", "Very good", "Excellent")
    assert table["assess_contexts"] == ("Somewhat confident", "Extremely confident")
    assert table["appropriate"] == ()  # it has a net of its own, but no claim rests on it
    assert table["enablers"] == ()


def test_an_answer_that_says_nothing_of_the_matter_says_so(instrument):
    table = questions_of(build_questionnaire(instrument, set()), load_pairing("pairing")).set_index("item")
    assert table.loc["local_work", "answers"][-1] == "Not sure (has no score)"


def test_routing_is_reported_in_words(instrument):
    first, second = instrument.items[1], instrument.items[2]
    condition = {"item": first.id, "points": (instrument.points_of(first)[0].id,)}
    asked = type(instrument).model_validate(
        instrument.model_dump() | {"items": [
            {**item.model_dump(), **({"asked_if": condition} if item.id == second.id else {})} for item in instrument.items
        ]}
    )  # fmt: skip
    table = questions_of(build_questionnaire(asked, set()), load_pairing("pairing")).set_index("item")["asked"]
    label = instrument.points_of(first)[0].label
    assert table[second.id] == f"Asked only after ‘{label}’ in question 2."
    assert table[first.id] == ""


def test_every_code_is_there_as_the_frame_has_it(frame):
    table = codes_of(build_codebook(frame), None).set_index("code")
    assert set(table.index) == {code.id for code in frame.codes}
    for code in frame.codes:
        row = table.loc[code.id]
        assert row[["label", "definition", "use_when", "not_when", "example", "source"]].tolist() == [
            code.label, code.definition, code.use_when, code.not_when, code.example, code.source,
        ]  # fmt: skip
    assert set(table["usage"]) == {"Nothing was coded"}


def test_a_retired_code_is_last_with_its_reason_and_its_segments(collected, tmp_path):
    paired = {code for claim in collected.pairing.claims for code in claim.evidence}
    name = next(segment.code for segment in collected.codings.segments if segment.code not in paired)
    frame = retired(collected.frame, name)
    changed = replace(collected, frame=frame, codings=replace(collected.codings, frame=frame))
    page = page_of(changed, tmp_path)
    last = rows_of(page, "codes", tmp_path)[-1]
    bearing = sum(segment.code == name for segment in collected.codings.segments)
    assert (last["code"], last["group"], last["segments"]) == (name, "Retired codes", str(bearing))
    assert last["retired"] == "Said better by another."
    assert page["lists"]["changes"] == [f"Retired: {name}. Said better by another."]


def test_counts_of_segments_add_up_to_all_segments_of_the_study(collected, tmp_path):
    page = page_of(collected, tmp_path)
    rows = rows_of(page, "codes", tmp_path)
    assert sum(int(row["segments"]) for row in rows) == len(collected.codings.segments)
    assert page["tables"]["codes"]["title"] == f"The {len(collected.frame.active)} codes, by group"


def test_claims_name_what_counts_and_the_practices_that_would_bear_them_out(instrument, frame):
    pairing = load_pairing("pairing")
    table = claims_of(pairing, instrument, build_codebook(frame)).set_index("claim")
    assert list(table.index) == [claim.id for claim in pairing.claims]
    assert table.loc["understand_as_welfare", "confidence"] == (
        f"{instrument.item('knowledge').short}: “good or better”",
    )
    for claim in pairing.claims:
        assert table.loc[claim.id, "evidence"] == tuple(frame.code(code).label for code in claim.evidence)


def test_a_study_without_codings_and_ratings_has_its_definitions_all_the_same(collected, tmp_path):
    page = page_of(replace(collected, codings=None, ratings=None), tmp_path)
    assert page["tables"]["rubric"] is None
    assert page["lists"]["colours"] == []
    assert "Nothing was coded" in (tmp_path / page["tables"]["codes"]["html"]).read_text(encoding="utf-8")


def test_with_ratings_every_cell_of_the_rubric_is_there(collected, tmp_path):
    if collected.ratings is None:
        pytest.skip("the made-up study has no ratings")
    page = page_of(collected, tmp_path)
    rows = rows_of(page, "rubric", tmp_path)
    assert len(rows) == len(collected.ratings.rubric.cells)
    assert len(page["lists"]["colours"]) == 3


def test_what_the_tables_do_not_hold_is_listed(collected, tmp_path):
    left = page_of(collected, tmp_path)["lists"]["left_out"]
    assert any(line.startswith("Of the questionnaire, items.figure: knowledge") for line in left)
    assert not any("scales.kind" in line for line in left)  # the order of answers is told


def test_the_page_opens_with_how_to_read_it_and_every_header_says_what_it_heads(demo_report):
    text = (demo_report / "codebook.html").read_text(encoding="utf-8")
    headings = [re.sub(r"<[^>]+>", "", heading) for heading in re.findall(r"<h2[^>]*>(.*?)</h2>", text, flags=re.S)]
    assert headings[:2] == ["How to read this", "What was asked"]
    headers = re.findall(r"<th\b[^>]*>", text)
    assert len(headers) > 60
    assert all('scope="' in header for header in headers)
    links = re.findall(r'href="(data/[^"]+)"', text)
    assert {"data/codebook-questions.csv", "data/codebook-codes.csv", "data/codebook-claims.csv"} <= set(links)
    assert all((demo_report / link).is_file() for link in links)
