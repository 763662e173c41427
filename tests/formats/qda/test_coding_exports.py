"""Tables of codings: what is read again, quotations for people, and the matrix for R and SPSS."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pyreadstat
import pytest

from cs_research.formats.qda import read_codings
from cs_research.formats.qda.coding_exports import (
    matrix_columns,
    matrix_sav,
    quotation_table,
    quotation_workbook,
    tidy_table,
)
from cs_research.measures.coding.frequency import source_by_code
from cs_research.records import Codings, Segment, Turn


@pytest.fixture(scope="module")
def codings(small_frame, sources):
    fields = {"source": "a-group", "stance": "shown", "memo": ""}
    return Codings(small_frame, sources, (
        Segment("f-1", turn=2, start=0, end=27, quote="There is no time for a map.", code="barriers.time", coder="Ben D.", **fields),
        Segment("f-2", turn=1, start=0, end=13, quote="We draw a map", code="target.places", coder="Ann C.", **fields),
        Segment("f-3", turn=1, start=3, end=7, quote="draw", code="target.places", coder="Ben D.", **fields),
    ))  # fmt: skip


def test_the_tidy_table_is_read_again_as_it_was(codings, tmp_path):
    path = tmp_path / "codings.csv"
    tidy_table(codings.segments).to_csv(path, index=False)
    again = read_codings(path, codings.frame, codings.sources)
    strip = [(it.source, it.turn, it.start, it.end, it.code, it.stance, it.coder) for it in again.segments]
    assert strip == [(it.source, it.turn, it.start, it.end, it.code, it.stance, it.coder) for it in codings.segments]


def test_words_that_a_turn_has_twice_keep_their_place(small_frame, sources, tmp_path):
    text = "Yes, yes. We walk. We walk, yes."
    turns = (Turn(1, "Ann", text), Turn(2, "Ben", "Yes, yes."), *sources[0].turns[2:])
    source = replace(sources[0], turns=turns)
    spans = [(10, 17), (19, 26), (0, 3), (28, 31)]
    made = [
        Segment(f"f-{at}", source.id, 1, *span, text[slice(*span)], "barriers.time", "shown", "Cam")
        for at, span in enumerate(spans, start=2)
    ]
    last = [Segment("f-6", source.id, 1, 28, 32, "yes.", "barriers.time", "shown", "Cam"),
            Segment("f-6", source.id, 2, 0, 3, "Yes", "barriers.time", "shown", "Cam")]  # fmt: skip
    path = tmp_path / "codings.csv"
    tidy_table([*made, *last]).to_csv(path, index=False)
    again = read_codings(path, small_frame, (source,))
    assert [(it.turn, it.start, it.end, it.quote) for it in again.segments] == [
        (it.turn, it.start, it.end, it.quote) for it in [*made, *last]
    ]


def test_a_segment_of_several_turns_is_one_row(codings):
    first, second, *_ = codings.segments
    parts = Codings(
        codings.frame,
        codings.sources,
        (first, Segment("f-1", "a-group", 3, 0, 10, "We walk it", first.code, "shown", "Ben D."), second),
    )
    assert tidy_table(parts.segments)["quote"].tolist() == ["There is no time for a map.\nWe walk it", "We draw a map"]
    row = quotation_table(parts).query("code == 'barriers.time'").iloc[0]
    assert row["quote"] == "Ben: There is no time for a map.\nAnn: We walk it"
    assert row["speaker"] == "Ben; Ann"


def test_quotations_are_in_the_order_of_the_frame_with_paths_and_speakers(codings):
    table = quotation_table(codings)
    assert table[["path", "speaker", "coder"]].values.tolist() == [
        ["Target > Places", "Ann", "Ann C."],
        ["Target > Places", "Ann", "Ben D."],
        ["Barriers > Time", "Ben", "Ben D."],
    ]
    assert quotation_workbook(codings, "Study").content[:2] == b"PK"


def test_the_matrix_is_0_and_1_with_labels_in_spss(codings, tmp_path):
    matrix, labels = matrix_columns(source_by_code(codings), codings)
    path = tmp_path / "matrix.sav"
    path.write_bytes(matrix_sav(matrix, labels))
    table, meta = pyreadstat.read_sav(path)
    assert table[["source", "target.places", "barriers.time"]].values.tolist() == [["a-group", 1, 1], ["b-plan", 0, 0]]
    assert meta.column_names_to_labels["barriers.time"] == "Time"
    assert meta.variable_value_labels["barriers.time"] == {0: "not coded", 1: "coded"}
    assert matrix_sav(matrix, labels) == path.read_bytes()


def test_names_of_columns_are_ones_that_r_and_spss_take(codings):
    wide = pd.DataFrame(
        [["a", "A", "k", 1, 0, 1, 0]], columns=["source", "site", "kind", "all", "peer-group", "peer.group", "2nd"]
    )
    renamed, labels = matrix_columns(wide, codings)
    assert list(renamed.columns) == ["source", "site", "kind", "code_all", "peer_group", "peer.group", "code_2nd"]
    assert labels["kind"] == "Kind of source"
