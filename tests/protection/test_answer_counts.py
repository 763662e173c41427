"""Counts of answers for a codebook: withheld where too few answered, and never of who answered."""

import pandas as pd
import pytest
from annual_study import write_study

from cs_research.errors import PublishError
from cs_research.protection.answer_counts import count_answers
from cs_research.study.load import load_study


@pytest.fixture
def responses(tmp_path):
    rows = [(n, "North", "High" if n <= 4 else "Low", "Mid" if n <= 3 else "") for n in range(1, 10)]
    return load_study(write_study(tmp_path, rows)).responses


def test_every_answer_is_counted_also_those_that_nobody_gave(responses):
    counts = count_answers(responses.instrument, responses, 3).table
    assert counts.loc["knowledge", "n"].to_dict() == {"low": 5, "mid": 0, "high": 4}
    assert set(counts.loc["knowledge", "base"]) == {9}


def test_a_question_that_too_few_answered_is_withheld_with_its_reason(responses):
    counts = count_answers(responses.instrument, responses, 4)
    assert counts.table.loc["other", ["n", "base"]].isna().all(axis=None)
    assert "fewer than 4 answered" in counts.reasons["other"]
    assert "knowledge" not in counts.reasons


def test_who_answered_is_never_counted(responses):
    counts = count_answers(responses.instrument, responses, 0)
    assert "service" not in set(counts.table.index.get_level_values("item"))
    assert "name who answered" in counts.reasons["service"]


def test_without_responses_there_is_nothing_to_count(responses, instrument):
    assert count_answers(instrument, None, 5).table is None or count_answers(instrument, None, 5).table.empty
    with pytest.raises(PublishError, match="be answers to yjs-survey/2022"):
        count_answers(instrument, responses, 5)
    assert isinstance(count_answers(responses.instrument, responses, 5).table, pd.DataFrame)
