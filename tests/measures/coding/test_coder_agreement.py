"""Agreement of a study's coders: worked by hand on a small study, with gaps, several codes and sites."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cs_research.errors import MeasureError
from cs_research.measures.coding import agreement
from cs_research.measures.coding.coder_agreement import COEFFICIENTS, coders_by_source
from cs_research.records import Codings, Segment, Source, Turn

TEXT = "We map places. He goes there."
A, B = "target.assessments", "target.group_work"


def study(frame, marks, turns=10):
    """Segments (source, turn, start, end, code, coder, stance) of sources a and b in site X and c in Y."""
    sources = tuple(
        Source(name, "interview", site, "", tuple(Turn(n + 1, "P", TEXT) for n in range(turns)))
        for name, site in (("a", "X"), ("b", "X"), ("c", "Y"))
    )
    made = tuple(
        Segment(f"s{number}", source, turn, start, end, TEXT[start:end], code, (*rest, "shown")[0], coder)
        for number, (source, turn, start, end, code, coder, *rest) in enumerate(marks)
    )
    return Codings(frame, sources, made)


def whole(source, turns, code, coder):
    return [(source, turn, 0, len(TEXT), code, coder) for turn in turns]


def wide(table, *keys):
    return table.set_index([*keys, "coefficient"])


def test_ten_turns_on_paper(frame):
    # R gives code A to turns 1 to 4, S to turns 3 to 6: yes/yes 2, yes/no 2, no/yes 2, no/no 4
    found = wide(
        agreement.codings(study(frame, [*whole("a", range(1, 5), A, "R"), *whole("a", range(3, 7), A, "S")])),
        "code",
    ).loc[A]
    assert list(found.index) == list(COEFFICIENTS)
    assert found["estimate"].to_dict() == pytest.approx(
        {
            "percent_agreement": 0.6,
            "cohen_kappa": (0.6 - 0.52) / 0.48,  # .4² + .6²
            "fleiss_kappa": (0.6 - 0.52) / 0.48,
            "krippendorff_alpha": 1 - 0.4 / (2 * 8 * 12 / (20 * 19)),
            "gwet_ac1": (0.6 - 0.48) / 0.52,  # 2 · .4 · .6
        }
    )
    row = found.iloc[0]
    assert row[["coders", "sources", "turns", "units", "codes", "given_by_any", "given_by_all"]].tolist() == [
        2, 1, 10, 10, 1, 6, 2,
    ]  # fmt: skip
    assert row["prevalence"] == pytest.approx(0.4)
    assert (found["low"] < found["estimate"]).all()
    assert (found["estimate"] < found["high"]).all()


def test_a_source_that_one_coder_coded_does_not_count_and_is_listed(frame):
    codings = study(frame, [*whole("a", [1, 2], A, "R"), *whole("a", [1], A, "S"), *whole("b", [1, 2, 3], A, "R")])
    assert coders_by_source(codings)[["source", "coders", "names", "counts", "reason"]].values.tolist() == [
        ["a", 2, "R; S", True, ""],
        ["b", 1, "R", False, "one coder only"],
        ["c", 0, "", False, "nobody coded it"],
    ]
    found = wide(agreement.codings(codings, draws=0), "code")
    assert found.loc[(A, "percent_agreement"), ["units", "estimate"]].tolist() == [10, 0.9]
    # S read b and found nothing there: only the study can say so
    told = {"a": ["R", "S"], "b": ["R", "S"]}
    found = wide(agreement.codings(codings, coded_by=told, draws=0), "code")
    assert found.loc[(A, "percent_agreement"), ["units", "estimate"]].tolist() == [20, 0.8]
    with pytest.raises(MeasureError) as raised:
        agreement.codings(codings, coded_by={"a": ["R"], "d": ["R"], "b": ["R"]})
    said = str(raised.value)
    assert "source in coded_by must be a source of the codings, got 'd'" in said
    assert "coder 'S' must be in coded_by, since segments of 'a' are theirs, got R" in said


def test_text_without_any_code_can_be_left_out(frame):
    codings = study(frame, [*whole("a", range(1, 5), A, "R"), *whole("a", range(3, 7), A, "S")])
    found = wide(agreement.codings(codings, uncoded="left out", draws=0), "code")
    assert found.loc[(A, "percent_agreement"), ["units", "estimate"]].tolist() == [6, pytest.approx(2 / 6)]


def test_several_codes_on_a_unit_are_judgements_of_their_own(frame):
    marks = [
        *whole("a", [1, 2], A, "R"),
        *whole("a", [1, 2], A, "S"),
        *whole("a", [2, 3], B, "R"),
        *whole("a", [3], B, "S"),
    ]
    codings = study(frame, marks)
    by_code = wide(agreement.codings(codings, draws=0), "code")
    assert by_code.loc[(A, "cohen_kappa"), "estimate"] == 1
    # B: yes/yes 1, yes/no 1, no/no 8; by chance .2 · .1 + .8 · .9
    assert by_code.loc[(B, "cohen_kappa"), "estimate"] == pytest.approx(1 - 0.1 / 0.26)
    pooled = agreement.codings(codings, by=[], draws=0).set_index("coefficient")
    # observed 0 and .1, by chance .32 and .26
    assert pooled.loc["cohen_kappa", "estimate"] == pytest.approx(1 - 0.1 / (0.32 + 0.26))
    assert pooled.loc["cohen_kappa", ["codes", "given_by_any", "given_by_all"]].tolist() == [2, 4, 3]


def test_characters_and_sentences_are_units_too(frame):
    # R marks the first sentence, 0 to 14; S the first word of the second as well
    codings = study(frame, [("a", 1, 0, 14, A, "R"), ("a", 1, 0, 17, A, "S")], turns=2)
    characters = wide(agreement.codings(codings, "character", draws=0), "code").loc[A]
    assert characters.loc["percent_agreement", ["units", "turns"]].tolist() == [2 * len(TEXT), 2]
    assert characters.loc["percent_agreement", "estimate"] == pytest.approx(1 - 3 / 58)
    assert characters.loc["percent_agreement", ["given_by_any", "given_by_all"]].tolist() == [17, 14]
    sentences = wide(agreement.codings(codings, "sentence", draws=0), "code").loc[A]
    assert sentences.loc["percent_agreement", ["units", "estimate"]].tolist() == [4, 0.75]


def test_the_interval_of_characters_resamples_turns(frame):
    # one turn of forty is disputed as a whole: turns, not characters, are what could have been otherwise
    marks = [*whole("a", range(1, 21), A, "R"), *whole("a", range(1, 20), A, "S")]
    codings = study(frame, marks, turns=40)
    ends = [
        wide(agreement.codings(codings, unit), "code").loc[(A, "percent_agreement"), ["low", "high"]].tolist()
        for unit in ("turn", "character")
    ]
    assert ends[0] == pytest.approx(ends[1])
    assert ends[0] == [0.925, 1]


def test_by_pair_and_site_in_any_order_with_a_row_for_what_nobody_compared(frame):
    marks = [
        *whole("a", [1, 2], A, "R"), *whole("a", [1, 2], A, "S"), *whole("a", [1], A, "T"),
        *whole("c", [1], A, "R"), *whole("c", [2], A, "S"),
    ]  # fmt: skip
    found = agreement.codings(study(frame, marks), by=["pair", "site", "code"], draws=0)
    assert list(found.columns[:4]) == ["pair", "site", "code", "coefficient"]
    kappa = found[found["coefficient"] == "percent_agreement"].set_index(["pair", "site"])
    assert kappa["estimate"].to_dict() == pytest.approx(
        {
            ("R and S", "X"): 1, ("R and S", "Y"): 0.8, ("R and T", "X"): 0.9, ("R and T", "Y"): np.nan,
            ("S and T", "X"): 0.9, ("S and T", "Y"): np.nan,
        },
        nan_ok=True,
    )  # fmt: skip
    assert kappa.loc[("R and T", "Y"), "note"] == "no source has two of the coders"
    # all three at once: a coder who did not code a source is missing there
    every = wide(agreement.codings(study(frame, marks), draws=0), "code").loc[(A, "percent_agreement")]
    assert every["estimate"] == pytest.approx((9 + 1 / 3 + 8) / 20)
    assert every["coders"] == 3


def test_prevalence_that_misleads_is_said(frame):
    marks = [*whole("a", [1], A, "R"), *whole("a", [2], A, "S")]
    found = wide(agreement.codings(study(frame, marks, turns=40), draws=0), "code").loc[A]
    assert found.loc["percent_agreement", "estimate"] == 0.95
    assert found.loc["krippendorff_alpha", "estimate"] < 0
    assert "2.5% of judgements give the code" in found.loc["percent_agreement", "caution"]
    assert "mostly on text without the code" in found.loc["gwet_ac1", "caution"]
    assert "kappa and alpha are low for that reason alone" in found.loc["krippendorff_alpha", "caution"]
    half = [*whole("a", range(1, 21), A, "R"), *whole("a", range(5, 25), A, "S")]
    assert set(agreement.codings(study(frame, half, turns=40), draws=0)["caution"]) == {""}


def test_disagreements_are_listed_with_their_text(frame):
    marks = [
        ("a", 1, 0, 14, A, "R"), ("a", 1, 3, 14, A, "S"), ("a", 2, 0, 5, A, "R", "partly"), ("a", 2, 0, 5, A, "S", "contrary"),
        ("a", 3, 0, 14, B, "S"), ("b", 1, 0, 5, A, "R"),
    ]  # fmt: skip
    codings = study(frame, marks)
    names = ["code", "source", "turn", "start", "end", "text", "difference", "given_by", "not_given_by"]
    assert agreement.disagreements(codings)[names].values.tolist() == [
        [A, "a", 2, 0, 29, TEXT, "stance", "R (partly); S (contrary)", ""],
        [B, "a", 3, 0, 29, TEXT, "code", "S (shown)", "R"],
    ]
    assert agreement.disagreements(codings, "character")[names].values.tolist() == [
        [A, "a", 1, 0, 3, "We ", "code", "R (shown)", "S"],
        [A, "a", 2, 0, 5, "We ma", "stance", "R (partly); S (contrary)", ""],
        [B, "a", 3, 0, 14, "We map places.", "code", "S (shown)", "R"],
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unit": "word"}, "unit must be 'character', 'turn' or 'sentence', got 'word'"),
        ({"by": ["coder"]}, "by must be 'code', 'pair' or 'site', got 'coder'"),
        ({"by": ["code", "code"]}, "by must have each word once, got code, code"),
        ({"uncoded": "out"}, "uncoded must be 'absent' or 'left out', got 'out'"),
        ({"draws": -1}, "draws must be 0 or more"),
        ({"confidence_level": 1.5}, "level must lie between 0 and 1"),
    ],
)
def test_options_are_checked(frame, options, message):
    with pytest.raises(MeasureError, match=message):
        agreement.codings(study(frame, []), **options)


@pytest.mark.parametrize("unit", ["character", "turn", "sentence"])
def test_a_study_without_segments_has_no_agreement(frame, unit):
    codings = study(frame, [])
    assert agreement.codings(codings, unit).empty
    pooled = agreement.codings(codings, unit, by=[])
    assert pooled["note"].tolist()[:5] == ["no source has two of the coders"] * 5
    assert pooled["coefficient"].tolist()[5:] == (["unitizing_alpha"] if unit == "character" else [])
    assert pooled["estimate"].isna().all()
    assert agreement.disagreements(codings, unit).empty
    assert agreement.codings(Codings(frame, (), ()), unit, by=["site"]).empty


def test_offsets_in_text_of_astral_and_right_to_left_letters(frame):
    text = "🌻🌻 שלום all"
    source = Source("a", "interview", "X", "", (Turn(1, "P", text), Turn(2, "P", "")))
    segments = tuple(
        Segment(coder, "a", 1, start, end, text[start:end], A, "shown", coder)
        for coder, start, end in (("R", 0, 7), ("S", 3, 7))
    )
    found = agreement.disagreements(Codings(frame, (source,), segments), "character")
    assert found[["start", "end", "text"]].values.tolist() == [[0, 3, "🌻🌻 "]]
    table = agreement.codings(Codings(frame, (source,), segments), "character", draws=0)
    assert set(table["units"]) == {len(text)}


def test_every_pair_of_the_demo_s_tables_is_a_number_or_says_why(demo_study):
    from cs_research.study.load import load_study

    codings = load_study(demo_study).codings
    table = agreement.codings(codings, by=["code"], draws=50)
    missing = table["low"].isna()
    assert (table.loc[missing, "note"] != "").all()
    assert table["estimate"].between(-1, 1).all()
    assert isinstance(table, pd.DataFrame)


def test_who_coded_only_what_is_left_out_of_the_counts_coded_the_source(frame):
    codings = study(frame, [*whole("a", [1, 2], A, "R"), *whole("a", [3], A, "S")])
    turns = tuple(turn._replace(speaker="I") if turn.number == 3 else turn for turn in codings.sources[0].turns)
    source = replace(codings.sources[0], turns=turns, roles={"I": "interviewer"})
    counted = replace(codings, sources=(source, *codings.sources[1:])).without_roles(["interviewer"])
    assert counted.coders == ("R", "S")
    assert coders_by_source(counted)["names"].tolist() == ["R; S", "", ""]
    found = wide(agreement.codings(counted, draws=0), "code")
    assert found.loc[(A, "percent_agreement"), ["units", "estimate"]].tolist() == [9, pytest.approx(7 / 9)]
