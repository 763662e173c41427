"""Transcripts in Markdown, and files with marks of other programs that are no plain text."""

from __future__ import annotations

import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_transcript

TALK = r"""---
title: Interview 3
tags:
  - places
---

**Ann:** Hello \[laughs\] there.

**Ben:** I *really* do. \*sighs\*

> and I quote

## Part 2

**Ann:** Good.

**Ben:** Yes\.
"""


def test_bold_labels_escapes_and_headings(write):
    source = read_transcript(write("talk.md", TALK))
    assert [(turn.speaker, turn.text) for turn in source.turns] == [
        ("Ann", "Hello [laughs] there."), ("Ben", "I *really* do. *sighs*\n> and I quote"), ("", "## Part 2"),
        ("Ann", "Good."), ("Ben", "Yes."),
    ]  # fmt: skip
    assert source.notes == (
        "front matter of Markdown is left out (3): 'title: Interview 3', 'tags:', '- places'",
        "backslashes that Markdown puts before signs are left out: 5",
        "headings, tables and boxes that name nobody, of nobody known (1): '## Part 2'",
        "1 of 5 turns have no known speaker",
    )


def test_backslashes_of_other_text_stay(write):
    source = read_transcript(write("plan.txt", "See C:\\_plans\\x.\n\nAnd more.\n\nAnd on.\n"), kind="plan")
    assert source.turns[0].text == "See C:\\_plans\\x."


def test_rules_are_no_front_matter(write):
    source = read_transcript(write("plan.md", "---\n\nOne sentence is here.\n\n---\n\nTwo.\n"), kind="plan")
    assert [turn.text for turn in source.turns] == ["One sentence is here.", "Two."]


def test_a_line_after_front_matter_keeps_its_number(write):
    with pytest.raises(ReadError, match=r"\(lines 7, 13\)"):
        read_transcript(
            write(
                "talk.md",
                "---\ntitle: x\n---\n\n\n\nAnn: One.\n\nBen: Two.\n\nSchool: Three.\n\nAnn: Four.\n\nBen: b\n",
            )
        )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{\\rtf1\\ansi Ann: Hello\\par}", "Rich Text Format"),
        ("<!DOCTYPE html>\n<html><body><p>Ann: Hello</p></body></html>", "HTML"),
        ("<?xml version='1.0'?>\n<office:document/>", "XML"),
    ],
)
def test_text_with_marks_of_another_program_is_refused(write, text, found):
    with pytest.raises(ReadError, match=f"must be plain text, got {found}"):
        read_transcript(write("talk.txt", text))
