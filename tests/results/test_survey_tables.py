"""Options and questions are ranked only where the difference is larger than chance explains."""

import pandas as pd
import pytest

from cs_research.definitions import load_instrument
from cs_research.errors import MeasureError
from cs_research.measures.comparison.pairs import compare_questions
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert
from cs_research.measures.shares.response import response_test
from cs_research.records import Responses
from cs_research.records.responses import column, columns_of
from cs_research.reporting.text.findings import multiple_title, question_difference
from cs_research.results.survey import find_indistinguishable, find_most_different

SURVEY = load_instrument("yjs-survey/2022")


def responses(frame):
    items = tuple(item for item in SURVEY.items if set(columns_of(item)) <= set(frame.columns))
    return Responses(SURVEY.model_copy(update={"items": items}), "1", frame, None)


def ticks(counts, size=40):
    """Made-up answers to the enablers: so many of 40 tick each option, those from the start."""
    options = [point.id for point in SURVEY.points_of(SURVEY.item("enablers"))]
    told = dict(zip(options, counts, strict=False))
    return pd.DataFrame(
        {column("enablers", option): pd.array([at < told.get(option, 0) for at in range(size)], dtype="boolean")
         for option in options}
    )  # fmt: skip


def test_an_option_close_to_the_first_is_named_with_it():
    frame = ticks([40, 37, 12, 10])
    rows = likert.multiple(tally(frame, responses(frame).instrument))
    alike = find_indistinguishable(rows, responses(frame), "enablers", 0.95)
    assert alike == [rows["label"].iloc[1]]  # 3 of 40 against none is p = .25; 28 against none is not
    title = multiple_title(rows, {"enablers": "Most often chosen as helping"}, "enablers", alike)
    first, second = rows["label"].iloc[:2]
    assert title == (
        f"Most often chosen as helping: {first} (100%), not statistically distinguishable from {second} (93%)"
    )


def test_all_pairs_count_since_the_answers_choose_the_first():
    """One option is left by 20 of 60 and joined by 5: p = .004 against each of the others, which are alike."""
    options = [point.id for point in SURVEY.points_of(SURVEY.item("enablers"))]
    least = [20 <= at < 45 for at in range(60)]
    rest = [at < 40 for at in range(60)]
    frame = pd.DataFrame(
        {
            column("enablers", option): pd.array(least if at == 0 else rest, dtype="boolean")
            for at, option in enumerate(options)
        }
    )
    rows = likert.multiple(tally(frame, responses(frame).instrument))
    pairs = len(options) * (len(options) - 1) // 2
    assert pairs * 0.004077 > 0.05
    assert find_indistinguishable(rows, responses(frame), "enablers", 0.95) == [rows["label"].iloc[0]]


def test_questions_are_ranked_on_one_scale_and_past_chance_only():
    size = 30
    frame = pd.DataFrame({"assess_contexts": ["extremely"] * size, "knowledge": ["poor"] * size})
    frame["record_contexts"] = ["extremely"] * 12 + ["not_very"] * 16 + [None] * 2
    nets = likert.nets(tally(frame, responses(frame).instrument))
    table = find_most_different(nets, responses(frame), 0.95)
    said = question_difference(table, nets, size, SURVEY)
    assert "(100%, 30 of 30) than on" in said
    assert "(43%, 12 of 28; 2 of 30 services did not answer it or gave an answer that is not counted)" in said
    assert "among the 28 that answered both" in said
    (pair,) = table.itertuples(index=False)
    assert (pair.item, pair.other, pair.n) == (
        "assess_contexts",
        "record_contexts",
        28,
    )  # knowledge: another scale
    level = frame.assign(record_contexts=["extremely"] * 29 + ["not_very"])
    assert find_most_different(nets, responses(level), 0.95).empty
    with pytest.raises(MeasureError, match="items must be on one scale"):
        compare_questions(frame, SURVEY, ["assess_contexts", "knowledge"])


def test_response_is_tested_on_counts():
    assert response_test(pd.DataFrame({"answered": [5, 5, 7], "unanswered": [11, 10, 9]})) > 0.5
    assert response_test(pd.DataFrame({"answered": [18, 4], "unanswered": [2, 16]})) < 0.001
    assert response_test(pd.DataFrame({"answered": [5, 0], "unanswered": [1, 0]})) == 1
