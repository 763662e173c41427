"""Google Forms: the CSV of the form and that of its sheet, in real files and small ones."""

from __future__ import annotations

import pandas as pd

from cs_research.formats import read_survey
from cs_research.records import LeftOut


def values(series):
    return [None if pd.isna(value) else value for value in series]


def points(*labels):
    return [{"id": f"p{place}", "label": label} for place, label in enumerate(labels, 1)]


def test_grids_options_with_commas_and_an_empty_row(draw, write):
    path = write(
        "a.csv",
        "Timestamp,Username,confident,How sure? [Places],How sure? [Schools ],Which help?\n"
        ",,,,,\n"
        '2020/06/05 11:34:01 AM EST,a@example.org,Not sure,Not sure,Somewhat confident,"Training, Police, schools and health"\n'
        "2020/06/05 11:35:01 AM EST,b@example.org,,,Not sure,\n",
    )
    options = points("Training", "Police, schools and health")
    small = draw(
        {"id": "confident"},
        {"id": "places", "text": "Places"},
        {"id": "schools", "text": "How sure? [Schools]"},
        {"id": "help", "kind": "multiple", "text": "Which help?", "options": options},
    )
    responses = read_survey(path, small)
    frame, report = responses.frame, responses.report
    assert report.platform == "Google Forms"
    assert report.left_out == (LeftOut(2, "empty row", "no cell holds anything"),)
    assert values(frame["places"]) == ["not_sure", None]
    assert values(frame["schools"]) == ["somewhat", "not_sure"]
    assert values(frame["help.p1"]) == [True, None]
    assert values(frame["help.p2"]) == [True, None]
    assert report.unmatched_columns == ()


def test_a_real_survey_with_options_joined_by_semicolons(shared, draw):
    use = ("Critical to me", "Somewhat useful", "Not relevant for me")
    apis = ("DataFrame", "Delayed", "Array", "Futures", "Xarray", "ML", "Bag", "Custom graphs")
    small = draw(
        {"id": "often", "text": "How often do you use Dask?",
         "points": points("Just looking for now", "Occasionally", "Every day", "I use Dask all the time, even when I sleep")},
        {"id": "pandas", "text": "Better Numpy/Pandas support", "points": points(*use)},
        {"id": "apis", "kind": "multiple", "text": "Dask APIs", "options": [*points(*apis), {"id": "other", "label": "Other"}]},
        {"id": "easy", "text": "How easy is it for you to upgrade to newer versions of Python libraries", "points": points("1", "2", "3", "4")},
    )  # fmt: skip
    responses = read_survey(
        shared("data/google_forms/dask/2019-user-survey-results.csv"), small, answers={"apis": {"*": "other"}}
    )
    frame, report = responses.frame, responses.report
    assert (report.platform, report.rows, report.kept) == ("Google Forms", 259, 259)
    assert frame["often"].value_counts(sort=False).tolist() == [37, 128, 69, 24]
    assert frame["pandas"].value_counts(sort=False).tolist() == [157, 88, 11]
    assert [int(frame[f"apis.p{place}"].sum()) for place in range(1, 9)] == [189, 151, 140, 85, 71, 60, 49, 2]
    assert int(frame["apis.other"].sum()) == 4
    assert int(frame["apis.p1"].isna().sum()) == 3
    assert frame["easy"].value_counts(sort=False).tolist() == [4, 15, 92, 144]


def test_a_real_survey_with_options_joined_by_commas_and_an_empty_row(shared, draw):
    roles = (
        "I conduct research",
        "I support researchers",
        "I manage researchers or research projects",
        "I develop software for researchers",
    )
    small = draw(
        {"id": "uses", "text": "Question 6: Do you use research software?", "points": points("No", "Yes")},
        {"id": "years", "text": "Question 5: How many years have you worked in research?",
         "points": points("Less than a year", "1-5 years", "6-10 years", "11-15 years", "15-20 years", "More than 20 years")},
        {"id": "roles", "kind": "multiple", "text": "Question 2: Which of the following roles apply to you?", "options": points(*roles)},
    )  # fmt: skip
    path = shared("data/google_forms/ssi/software_in_research_2014_form_responses_1.redacted.csv")
    responses = read_survey(path, small, unknown="blank")
    frame, report = responses.frame, responses.report
    assert (report.platform, report.rows, report.kept) == ("Google Forms", 408, 407)
    assert [(row.row, row.reason) for row in report.left_out] == [(2, "empty row")]
    assert frame["uses"].value_counts(sort=False).tolist() == [34, 373]
    assert frame["years"].value_counts(sort=False).tolist() == [11, 141, 98, 52, 34, 71]
    texts = pd.read_csv(path, dtype=str).iloc[1:, 2]
    for place, role in enumerate(roles, 1):
        assert int(frame[f"roles.p{place}"].sum()) == int(texts.str.contains(role, regex=False).sum())
