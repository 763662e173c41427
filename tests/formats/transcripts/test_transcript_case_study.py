"""Case studies: paragraphs under the headings of a template, and what is told of the rest."""

from __future__ import annotations

import pytest

from cs_research.definitions import CaseStudyTemplate, load_case_study
from cs_research.errors import ReadError
from cs_research.formats.transcripts.case_study import read_case_study
from cs_research.records import Turn

SEED = "seeds/case-study-peer-group.txt"


@pytest.fixture(scope="module")
def template():
    return load_case_study("case-study/template")


@pytest.fixture(scope="module")
def two_parts():
    """A template of two parts, so that a test shows the whole of it."""
    told = {"definition": "D.", "prompt": "P?", "source": "made up for this test"}
    return CaseStudyTemplate.model_validate(
        {
            "type": "case-study",
            "id": "small",
            "version": "1",
            "title": "Small",
            "source": {"title": "None", "publisher": "Nobody"},
            "parts": [
                {"id": "before", "heading": "What was wrong?", "aliases": ["Before"], **told},
                {"id": "after", "heading": "What is better?", **told},
            ],
        }
    )


def parts(source):
    return [(turn.part, turn.text) for turn in source.turns]


def test_the_published_case_study_has_its_five_parts_in_order(shared, template):
    source = read_case_study(shared(SEED), template, id="peers", site="A")
    assert [turn.part for turn in source.turns] == [
        "", "", "issue", "response", "response", "response", "response", "challenges", "difference", "learning",
    ]  # fmt: skip
    assert [turn.number for turn in source.turns] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert (source.id, source.kind, source.site, source.title) == (
        "peers",
        "case study",
        "A",
        "case-study-peer-group",
    )
    assert source.layout == "plain text, headed parts"
    assert source.notes == ("2 paragraphs are before the first heading and in no part: 'Skip to content'",)


def test_no_word_of_the_published_case_study_is_lost_but_the_headings(shared, template):
    path = shared(SEED)
    source = read_case_study(path, template)
    words = path.read_text(encoding="utf-8").split()
    assert len(words) == 765
    assert source.words == 765 - 21  # five headings of 4, 4, 4, 5 and 4 words


def test_bullets_of_the_published_case_study_stay_and_a_wrapped_line_is_joined(shared, template):
    turns = read_case_study(shared(SEED), template).turns
    bullets = turns[5].text.split("\n")
    assert len(bullets) == 7
    assert {line[0] for line in bullets} == {"•"}
    assert turns[7].text.startswith("Contextually informed practice")
    assert "Traditionally, child protection work" in turns[7].text


def test_a_word_document_is_read_part_by_part(word, two_parts):
    source = read_case_study(word("BEFORE", "Nobody came.", "It was dark.", "what  is better", "They come."), two_parts)
    assert source.turns == (
        Turn(1, "", "Nobody came.", None, "before"),
        Turn(2, "", "It was dark.", None, "before"),
        Turn(3, "", "They come.", None, "after"),
    )
    assert source.layout == "Word document, headed parts"
    assert (source.kind, source.title, source.notes) == ("case study", "talk", ())


def test_a_form_laid_out_as_a_table_is_read_with_its_line_breaks(word, two_parts):
    path = word([["What was wrong?", "Nobody came.\nIt was dark."], ["What is better?", "They come."]])
    assert parts(read_case_study(path, two_parts)) == [
        ("before", "Nobody came.\nIt was dark."), ("after", "They come."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "What was wrong?\n\nNobody\ncame.\n\nWhat is better?\n\nThey come.\n",
        "What was wrong?\nNobody\ncame.\n\nWhat is better?\nThey come.\n",
        "## What was wrong?\n\nNobody\ncame.\n\n## 2. What is better? ##\n\nThey come.\n",
        "**What was wrong?**\n\nNobody\ncame.\n\n__What is better__\n\nThey come.\n",
        "1. Before:\n\nNobody\ncame.\nWhat is better?\nThey come.\n\n",
    ],
)
def test_headings_are_known_with_marks_numbers_and_without_blank_lines(write, two_parts, text):
    words = " ".join(said for _, said in parts(read_case_study(write("a.md", text), two_parts)))
    assert words == "Nobody came. They come."
    assert {part for part, _ in parts(read_case_study(write("a.md", text), two_parts))} == {"before", "after"}


def test_where_there_are_no_blank_lines_every_line_is_a_paragraph(write, two_parts):
    path = write("a.txt", "Before\nNobody came.\nIt was dark.\nWhat is better?\nThey come.\n")
    assert parts(read_case_study(path, two_parts)) == [
        ("before", "Nobody came."), ("before", "It was dark."), ("after", "They come."),
    ]  # fmt: skip


def test_the_end_of_a_sentence_and_a_bullet_are_no_headings(write, two_parts):
    text = (
        "Before\n\nIt was as ever\nbefore.\n\n* Before\n- it rained\n\nWhat is better?\n\nIt is not as it was\nbefore\n"
    )
    assert parts(read_case_study(write("a.txt", text), two_parts)) == [
        ("before", "It was as ever before."),
        ("before", "* Before\n- it rained"),
        ("after", "It is not as it was before"),
    ]


def test_all_that_is_not_as_the_template_has_it_is_noted(write, two_parts):
    text = (
        "A title\n\nWhat is better?\n\nThey come.\n\nWhat was worng?\n\nNobody came.\n\nWho came at last?\nAnn did.\n\n"
        "## Thanks\n\nBefore\n\nIt was dark.\n\nBefore\n\nVery dark.\n"
    )
    source = read_case_study(write("a.txt", text), two_parts)
    assert parts(source) == [
        ("", "A title"), ("after", "They come."), ("after", "What was worng?"), ("after", "Nobody came."),
        ("after", "Who came at last? Ann did."), ("after", "## Thanks"), ("before", "It was dark."),
        ("before", "Very dark."),
    ]  # fmt: skip
    assert source.notes == (
        "1 paragraph is before the first heading and in no part: 'A title'",
        "part 'before' is headed 2 times, and all was read as one: 'Before' and 'Before'",
        "the parts are in another order than in small/1: after, before",
        "'What was worng?' looks like a heading and was read as text of part 'after'; did you mean 'What was wrong?'?",
        "'Who came at last?' looks like a heading and was read as text of part 'after'",
        "'Thanks' looks like a heading and was read as text of part 'after'",
    )


def test_a_part_that_is_lacking_or_empty_is_noted(write, two_parts):
    assert read_case_study(write("a.txt", "Before\n\nNobody came.\n"), two_parts).notes == (
        "part 'after' is not in the document",
    )
    text = "Before\n\nNobody came.\n\nIt was dark.\n\nWhat is better?\n"
    assert read_case_study(write("b.txt", text), two_parts).notes == ("part 'after' has a heading and no text",)


def test_questions_within_the_text_are_no_headings(write, two_parts):
    long = "Who would have thought that it could be so, after all these years of trying?"
    text = f"Before\n\nNobody came.\nWhy?\n\n{long}\n\n• Was it dark?\n\nWhat is better?\n\nThey come.\n"
    source = read_case_study(write("a.txt", text), two_parts)
    assert source.notes == ()
    assert [said for _, said in parts(source)] == ["Nobody came. Why?", long, "• Was it dark?", "They come."]


def test_a_document_without_headings_is_a_fault_that_lists_them(write, two_parts, check_faults):
    path = write("a.txt", "Nobody came.\n")
    with pytest.raises(ReadError) as error:
        read_case_study(path, two_parts)
    check_faults(error, (path, "heading of small/1", "'What was wrong?', 'Before' or 'What is better?'"))


def test_headings_without_text_are_a_fault(write, two_parts, check_faults):
    path = write("a.txt", "Before\n\nWhat is better?\n")
    with pytest.raises(ReadError) as error:
        read_case_study(path, two_parts)
    check_faults(error, (path, "text under its headings", "got none"))


def test_another_encoding_is_a_fault_unless_it_is_named(write, two_parts):
    path = write("a.txt", "Before\n\nIt’s dark.\n".encode("cp1252"))
    with pytest.raises(ReadError, match="be UTF-8 text"):
        read_case_study(path, two_parts)
    assert parts(read_case_study(path, two_parts, encoding="cp1252")) == [("before", "It’s dark.")]
