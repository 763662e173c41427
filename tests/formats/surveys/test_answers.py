"""Cells to answers: what counts as the same label, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.definitions.instrument import Point
from cs_research.formats.surveys.answers import Answers, normalise_text, ticked

POINTS = [
    Point(id="weekly", label="Weekly & daily"),
    Point(id="months", label="1–3 months"),
    Point(id="rarely", label="“Rarely”", aliases=("Hardly ever",)),
    Point(id="dont_know", label="Don’t know"),
]


@pytest.mark.parametrize(
    ("cell", "point"),
    [
        ("Weekly & daily", "weekly"),
        ("Weekly &amp; daily", "weekly"),
        ("  weekly  &\tDAILY ", "weekly"),
        ("Weekly & daily.", "weekly"),
        ("Weekly\u00a0&\u00a0daily", "weekly"),
        ("1-3 months", "months"),
        ("1—3 months", "months"),
        ("1−3\u202fmonths", "months"),
        ('"Rarely"', "rarely"),
        ("&ldquo;Rarely&rdquo;", "rarely"),
        ("hardly ever", "rarely"),
        ("Don't know", "dont_know"),
        ("Don&#39;t know", "dont_know"),
        ("dont_know", "dont_know"),
        ("3", "rarely"),
        ("3.0", "rarely"),
        (" 4 ", "dont_know"),
    ],
)
def test_a_cell_is_read_by_label_alias_id_or_place(cell, point):
    assert Answers(POINTS).one(cell) == point


@pytest.mark.parametrize("cell", ["Weekl", "1 3 months", "Rarel", "0", "5", "-1", "3.5", "dont know yet", ""])
def test_a_cell_that_is_near_a_label_stands_for_no_point(cell):
    assert Answers(POINTS).one(cell) is None


def test_export_values_go_before_places_and_may_run_backwards():
    points = [Point(id="low", label="Low", value="12"), Point(id="high", label="High", value="11")]
    answers = Answers(points)
    assert [answers.one(cell) for cell in ("11", "11.0", "12", "1", "2")] == [
        "high",
        "high",
        "low",
        None,
        None,
    ]


def test_a_label_that_is_a_number_is_a_label():
    answers = Answers([Point(id="two", label="2"), Point(id="one", label="1")])
    assert [answers.one(cell) for cell in ("1", "2")] == ["one", "two"]
    assert not answers.by_number("1")


def test_only_a_number_counts_as_read_by_number():
    answers = Answers(POINTS)
    assert [answers.by_number(cell) for cell in ("2", "2.0", "1-3 months", "9", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]


OPTIONS = [
    Point(id="training", label="Training"),
    Point(id="time", label="Time, space and supervision"),
    Point(id="space", label="Time"),
    Point(id="police", label="Police; schools & health"),
]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Training,Time, space and supervision", ["training", "time"]),
        ("Time, space and supervision,Training", ["time", "training"]),
        ("Time,Training", ["space", "training"]),
        ("Training; Police; schools &amp; health;", ["training", "police"]),
        ("Training;Time;", ["training", "space"]),
        ("TRAINING | time", ["training", "space"]),
        ("1,2", ["training", "time"]),
        ("police,training", ["police", "training"]),
        ("", []),
        (" ; ", []),
    ],
)
def test_a_joined_cell_is_parted_where_an_option_ends_not_at_every_comma(cell, found):
    assert Answers(OPTIONS).several(cell) == (found, [])


@pytest.mark.parametrize(
    ("cell", "found", "strange"),
    [
        ("training,juggling", ["training"], ["juggling"]),
        ("juggling;training", ["training"], ["juggling"]),
        ("trainings", [], ["trainings"]),
        ("time, space and juggling", ["space"], ["space and juggling"]),
    ],
)
def test_a_part_that_is_no_option_is_strange_and_the_others_are_still_found(cell, found, strange):
    assert Answers(OPTIONS).several(cell) == (found, strange)


@pytest.mark.parametrize("cell", ["managers time", "managers  time ", " managers time", "time managers none "])
def test_options_that_are_separated_by_spaces_are_found(cell):
    found, strange = Answers(
        [Point(id="managers", label="Managers"), Point(id="time", label="More time")], " "
    ).several(cell)
    assert sorted(found) == ["managers", "time"]
    assert strange == (["none"] if "none" in cell else [])


def test_options_that_end_with_a_full_stop_are_found_in_a_joined_cell():
    answers = Answers([Point(id="staff", label="We trained staff."), Point(id="time", label="We made time.")])
    assert answers.several("We trained staff.,We made time.") == (["staff", "time"], [])


@settings(deadline=None, max_examples=60)
@given(
    chosen=st.lists(st.sampled_from(OPTIONS), unique_by=lambda option: option.id),
    joint=st.sampled_from([",", ";", " ; ", "|"]),
    end=st.sampled_from(["", ";"]),
)
def test_any_options_joined_in_any_order_are_found_again(chosen, joint, end):
    cell = joint.join(option.label for option in chosen) + end
    assert Answers(OPTIONS).several(cell) == ([option.id for option in chosen], [])


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("1", True), ("1.0", True), ("TRUE", True), ("Yes", True), ("x", True), ("Checked", True),
        ("0", False), ("0.0", False), ("False", False), ("no", False), ("Not selected", False),
        ("", None), ("2", None), ("Nearly", None),
    ],
)  # fmt: skip
def test_a_tick_an_explicit_no_and_anything_else_are_told_apart(cell, told):
    assert ticked(cell) is told


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=30))
def test_spaces_round_and_within_and_case_make_no_difference(text):
    assert normalise_text(f" \u00a0{text}\n") == normalise_text(text)
    assert normalise_text("  ".join(text.split())) == normalise_text(" ".join(text.split()))
