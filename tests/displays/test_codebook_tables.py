"""Tables of what was asked and coded: everything that people wrote is text, and what counts is marked."""

import re

import pandas as pd

from cs_research.displays.tables import codebook

WORDS = '<b onclick="x">&'
ESCAPED = "&lt;b onclick=&quot;x&quot;&gt;&amp;"


def words(text):
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def question(**given):
    row = {"part": "Part", "number": 1, "item": "q", "text": "Asked?", "kind": "One answer.", "asked": "",
           "answers": ("No", "Yes"), "confident": ("Yes",), "source": "s"}  # fmt: skip
    return row | given


def test_answers_stand_in_order_and_the_confident_ones_are_marked():
    told = words(codebook.questions_table(pd.DataFrame([question()])))
    assert told == "Question Answers Part 1. Asked? One answer. Item q; source: s No Yes (counts as confident)"


def test_weights_are_words_which_typst_takes_too():
    """Quarto passes the numbers of a cell's style on as text, which Typst refuses."""
    weights = re.findall(r"font-weight: (\w+)", codebook.questions_table(pd.DataFrame([question()])))
    assert weights
    assert set(weights) <= {"normal", "bold"}


def test_who_is_asked_is_told_and_an_open_question_has_no_answers():
    table = pd.DataFrame([question(asked="Asked only after ‘A’ in question 2.", answers=(), confident=())])
    told = words(codebook.questions_table(table))
    assert "Asked only after ‘A’ in question 2." in told
    assert told.endswith("In their own words")


def test_parts_that_come_again_are_headed_once_each_in_order():
    table = pd.DataFrame([question(), question(part="Other", number=2, item="r")])
    assert re.findall(r'colspan="2"[^>]*><strong>(\w+)', codebook.questions_table(table)) == ["Part", "Other"]


def test_what_a_code_does_not_say_has_no_words_before_it():
    row = {"group": "G", "about": "What G is.", "code": "g.long_name", "label": "Long", "usage": "2 segments in 1 source",
           "definition": "D.", "use_when": "U", "not_when": "", "example": "", "retired": "R", "source": ""}  # fmt: skip
    text = codebook.codes_table(pd.DataFrame([row]))
    assert "g.<wbr>long_<wbr>name" in text
    told = words(text.replace("<wbr>", ""))
    assert told == ("Code What it means G What G is. Long g.long_name 2 segments in 1 source D. Use when: U Retired: R")


def test_a_claim_names_both_sides():
    row = {
        "domain": "D",
        "claim": "c",
        "text": "T.",
        "confidence": ("q: “high”",),
        "evidence": ("P", "Q"),
        "source": "s",
    }
    told = words(codebook.claims_table(pd.DataFrame([row])))
    assert told.endswith("T. Claim c; source: s Confidence: q: “high” Evidence: P Q")


def test_a_cell_of_the_rubric_tells_its_colours_in_words():
    row = {"domain": "D", "level": "L", "stage": "S", "red": "r", "amber": "a", "green": "g", "source": "s"}
    assert words(codebook.rubric_table(pd.DataFrame([row]))).endswith("L, S Red: r Amber: a Green: g Source: s")


def test_whatever_people_wrote_is_escaped_everywhere():
    asked = question(**dict.fromkeys(("part", "item", "text", "kind", "asked", "source"), WORDS), answers=(WORDS,))
    code = dict.fromkeys(
        (
            "group",
            "about",
            "code",
            "label",
            "usage",
            "definition",
            "use_when",
            "not_when",
            "example",
            "retired",
            "source",
        ),
        WORDS,
    )
    claim = dict.fromkeys(("domain", "claim", "text", "source"), WORDS)
    cell = dict.fromkeys(("domain", "level", "stage", "red", "amber", "green", "source"), WORDS)
    for text, fields in (
        (codebook.questions_table(pd.DataFrame([asked])), 7),
        (codebook.codes_table(pd.DataFrame([code])), 11),
        (codebook.claims_table(pd.DataFrame([claim | {"confidence": (WORDS,), "evidence": (WORDS,)}])), 6),
        (codebook.rubric_table(pd.DataFrame([cell])), 7),
    ):
        assert text.count(ESCAPED) == fields
        assert "<b" not in text.replace("<br>", "").replace("<tbody>", "")
