"""Counting: every respondent stands in one place, and two tallies add."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research._files import shipped
from cs_research.definitions import Instrument, load_instrument
from cs_research.errors import MeasureError, ResearchError
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert
from cs_research.records.responses import ReadReport, Responses, columns_of

POINTS = ("low", "middle", "high")
ITEMS = {"q": POINTS}


def framed(answers, **columns):
    return pd.DataFrame({"q": pd.Categorical(answers, categories=POINTS, ordered=True), **columns})


def test_a_point_that_nobody_chose_has_its_row_with_0():
    table = tally(framed(["low", "high", "high", None]), ITEMS).table
    assert list(table.index) == [("q", "all", point) for point in POINTS]
    assert list(table["n"]) == [1, 0, 2]
    assert set(table["answered"]) == {3}
    assert set(table["blank"]) == {1}


def test_groups_and_weights():
    frame = framed(["low", "low", "high", "high"], g=["a", "b", "b", None], w=[1.0, 2.0, 0.5, 3.0])
    table = tally(frame, ITEMS, group="g", weight="w").table
    assert list(table.index.get_level_values("group").unique()) == ["a", "b", "(no group)"]
    assert list(table["n"]) == [1, 0, 0, 1, 0, 1, 0, 0, 1]
    assert list(table["weighted_n"]) == [1, 0, 0, 2, 0, 0.5, 0, 0, 3]
    assert list(table["squared_weights"]) == [1, 0, 0, 4, 0, 0.25, 0, 0, 9]


def test_a_choose_all_item_is_counted_on_those_who_answered():
    instrument = Instrument(
        type="instrument", id="x", version="1", title="X", source={"title": "t", "publisher": "p", "year": 2023},
        items=[{"id": "m", "kind": "multiple", "text": "M", "source": "s",
                "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]}],
    )  # fmt: skip
    frame = pd.DataFrame(
        {
            "m.a": pd.array([True, True, None, None], dtype="boolean"),
            "m.b": pd.array([False, True, None, None], dtype="boolean"),
            "m.not_asked": [False, False, False, True],
        }
    )
    table = tally(frame, instrument).table
    assert list(table["n"]) == [2, 1]
    assert set(table["answered"]) == {2}
    assert set(table["blank"]) == {1}
    assert set(table["not_asked"]) == {1}


def test_those_not_asked_are_not_blank():
    table = tally(framed(["low", None, None], **{"q.not_asked": [False, True, False]}), ITEMS).table
    assert (table["answered"].iloc[0], table["blank"].iloc[0], table["not_asked"].iloc[0]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("frame", "keywords", "message"),
    [
        (
            pd.DataFrame({"q": ["low", "hgih"]}),
            {},
            "point of 'q' must be 'low', 'middle' or 'high', got 'hgih'",
        ),
        (pd.DataFrame({"r": ["low"]}), {}, "item must be a column of the frame, got 'q'"),
        (framed(["low"]), {"group": "g"}, "group must be a column of the frame, got 'g'"),
        (framed(["low"], w=[-1.0]), {"weight": "w"}, "weights in 'w' must be numbers of 0 or more, got 1"),
    ],
)
def test_what_cannot_be_counted_is_an_error_never_a_shift(frame, keywords, message):
    with pytest.raises(MeasureError, match=message):
        tally(frame, ITEMS, **keywords)


answers = st.lists(st.tuples(st.sampled_from([*POINTS, None]), st.sampled_from("ab")), min_size=1, max_size=60)


def made(rows):
    return framed([row[0] for row in rows], g=pd.Categorical([row[1] for row in rows], categories=list("ab")))


@given(answers, answers)
def test_adding_tallies_equals_tallying_together(first, second):
    together = tally(made(first + second), ITEMS, group="g")
    added = tally(made(first), ITEMS, group="g") + tally(made(second), ITEMS, group="g")
    pd.testing.assert_frame_equal(added.table, together.table)


@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_respondents_makes_no_difference(rows, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(
        tally(made(rows), ITEMS, group="g").table, tally(made(shuffled), ITEMS, group="g").table
    )


@given(answers)
def test_every_respondent_stands_in_one_place(rows):
    table = tally(made(rows), ITEMS).table
    first = table.iloc[0]
    assert table["n"].sum() == first["answered"]
    assert first["answered"] + first["blank"] + first["not_asked"] == len(rows)


def test_more_rows_than_a_block_are_counted_like_pandas_counts_them():
    draw = np.random.default_rng(1)
    frame = framed(draw.choice(POINTS, 150_000), w=draw.random(150_000))
    table = tally(frame, ITEMS, weight="w").table.droplevel(["item", "group"])
    assert table["n"].to_dict() == frame["q"].value_counts().to_dict()
    expected = frame.groupby("q", observed=False)["w"].sum()
    assert np.allclose(table["weighted_n"], expected.loc[list(POINTS)])


SURVEY = load_instrument("yjs-survey/2022")


def answered(n=3, **columns):
    """Responses to the survey of 2022 that say nothing but how well they know of the matter."""
    asked = SURVEY.model_copy(update={"items": (SURVEY.item("knowledge"),)})
    points = pd.Categorical(["good"] * (n - 1) + [None], [point.id for point in asked.scales[0].points])
    frame = pd.DataFrame({"knowledge": points, **columns})
    return Responses(asked, "2022", frame, ReadReport("made-up.csv", "tidy", n, n))


def test_responses_bring_their_instrument_and_its_population():
    counts = tally(answered())
    assert (counts.instrument.key, counts.population, counts.respondents) == ("yjs-survey/2022", 157, 3)
    assert tally(answered(), population=60).population == 60
    assert tally(answered(), population=None).population is None
    assert tally(answered(g=list("aab")), group="g").population is None
    assert likert.nets(counts)["method"].unique().tolist() == ["hypergeometric"]
    assert likert.nets(replace(counts, population=None))["method"].unique().tolist() == ["wilson"]


def test_a_table_takes_the_name_of_its_instrument_or_its_file(tmp_path):
    frame = answered().frame.reindex(columns=[name for item in SURVEY.items for name in columns_of(item)])
    file = tmp_path / "own.yaml"
    file.write_text((shipped("instruments") / "yjs-survey" / "2022.yaml").read_text("utf-8"), "utf-8")
    by_name = tally(frame, instrument="yjs-survey/2022")
    for named in (SURVEY, file, str(file)):
        pd.testing.assert_frame_equal(tally(frame, named).table, by_name.table)


def test_groups_have_populations_of_their_own_in_every_share():
    responses = answered(7, g=list("aaaabbb"))
    counts = tally(responses, group="g", population={"a": 4, "b": 30})
    one, other = (
        tally(replace(responses, frame=part), population=size)
        for (_, part), size in zip(responses.frame.groupby("g"), (4, 30), strict=True)
    )
    for measure in (likert.nets, likert.distribution, likert.summary):
        table = measure(counts)[["low", "high"]].to_numpy()
        together = pd.concat([measure(one), measure(other)])[["low", "high"]].to_numpy()
        assert table.tolist() == together.tolist()


@pytest.mark.parametrize(
    ("population", "message"),
    [
        (2, "population must be at least the number of respondents, got 2 for 3 respondents"),
        ({"a": 9}, "population must be given for every group, got none for 'b'"),
        ({"a": 9, "b": 0}, "got 0 for 1 respondent in group 'b'"),
        (
            "all",
            "population must be an integer, a number for each group, None or 'instrument', got 'all'",
        ),
        (1.5, "population must be an integer"),
        (True, "population must be an integer"),
    ],
)
def test_a_population_that_cannot_be_is_refused(population, message):
    with pytest.raises(MeasureError, match=message):
        tally(answered(g=list("aab")), group="g" if "a" in str(population) else None, population=population)


def test_what_cannot_be_counted_says_what_can():
    for wrong in (None, 7, [1], {"q": [1]}, pd.Series([1]), object()):
        with pytest.raises(MeasureError, match="responses must be Responses, a DataFrame, the path of a Parquet"):
            tally(wrong)
    with pytest.raises(MeasureError, match="instrument must be given for a table of answers, got none"):
        tally(framed(["low"]))
    with pytest.raises(MeasureError, match=r"instrument must be left out for Responses, which carry yjs-survey/2022"):
        tally(answered(), "yjs-survey/2022")
    for wrong in (7, [1], pd.DataFrame()):
        with pytest.raises(MeasureError, match="instrument must be an Instrument, its name or its file"):
            tally(framed(["low"]), wrong)
    with pytest.raises(ResearchError, match=r"tally: definition must be .*\n  Hint: did you mean 'yjs-survey/2022'"):
        tally(framed(["low"]), "yjs-surey/2022")
    with pytest.raises(MeasureError, match="have the points of 'q' in order, got 'low'"):
        tally(framed(["low"]), {"q": "low"})


def test_likert_takes_a_tally_with_an_instrument_alone():
    for measure in (likert.nets, likert.distribution, likert.summary, likert.multiple):
        for wrong in (None, 7, "counts", framed(["low"]), answered()):
            with pytest.raises(MeasureError, match="counts must be a Tally, got"):
                measure(wrong)
        with pytest.raises(MeasureError, match="counts must have an instrument, which says what points mean"):
            measure(tally(framed(["low"]), ITEMS))


def test_tallies_of_other_questions_or_populations_do_not_add():
    whole = tally(answered())
    assert (whole + whole).table["n"].sum() == 2 * whole.table["n"].sum()
    for other in (
        replace(whole, population=99),
        tally(framed(["low"]), ITEMS),
        tally(answered(g="x"), group="g"),
    ):
        with pytest.raises(MeasureError, match="must be the same in tallies that are added"):
            whole + other
    with pytest.raises(TypeError):
        whole + whole.table


def test_a_tally_is_one_line_and_a_small_table_with_text_escaped():
    counts = tally(answered(3, g=["<b>", "<b>", "c"]), group="g")
    assert repr(counts) == "Tally(yjs-survey/2022: 3 responses, 1 question, by g (2 groups))"
    assert repr(tally(answered())) == "Tally(yjs-survey/2022: 3 responses, 1 question, N = 157)"
    weighted = tally(framed(["low"], **{"<w>": [2.0]}), ITEMS, weight="<w>")
    assert repr(weighted) == "Tally(no instrument: 1 response, 1 question, weighted by <w>)"
    html = weighted._repr_html_()
    assert "weighted by &lt;w&gt;" in html
    assert html.count("<tr>") == 2
    assert ">1</td>" in html
