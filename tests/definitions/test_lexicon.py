"""The lexicon: each pattern is held to its sentences."""

import pytest

from cs_research.definitions import load_lexicon
from cs_research.errors import DefinitionError

TEXT = """type: lexicon
id: own
version: "1"
title: Own
source: {{title: T, publisher: P}}
groups:
  - {{id: g, label: G, definition: D}}
terms:
  - id: g.a
    group: {group}
    label: A
    pattern: '{pattern}'
    why: W
    instead: I
    matches: [Bad words here.]
    passes: [Good words here.]
    source: S
"""


@pytest.mark.parametrize(
    ("group", "pattern", "told"),
    [
        ("g", "bad", []),
        ("g", "good", ["entry 1 must be found by the pattern, got 'Bad words here.'",
                       "entry 1 must be passed over by the pattern, got 'Good words here.'"]),
        ("g", "(bad", ["pattern must be a regular expression, got 'missing ), unterminated subpattern at position 0'"]),
        ("h", "bad", ["group must be one of the file's groups, 'g', got 'h'"]),
    ],
)  # fmt: skip
def test_a_pattern_must_do_what_its_sentences_say(tmp_path, group, pattern, told):
    path = tmp_path / "own.yaml"
    path.write_text(TEXT.format(group=group, pattern=pattern), encoding="utf-8")
    if not told:
        assert load_lexicon(path).terms[0].label == "A"
        return
    with pytest.raises(DefinitionError) as caught:
        load_lexicon(path)
    assert [f"{fault.thing} must {fault.rule}, got {fault.found}" for fault in caught.value.faults] == told
