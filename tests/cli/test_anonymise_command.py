"""The command that writes copies with pseudonyms: what it prints, its help, and what it refuses."""

from __future__ import annotations

import re

import pytest
from command_line import typed

from cs_research.definitions.anonymising_rules import AnonymisingRules

TALK = "Ann: Is Jamie Okafor at BB1 2AB?\n\nSarah O'Neill: Jamie is, with Kwame.\n"
RULES = "type: anonymising-rules\npeople: {Child: [Jamie Okafor], Practitioner: [Sarah O'Neill, Ann]}\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "one.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "talks" / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path


def test_the_command_says_what_was_replaced_left_and_written(folder):
    ran = typed("anonymise", "talks", "--rules", "rules.yaml", cwd=folder)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[1:] == [
        "Replaced: Child 2, Postcode 1, Practitioner 2",
        "Not copied:",
        "  photo.jpg: not a kind of file that is rewritten",
        "To check: rules-key-to-check.csv, words with a capital that may be names: 1",
        "  Kwame (1)",
        "Key, never to be shared: rules-key.yaml",
        "Log: rules-key-log.jsonl",
    ]
    copy = folder / "talks-anonymised" / "one.txt"
    assert copy.read_text(encoding="utf-8") == (
        "[Practitioner 2]: Is [Child 1] at [Postcode 1]?\n\n[Practitioner 1]: [Child 1] is, with Kwame.\n"
    )
    assert typed("check", "rules.yaml", "rules-key.yaml", cwd=folder).stdout.splitlines() == [
        "ok  rules.yaml  rules of pseudonyms: people 3, places 0, other names 0",
        "ok  rules-key.yaml  key of pseudonyms: 4 given",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["anonymise", "talks"], "Missing option '--rules'"),
        (["anonymise", "none", "--rules", "rules.yaml"], "none: path must be a folder, got nothing at that path."),
        (["anonymise", "talks", "--rules", "no.yaml"], "no.yaml: file must exist"),
        (["anonymise", "talks", "--rules", "talks/one.txt"], "one.txt, line 1: Ann must be one of the keys"),
        (["anonymise", "talks", "--rules", "rules.yaml", "--to", "talks/x"], "output folder must be apart from"),
        (
            ["anonymise", "talks", "--rules", "rules.yaml", "--to", "x", "--key", "x/k.yaml"],
            "key must be outside the output",
        ),
    ],
)
def test_wrong_arguments_end_with_a_sentence_and_nothing_written(folder, words, said):
    before = sorted(folder.rglob("*"))
    ran = typed(*words, cwd=folder)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert sorted(folder.rglob("*")) == before


def test_a_doubt_ends_with_a_hint_that_settles_it(folder):
    (folder / "talks" / "two.txt").write_text("Mrs Okafor came.\n", encoding="utf-8")
    ran = typed("anonymise", "talks", "--rules", "rules.yaml", cwd=folder)
    assert ran.returncode == 2
    assert "two.txt, line 1: 'Mrs Okafor' must be decided in rules.yaml" in ran.stderr
    assert "list 'Mrs Okafor' as a form" in ran.stderr
    (folder / "rules.yaml").write_text(RULES + "others: {Parent: [Mrs Okafor]}\n", encoding="utf-8")
    assert typed("anonymise", "talks", "--rules", "rules.yaml", cwd=folder).returncode == 0
    copy = folder / "talks-anonymised" / "two.txt"
    assert copy.read_text(encoding="utf-8") == "[Parent 1] came.\n"


def test_the_rules_that_the_help_shows_are_rules():
    import yaml

    text = typed("anonymise", "--help").stdout
    shown = re.search(r"^  type: anonymising-rules\n.*?(?=\n\n)", text, re.DOTALL | re.MULTILINE)[0]
    rules = AnonymisingRules.model_validate(yaml.safe_load(shown))
    assert rules.people["Child"] == (("Jamie Okafor", "Jay", "JO"),)
    assert rules.services.column == "service"
