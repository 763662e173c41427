"""What ships: complete, sourced, in the project's own words."""

import re

import pytest
import yaml

from cs_research._files import shipped
from cs_research.definitions import (
    differences,
    find,
    load_definition,
    load_frame,
    load_instrument,
    load_lexicon,
    load_pairing,
    load_rubric,
    shipped_names,
)
from cs_research.errors import DefinitionError


def test_every_shipped_definition_is_sound():
    assert set(shipped_names()) >= {
        "case-study/template", "coding-frame/2023", "coding-frame/2024", "lexicon/terms", "pairing", "pairing/annual",
        "published/bulletin-2023-02", "rubric/traffic-light", "student-safety/hillside", "student-safety/survey",
        "thresholds/pathways", "yjs-survey/2022", "yjs-survey/annual",
    }  # fmt: skip
    for name in shipped_names():
        assert load_definition(find(name)) is not None


def test_the_frame_has_the_bulletins_practices_and_the_codes_across_domains(frame):
    assert len(frame.codes) == 31
    counts = {
        domain: len(frame.practices(domain)) for domain in ("target", "framework", "partnerships", "outcomes")
    }
    assert counts == {"target": 6, "framework": 4, "partnerships": 4, "outcomes": 3}
    others = [code.id for code in frame.codes if code not in frame.practices()]
    assert others == [
        "factor.enabler", "factor.barrier", "factor.benefit", "factor.limitation",
        "understanding.conflated", "understanding.child_in_context", "understanding.misnamed",
        "level.individual", "level.family", "level.group", "level.context",
        "orientation.welfare", "orientation.disruption", "orientation.criminal_justice",
    ]  # fmt: skip


def test_every_item_code_and_descriptor_names_its_source():
    counts = {"items": 0, "codes": 0, "cells": 0}
    for name in shipped_names():
        definition = load_definition(find(name))
        for key in counts:
            for part in getattr(definition, key, ()):
                assert part.source.strip(), f"{name}: {part}"
                counts[key] += 1
    assert counts["cells"] == 32
    assert counts["codes"] == 31 + 53
    assert counts["items"] == 16 + 36 + 30 + 35 + 7


def test_the_rubric_has_96_descriptors_each_in_its_cell():
    rubric = load_rubric("rubric/traffic-light")
    assert len(rubric.cells) == 32
    texts = [getattr(cell, colour) for cell in rubric.cells for colour in ("red", "amber", "green")]
    assert len(set(texts)) == 96
    assert [colour.score for colour in rubric.colours] == [0, 0.5, 1]
    assert all(cell.source for cell in rubric.cells)
    assert rubric.cell("outcomes", "context", "response").stage == "response"


def test_the_frame_of_2024_adds_six_values_and_sixteen_themes_and_alters_nothing(frame):
    newer = load_frame("coding-frame/2024")
    added = [found.part for found in differences(frame, newer)]
    assert {found.kind for found in differences(frame, newer)} == {"added"}
    groups = [name.split(".")[0] for name in added]
    assert {group: groups.count(group) for group in dict.fromkeys(groups)} == {
        "value": 6, "target_learning": 4, "framework_learning": 4, "partnerships_learning": 4, "outcomes_learning": 4,
    }  # fmt: skip
    assert newer.codes[: len(frame.codes)] == frame.codes
    assert newer.practices() == frame.practices()


def test_the_lexicon_finds_the_misnomer_in_the_bulletin_and_passes_over_the_right_term(shared):
    text = shared("seeds/hmip-bulletin-2023-02.txt").read_text(encoding="utf-8")
    first = load_lexicon("lexicon/terms").terms[0]
    assert first.id == "misnomer.contextualised"
    assert len(re.findall(first.pattern, text, flags=re.IGNORECASE)) == 4


@pytest.mark.parametrize("version", ["2023", "2024"])
def test_codes_that_a_rule_sends_a_coder_to_exist(version):
    frame = load_frame(f"coding-frame/{version}")
    known = {code.id for code in frame.codes}
    groups = {group.id for group in frame.groups}
    for code in frame.codes:
        named = re.findall(r"\b([a-z]+\.[a-z_]+)", f"{code.use_when} {code.not_when} {code.definition}")
        assert {name for name in named if name.split(".")[0] in groups} <= known, code.id


def test_the_pairing_fits_the_instrument_and_the_frame(instrument, frame):
    pairing = load_pairing("pairing")
    assert list(pairing.faults("pairing", instrument, frame)) == []
    paired = [code for claim in pairing.claims for code in claim.evidence]
    assert sorted(paired) == sorted(code.id for code in frame.practices())


def test_a_pairing_that_names_what_does_not_exist_is_told(instrument, frame):
    pairing = load_pairing("pairing")
    claim = pairing.claims[0].model_copy(
        update={
            "confidence": (pairing.claims[0].confidence[0].model_copy(update={"net": "confidnt"}),),
            "evidence": ("target.asessments", "framework.language"),
        }
    )
    broken = pairing.model_copy(update={"claims": (claim,)})
    assert [str(fault) for fault in broken.faults("p.yaml", instrument, frame)] == [
        "p.yaml, claims[assess_and_record]: confidence must name a net of the scale of 'assess_contexts', "
        "'confident' or 'not_confident', got 'confidnt'.\n  Hint: did you mean 'confident'?",
        "p.yaml, claims[assess_and_record]: evidence must be a practice of frame coding-frame/2023, "
        "got 'target.asessments'.\n  Hint: did you mean 'target.assessments'?",
        "p.yaml, claims[assess_and_record]: evidence must be a practice of the claim's domain 'target', "
        "got 'framework.language'.",
    ]


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(DefinitionError, match=r"did you mean 'yjs-survey/2022'\?"):
        load_instrument("yjs-survey/2202")
    with pytest.raises(DefinitionError, match="did you mean 'coding-frame/2024'"):
        load_frame("coding-frame/2042")


def test_a_file_says_what_it_is(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("type: instrment\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match="did you mean 'instrument'"):
        load_definition(path)
    path.write_text("title: x\n", encoding="utf-8")
    with pytest.raises(
        DefinitionError,
        match=r"type must be 'instrument', .*'study', got nothing",
    ):
        load_definition(path)


def own_words(data):
    """Every text of a file but those that cite: titles, and where in a source something stands."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in {"source", "title"}:
                yield from own_words(value)
    elif isinstance(data, list):
        for value in data:
            yield from own_words(value)
    else:
        yield data


def runs(text, length=8):
    words = re.findall(r"[a-z]+", text.casefold())
    return {" ".join(words[place : place + length]) for place in range(len(words) - length + 1)}


FILES = [f"instruments/{name}.yaml" for name in shipped_names()] + ["cs_research/demo/fieldwork.yaml"]
SEEDS = [
    "hmip-bulletin-2023-02", "framework-update-2024", "system-review-traffic-light-tool", "strategic-visit-2020",
    "case-study-peer-group",
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_sentence_of_a_source_is_copied(shared, name, seed):
    published = runs(shared(f"seeds/{seed}.txt").read_text(encoding="utf-8"))
    data = yaml.load((shipped("instruments").parent / name).read_text(encoding="utf-8"), yaml.BaseLoader)
    text = "\n".join(own_words(data))
    assert runs(text) & published == set()
