"""What ships: complete, sourced, in the project's own words."""

import re

import pytest
import yaml

from cs_research._files import shipped
from cs_research.definitions import (
    find,
    load_definition,
    load_frame,
    load_instrument,
    load_lexicon,
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


def test_the_lexicon_finds_the_misnomer_in_the_bulletin_and_passes_over_the_right_term(shared):
    text = shared("seeds/hmip-bulletin-2023-02.txt").read_text(encoding="utf-8")
    first = load_lexicon("lexicon/terms").terms[0]
    assert first.id == "misnomer.contextualised"
    assert len(re.findall(first.pattern, text, flags=re.IGNORECASE)) == 4


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
    with pytest.raises(DefinitionError, match=r"type must be .*'instrument', .*, got nothing"):
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
