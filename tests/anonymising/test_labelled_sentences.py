"""Recall and precision on sentences that were made up and labelled by hand, with look-alikes that must stay."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from cs_research.anonymising.blocks import Block
from cs_research.anonymising.names import NameFinder, listed_names
from cs_research.anonymising.replacement import find_spans
from cs_research.definitions.anonymising_rules import AnonymisingRules

SENTENCES = Path(__file__).with_name("labelled_sentences.txt")
LABEL = re.compile(r"⟦(?P<kind>[^:⟧]+): (?P<words>[^⟧]*)⟧")
NUMBERED = {
    "Postcode", "Phone number", "E-mail address", "NHS number", "National Insurance number", "Date of birth",
}  # fmt: skip

RULES = AnonymisingRules.model_validate({
    "people": {
        "Child": [
            ["Jamie Okafor", "Jay", "JO"], "Leah Price", "Zoë ap Gwyn", "Rhys Bevan-Jones", "Will Carter",
        ],
        "Practitioner": [
            "Sarah O'Neill", "Mrs Hope", "Siân Rose", "D'Arcy", "Tomasz Wójcik", "Łukasz Nowak", "María-José Díaz",
        ],
    },
    "places": ["Riverside Park", "Maple Estate", "Canal Bank", "Caernarfon", "Y Bont"],
    "words": ["Will", "Hope", "Rose", "Price"],
    "keep": ["Will you", "Rose garden", "Hope Centre", "Hopes were high", "Roses are red"],
})  # fmt: skip
SERVICES = [("Northshire YJS", "northshire"), ("Bath and North East Somerset",), ("Newport", "casnewydd")]


def labelled(line):
    """The sentence without its labels, and (kind, start, end) of each."""
    text, labels, at = "", [], 0
    for match in LABEL.finditer(line):
        text += line[at : match.start()]
        labels.append((match["kind"], len(text), len(text) + len(match["words"])))
        text += match["words"]
        at = match.end()
    return text + line[at:], labels


@pytest.fixture(scope="module")
def outcome():
    finder = NameFinder(RULES, listed_names(RULES, SERVICES))
    hits, misses, extra = Counter(), [], []
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        text, labels = labelled(line)
        spans, doubts = find_spans([Block(text, "")], "", finder)
        assert not doubts, (text, doubts)
        found = {
            (finder.listed[span.listed].label if span.listed >= 0 else span.kind, span.start, span.end)
            for span in spans[0]
            if span.kind
        }
        wanted = {label for label in labels if label[0] != "stay"}
        hits.update(kind for kind, _, _ in wanted & found)
        misses += [(kind, text[start:end], text) for kind, start, end in wanted - found]
        extra += [(kind, text[start:end], text) for kind, start, end in found - wanted]
    return hits, misses, extra, lines


def test_there_are_more_than_300_items_of_every_kind_and_look_alikes(outcome):
    kinds = Counter(kind for line in outcome[3] for kind, _, _ in labelled(line)[1])
    assert kinds.total() >= 380
    assert kinds["stay"] >= 120
    assert {*NUMBERED, "Address", "Web address", "Handle", "Child", "Practitioner", "Place", "Service"} < set(kinds)


def test_recall_and_precision_of_each_kind(outcome, capsys):
    hits, misses, extra, _ = outcome
    missed, wrong = Counter(kind for kind, *_ in misses), Counter(kind for kind, *_ in extra)
    with capsys.disabled():
        print("\nanonymising, kind: items, recall, precision")  # noqa: T201
        for kind in sorted({*hits, *missed, *wrong}):
            recall, precision = hits[kind] / (hits[kind] + missed[kind]), hits[kind] / (hits[kind] + wrong[kind])
            print(f"  {kind}: {hits[kind] + missed[kind]}, {recall:.3f}, {precision:.3f}")  # noqa: T201
    assert [miss for miss in misses if miss[0] in NUMBERED] == []
    assert misses == []
    assert extra == []


def test_a_label_that_is_missing_is_seen():
    text, labels = labelled("Ring ⟦Phone number: 0161 496 0000⟧ or ⟦stay: 101⟧.")
    assert text == "Ring 0161 496 0000 or 101."
    assert labels == [("Phone number", 5, 18), ("stay", 22, 25)]
